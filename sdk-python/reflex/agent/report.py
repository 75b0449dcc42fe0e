"""What the agent keeps of a run, and the heartbeat made of it."""

import time
from typing import Any, Dict, List, Optional

KEPT_ERRORS = 20


class Run:
    """Counters of one session."""

    def __init__(self) -> None:
        self.counts_since = time.time_ns() // 1_000_000
        self.steps = 0
        self.applied_steps = 0
        self.safe_stops = 0
        self.errors: List[str] = []
        self.fault: Optional[str] = None

    def note(self, message: str) -> None:
        if len(self.errors) < KEPT_ERRORS and message not in self.errors:
            self.errors.append(message)

    @property
    def summary(self) -> Dict[str, Any]:
        """The robot's own account, which the receipt keeps."""
        return {
            "ok": not self.errors,
            "steps": self.steps,
            "appliedSteps": self.applied_steps,
            "safeStops": self.safe_stops,
            "errors": list(self.errors),
        }


class Rate:
    """The rate of the mean period: a mean of rates would let one short period count for many."""

    def __init__(self) -> None:
        self._last: Optional[float] = None
        self._period: Optional[float] = None

    def measure(self, now: float) -> None:
        if self._last is not None:
            period = now - self._last
            self._period = period if self._period is None else self._period * 0.96 + period * 0.04
        self._last = now

    @property
    def hz(self) -> Optional[float]:
        return 1000 / self._period if self._period else None


def seen_fields(seen: Optional[Dict[str, Any]]) -> Dict[str, Any]:
    """The arm's own values of a heartbeat, of an observation."""
    names = ("joints", "batteryPct", "temperatureC", "cpuPct")
    return {} if seen is None else {name: seen.get(name) for name in names}
