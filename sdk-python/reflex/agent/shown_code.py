"""Which code the robot shows to whoever stands at it, and whether the server has heard that it does."""

import math
import re
import threading
from typing import Any, Callable, Dict, NamedTuple, Optional

from .driver import Driver


class Code(NamedTuple):
    id: str
    code: str
    #: How long to show it from now, ms.
    for_ms: float


def read_code(answer: Dict[str, Any]) -> Optional[Code]:
    """Reads the code in the answer of a heartbeat; None when there is none, or one that cannot be read."""
    told, now = answer.get("presence"), answer.get("serverTime")
    if not isinstance(told, dict) or not isinstance(now, (int, float)):
        return None
    code_id, code, until = told.get("id"), told.get("code"), told.get("expiresAt")
    if not isinstance(code_id, str) or not isinstance(code, str) or re.fullmatch(r"[0-9]{4,8}", code) is None:
        return None
    if isinstance(until, bool) or not isinstance(until, (int, float)) or not math.isfinite(until) or until <= now:
        return None
    return Code(code_id, code, until - now)


class ShownCode:
    """Safe for threads. ``emit`` is told ``("code", Code)`` and ``("code_unshown", text)``; ``tell`` is called when the server ought to hear."""

    def __init__(self, driver: Driver, emit: Callable[[str, Any], None], tell: Callable[[], None]) -> None:
        self._driver, self._emit, self._tell = driver, emit, tell
        self._lock = threading.Lock()
        self._newest: Optional[str] = None
        self._untold: Optional[str] = None

    @property
    def untold(self) -> Optional[str]:
        """For the next heartbeat: the code that is shown, until the server has heard it."""
        with self._lock:
            return self._untold

    def take(self, answer: Dict[str, Any], told: Optional[str]) -> None:
        """Takes the answer to a heartbeat that said ``told``. Waits for no display: neither a heartbeat nor a stop may be late for one."""
        code = read_code(answer)
        if code is not None:
            with self._lock:
                self._newest, self._untold = code.code, None
            self._emit("code", code)
            threading.Thread(target=self._show, args=(code,), name="reflex-code", daemon=True).start()
            return
        with self._lock:
            if told == self._untold:
                self._untold = None

    def _show(self, code: Code) -> None:
        show = getattr(self._driver, "show_code", None)
        try:
            if show is not None:
                show(code.code, code.for_ms)
        except Exception as error:  # noqa: BLE001 - a display that fails is no fault of the arm.
            self._emit("code_unshown", str(error) or type(error).__name__)
            return
        with self._lock:
            # While the display took its time, an answer with another code may have come.
            if self._newest != code.code:
                return
            self._untold = code.id
        self._tell()
