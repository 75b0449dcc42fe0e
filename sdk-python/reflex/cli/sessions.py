"""``sessions ...``."""

import argparse
import sys
import time as clock
from typing import Any, Dict, Optional

from .. import ReflexError, authorize_session, close_session, list_sessions, promote_session, stop_session
from .show import NO, Result, facts, note, table, time


def show_list(options: argparse.Namespace, as_: Dict[str, Any]) -> Result:
    value = list_sessions(status=options.status, **as_)
    columns = {
        "ID": lambda row: row["_id"],
        "MODEL": lambda row: row["baseModel"],
        "STATUS": lambda row: row["status"],
        "MODE": lambda row: row.get("mode"),
        "CREATED": lambda row: time(row["createdAt"]),
        "ENDED": lambda row: time(row.get("endedAt")),
        "REASON": lambda row: row.get("closeReason"),
    }
    return Result(value, table(value.get("sessions") or [], columns, "No sessions."))


def authorize(options: argparse.Namespace, as_: Dict[str, Any]) -> Result:
    names = ("deployment_id", "robot_id", "artifact_id", "base_model", "runtime", "mode", "client_session_id")
    value = authorize_session(**{name: getattr(options, name) for name in names}, **as_)
    shown = {"session": value.get("sessionId"), "grant expires": time(value.get("expiresAt")), "worker": value.get("workerUrl")}
    return Result(value, facts({**shown, "token": value.get("token")}))


def promote(options: argparse.Namespace, as_: Dict[str, Any]) -> Result:
    if options.mode == "apply_actions" and not options.yes and sys.stdin.isatty() and sys.stderr.isatty():
        print("The arm will move. Is everybody clear of it? Type yes: ", end="", file=sys.stderr, flush=True)
        if sys.stdin.readline().strip() != "yes":
            return Result({"ok": False, "reason": "not_confirmed"}, "Nothing was sent.", NO)
    value = promote_session(options.session_id, mode=options.mode, budget_seconds=options.budget_seconds, **as_)
    return Result(value, facts({"mode": value.get("mode"), "applies until": time(value.get("budgetEndsAt")), "version": value.get("version")}))


def stop(options: argparse.Namespace, as_: Dict[str, Any]) -> Result:
    """Repeats one press until the robot has obeyed it; says so loudly when it has not."""
    sent_at = clock.time_ns() // 1_000_000
    until = clock.monotonic() + options.timeout
    while True:
        seen: Optional[Dict[str, Any]] = None
        try:
            value = stop_session(options.session_id, sent_at=sent_at, reason=options.reason, **as_)
            if value["ok"] is False:
                return Result(value)
            seen = value["stop"]
        except ReflexError as error:
            # A press that got no answer is repeated like one that was not obeyed yet: asking twice stops once.
            if error.code != "unreachable" or clock.monotonic() > until:
                raise
            note(str(error))
            value = {"ok": False, "reason": "unreachable"}
        if seen and seen.get("motionZeroAt"):
            return Result(value, f"{_four(seen)}\nStopped: the robot reports no motion.")
        if clock.monotonic() > until:
            where = (seen or {}).get("emergencyStopLocation")
            at = f" at: {where}" if where else ""
            warning = f"NOT CONFIRMED. Use the hardware emergency stop{at}. A software stop is not a safety function."
            return Result(value, f"{_four(seen)}\n{warning}" if seen else warning, NO)
        clock.sleep(0.25)


def _four(seen: Dict[str, Any]) -> str:
    names = {
        "sent": "sentAt",
        "accepted by the server": "acceptedAt",
        "acknowledged by the robot": "acknowledgedAt",
        "motion reported zero": "motionZeroAt",
    }
    return facts({name: time(seen.get(field)) or "not yet" for name, field in names.items()})


def close(options: argparse.Namespace, as_: Dict[str, Any]) -> Result:
    value = close_session(options.session_id, reason=options.reason, **as_)
    return Result(value, facts({"status": value.get("status"), "reason": value.get("closeReason"), "receipt": value.get("receiptId")}))
