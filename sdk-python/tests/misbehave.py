"""A line to the server with the faults that the other simulator has (sdk/sim/misbehave.ts)."""

import time
from typing import Any, Dict, Optional

from reflex import UnreachableError


class Misbehaving:
    """``silent_after_s``: no heartbeats that long after the first that said it applies. ``ignore_stop``: believes what it heard before."""

    def __init__(self, line: Any, silent_after_s: Optional[float], ignore_stop: bool) -> None:
        self._line, self._silent_after_s, self._ignore_stop = line, silent_after_s, ignore_stop
        self._applied_at: Optional[float] = None
        self._last: Optional[Dict[str, Any]] = None
        # A robot that is to fall silent or deaf must not hear of the stop on its socket either.
        if silent_after_s is None and not ignore_stop:
            self.watch = line.watch

    def heartbeat(self, fields: Dict[str, Any], timeout_s: float) -> Dict[str, Any]:
        if fields["mode"] == "apply_actions" and self._applied_at is None:
            self._applied_at = time.monotonic()
        if self._is_silent():
            raise UnreachableError("silent, as asked by --silent-after")
        answer = self._line.heartbeat(fields, timeout_s)
        if not self._ignore_stop or answer.get("stop") is None:
            self._last = answer
            return answer
        return {**(self._last or answer), "stop": None}

    def summary(self, session_id: str, summary: Dict[str, Any]) -> Any:
        return None if self._is_silent() else self._line.summary(session_id, summary)

    def _is_silent(self) -> bool:
        if self._silent_after_s is None or self._applied_at is None:
            return False
        return time.monotonic() - self._applied_at >= self._silent_after_s
