"""What the server wants of the robot, read so that whatever is missing or odd means: nothing may be applied."""

import math
from typing import Any, Dict, NamedTuple, Optional


class StopCommand(NamedTuple):
    command_id: str
    session_id: str
    version: int


class Session(NamedTuple):
    id: str
    status: str
    mode: str
    version: int
    #: How long actions may be applied from the heartbeat on, ms; 0 when they may not.
    lease_ms: float
    #: How many actions may be applied of this promotion; None: any number.
    action_budget: Optional[float]
    #: Tells this promotion from others of the session.
    promotion: float

    @property
    def is_open(self) -> bool:
        return self.status != "closed"


class Instruction(NamedTuple):
    session: Optional[Session]
    stop: Optional[StopCommand]


def _finite(value: Any) -> Optional[float]:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
        return None
    return float(value)


def _stop(value: Any) -> Optional[StopCommand]:
    if not isinstance(value, dict):
        return None
    session_id, version = value.get("sessionId"), _finite(value.get("version"))
    if not isinstance(session_id, str) or version is None:
        return None
    command_id = value.get("id")
    return StopCommand(command_id if isinstance(command_id, str) else "", session_id, int(version))


def read_instruction(answer: Dict[str, Any]) -> Instruction:
    """Reads an answer of ``heartbeatRobot``. Durations, because the two clocks need not agree."""
    stop = _stop(answer.get("stop"))
    session = answer.get("session")
    version = _finite(session.get("version")) if isinstance(session, dict) else None
    if not isinstance(session, dict) or not isinstance(session.get("sessionId"), str) or version is None:
        return Instruction(None, stop)
    status = str(session.get("status")) if session.get("status") in ("authorized", "active") else "closed"
    mode = "apply_actions" if session.get("mode") == "apply_actions" else "dry_run"
    now, lease, budget = _finite(answer.get("serverTime")), _finite(session.get("leaseExpiresAt")), _finite(session.get("budgetEndsAt"))
    told = session.get("actionBudget")
    action_budget = _finite(told)
    is_bounded = told is None or action_budget is not None
    lease_ms = 0.0
    if is_bounded and status != "closed" and mode == "apply_actions" and now is not None and lease is not None:
        lease_ms = max(0.0, min(lease, lease if budget is None else budget) - now)
    return Instruction(Session(session["sessionId"], status, mode, int(version), lease_ms, action_budget, _finite(session.get("modeSince")) or 0.0), stop)
