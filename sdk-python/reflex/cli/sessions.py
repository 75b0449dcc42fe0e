"""``sessions ...``."""

import argparse
import datetime
import json
import sys
import time as clock
from typing import Any, Dict, Optional

from .. import ReflexError, authorize_session, close_session, list_robots, list_sessions, promote_session, stop_session
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
    bounds = {"budget_seconds": options.budget_seconds, "action_budget": options.actions}
    value = promote_session(options.session_id, mode=options.mode, **bounds, **as_)
    return Result(
        value, facts({"mode": value.get("mode"), "applies until": time(value.get("budgetEndsAt")), "version": value.get("version")})
    )


def demote(options: argparse.Namespace, as_: Dict[str, Any]) -> Result:
    value = promote_session(options.session_id, mode="dry_run", **as_)
    return Result(value, facts({"mode": value.get("mode")}))


def stop(options: argparse.Namespace, as_: Dict[str, Any]) -> Result:
    """Repeats one press until the robot has obeyed it; says so loudly when it has not."""
    sent_at = clock.time_ns() // 1_000_000
    until = clock.monotonic() + options.timeout
    while True:
        seen: Optional[Dict[str, Any]] = None
        value: Optional[Dict[str, Any]]
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
            value = None
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


def watch(options: argparse.Namespace, as_: Dict[str, Any]) -> Result:
    """One line whenever something changes, until the session is closed."""
    until = float("inf") if options.for_ is None else clock.monotonic() + options.for_
    last: Optional[Dict[str, Any]] = None
    while True:
        listed = list_sessions(**as_)
        if listed.get("ok") is False:
            return Result(listed)
        session = next((row for row in listed["sessions"] if row["_id"] == options.session_id), None)
        if session is None:
            return Result({"ok": False, "reason": "not_found"}, "No such session among the newest 200.", NO)
        robots = list_robots(**as_).get("robots") or []
        robot = next((row for row in robots if row["id"] == session.get("robotId")), None)
        seen = _seen(session, robot)
        if seen != last:
            last = seen
            now = datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")
            print(json.dumps({"at": now, **seen}, ensure_ascii=False) if options.json else f"{now}  {_line(seen, robot)}", flush=True)
        if session["status"] == "closed" or clock.monotonic() >= until:
            return Result(session, streamed=True)
        clock.sleep(options.interval)


def _seen(session: Dict[str, Any], robot: Optional[Dict[str, Any]]) -> Dict[str, Any]:
    """What a change of makes a line; what is not known is left out."""
    seen = {name: session[name] for name in ("status", "mode", "closeReason") if session.get(name) is not None}
    status = (robot or {}).get("status") or {}
    names = {"link": "link", "health": "health", "robotMode": "mode"}
    return {**seen, **{name: status[field] for name, field in names.items() if field in status}}


def _line(seen: Dict[str, Any], robot: Optional[Dict[str, Any]]) -> str:
    words = [seen.get("status"), seen.get("mode"), seen.get("closeReason")]
    if robot is not None:
        words.append(f"{robot['name']} {seen.get('link', '')} {seen.get('health', '')}".rstrip())
    return "  ".join(word for word in words if word)
