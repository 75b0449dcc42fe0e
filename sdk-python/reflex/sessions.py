"""Sessions: one run of a deployment on a robot. A promote is a physical act; nothing here is ever sent twice."""

from typing import Optional

from .wire import Answer, send


def authorize_session(
    artifact_id: Optional[str] = None,
    deployment_id: Optional[str] = None,
    robot_id: Optional[str] = None,
    base_model: Optional[str] = "pi0.5",
    runtime: Optional[str] = None,
    mode: str = "dry_run",
    client_session_id: Optional[str] = None,
    *,
    robot_type: Optional[str] = None,
    api_key: Optional[str] = None,
    convex_url: Optional[str] = None,
) -> Answer:
    """Opens a session; answers a grant: ``{"ok": True, "sessionId", "token", "expiresAt" (epoch ms), "workerUrl", "primeUrl"}``.

    It starts as a dry run whatever ``mode`` asks. The token lives 30 minutes. ``client_session_id`` makes the call idempotent: the same
    id gets the same session. A refusal is ``{"ok": False, "reason": ...}``, such as ``no_inference_node_available``.
    """
    args = {
        "artifactId": artifact_id,
        "deploymentId": deployment_id,
        "robotId": robot_id,
        "baseModel": base_model,
        "runtime": runtime,
        "robotType": robot_type,
        "mode": mode,
        "clientSessionId": client_session_id,
    }
    return send("mutation", "authorizeSession", args, api_key, convex_url)


def promote_session(
    session_id: str,
    mode: str = "apply_actions",
    *,
    budget_seconds: Optional[float] = None,
    action_budget: Optional[int] = None,
    api_key: Optional[str] = None,
    convex_url: Optional[str] = None,
) -> Answer:
    """Lets the session's actions reach the arm, for ``budget_seconds`` at most (600 unless said). ``mode="dry_run"`` goes back.

    With ``action_budget`` (1 to 1,000,000) the arm rests by itself after so many actions.

    Answers ``{"ok": True, "sessionId", "status", "mode", "version", "leaseExpiresAt", "budgetEndsAt"}`` (epoch ms), or
    ``{"ok": False, "reason", "unmet": [{"code", "message", "fix"}]}`` with every condition that does not hold.
    """
    args = {"sessionId": session_id, "mode": mode, "budgetSeconds": budget_seconds, "actionBudget": action_budget}
    return send("mutation", "promoteSession", args, api_key, convex_url)


def stop_session(
    session_id: str,
    *,
    sent_at: Optional[int] = None,
    reason: Optional[str] = None,
    api_key: Optional[str] = None,
    convex_url: Optional[str] = None,
) -> Answer:
    """Software stop, with a key of any role. Not an emergency stop.

    Repeat it with the same ``sent_at`` (epoch ms) until ``stop["acknowledgedAt"]`` is set: repeats of one press are one stop. Answers
    ``{"ok": True, ..., "stop": {"sentAt", "acceptedAt", "acknowledgedAt", "motionZeroAt", "emergencyStopLocation"}}``.
    """
    return send("mutation", "stopSession", {"sessionId": session_id, "sentAt": sent_at, "reason": reason}, api_key, convex_url)


def close_session(
    session_id: str, reason: str = "sdk_closed", *, api_key: Optional[str] = None, convex_url: Optional[str] = None
) -> Answer:
    """Closes a session for good, stopping first when actions are applied; ``{"ok": True, "status", "closeReason", "receiptId", ...}``."""
    return send("mutation", "closeSession", {"sessionId": session_id, "reason": reason}, api_key, convex_url)


def list_sessions(status: Optional[str] = None, *, api_key: Optional[str] = None, convex_url: Optional[str] = None) -> Answer:
    """``{"ok": True, "sessions": [{"_id", "baseModel", "status", "createdAt" (epoch ms), "mode"?, "endedAt"?, "closeReason"?, ...}]}``.

    Newest first, at most 200. ``status`` is ``authorized``, ``active`` or ``closed``.
    """
    return send("query", "listInferenceSessions", {"status": status}, api_key, convex_url)
