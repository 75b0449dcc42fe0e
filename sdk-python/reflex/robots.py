"""Robot schemas, robots, their pairing and what they report."""

import base64
import time
from typing import Any, Dict, List, Optional, Union

from .credentials import resolve_convex_url
from .files import FilePath, read_object_file
from .wire import TIMEOUT_S, Answer, call, defined, document, send


def register_robot_schema(
    name: str,
    schema: Union[FilePath, Dict[str, Any]],
    robot_kind: Optional[str] = None,
    *,
    api_key: Optional[str] = None,
    convex_url: Optional[str] = None,
) -> Answer:
    """Registers a version of a robot schema; ``schema`` is an object, or the path of a JSON or YAML file.

    Read of it: ``actions.action.shape``, ``actions.action.safe_stop``, limits; further fields are kept. Answers ``{"ok": True, "id",
    "version"}``; the same document again is the same version. Raises ``invalid`` with all ``problems`` in ``data``.
    """
    content = schema if isinstance(schema, dict) else read_object_file(schema)
    args = {"name": name, "schema": document(content), "robotKind": robot_kind}
    return send("mutation", "registerRobotSchema", args, api_key, convex_url)


def list_robot_schemas(*, api_key: Optional[str] = None, convex_url: Optional[str] = None) -> Answer:
    """``{"ok": True, "robotSchemas": [{"id", "name", "version", "robotKind", "summary", ...}]}``, newest first."""
    return send("query", "listRobotSchemas", {}, api_key, convex_url)


def register_robot(
    name: str,
    robot_schema_id: str,
    robot_kind: Optional[str] = None,
    calibration_id: Optional[str] = None,
    *,
    emergency_stop_location: Optional[str] = None,
    api_key: Optional[str] = None,
    convex_url: Optional[str] = None,
) -> Answer:
    """Registers one physical unit; ``{"ok": True, "id"}``.

    ``emergency_stop_location`` says where its hardware emergency stop is, in words for a person on the floor.
    """
    args = {
        "name": name,
        "robotSchemaId": robot_schema_id,
        "robotKind": robot_kind,
        "calibrationId": calibration_id,
        "emergencyStopLocation": emergency_stop_location,
    }
    return send("mutation", "registerRobot", args, api_key, convex_url)


def list_robots(*, api_key: Optional[str] = None, convex_url: Optional[str] = None) -> Answer:
    """``{"ok": True, "robots": [{"id", "name", "status": {"link", "mode", "health", ...} or None, ...}]}``."""
    return send("query", "listRobots", {}, api_key, convex_url)


def create_pairing_token(
    robot_id: str, ttl_seconds: Optional[float] = None, *, api_key: Optional[str] = None, convex_url: Optional[str] = None
) -> Answer:
    """A single-use token for the robot's machine: ``{"ok": True, "id", "token", "prefix", "createdAt", "expiresAt" (epoch ms)}``.

    It lives 3600 s unless ``ttl_seconds`` says otherwise, 86,400 s at most, and is shown this once.
    """
    return send("mutation", "createPairingToken", {"robotId": robot_id, "ttlSeconds": ttl_seconds}, api_key, convex_url)


def claim_pairing_token(
    token: str,
    *,
    hostname: Optional[str] = None,
    agent_version: Optional[str] = None,
    public_key: Optional[str] = None,
    commitment: Optional[str] = None,
    api_key: Optional[str] = None,
    convex_url: Optional[str] = None,
) -> Answer:
    """Turns a pairing token into the robot's own credential, once: ``{"ok": True, "robotId", "credential" ("rbt_..."), ...}``.

    The token is the permission: no key is sent, and ``api_key`` is taken for symmetry only. A refusal is ``{"ok": False, "reason"}``
    with ``expired``, ``used`` (``usedBy``, ``usedAt``), ``revoked``, ``unknown`` or ``rate_limited``. ``commitment`` is the SHA-256 of the
    nonce that ``reveal_pairing`` gives afterwards: with it, both sides show three words.
    """
    args = {"token": token, "hostname": hostname, "agentVersion": agent_version, "publicKey": public_key, "commitment": commitment}
    return call(resolve_convex_url(convex_url), "mutation", "claimPairingToken", defined(args))


def reveal_pairing(nonce: str, *, api_key: Optional[str] = None, convex_url: Optional[str] = None) -> Answer:
    """With the robot's own credential, after the claim: from then on the console shows the three words that the robot shows too."""
    return send("mutation", "revealPairing", {"nonce": nonce}, api_key, convex_url)


def start_pairing_request(
    *, hostname: Optional[str] = None, agent_version: Optional[str] = None, api_key: Optional[str] = None, convex_url: Optional[str] = None
) -> Answer:
    """Asks to be paired: show ``userCode`` to a person, keep ``requestCode``. ``{"ok": True, "expiresAt" (epoch ms), "pollEveryMs", ...}``.

    Needs no key; ``api_key`` is taken for symmetry only.
    """
    args = defined({"hostname": hostname, "agentVersion": agent_version})
    return call(resolve_convex_url(convex_url), "mutation", "startPairingRequest", args)


def poll_pairing_request(request_code: str, *, api_key: Optional[str] = None, convex_url: Optional[str] = None) -> Answer:
    """A pairing token, once, after somebody approved the request: ``{"ok": True, "token"}``, to be claimed at once; until then ``{"ok": False, "reason": "pending"}``."""
    return call(resolve_convex_url(convex_url), "mutation", "pollPairingRequest", {"requestCode": request_code})


def heartbeat_robot(
    robot_id: str,
    session_id: Optional[str] = None,
    deployment_id: Optional[str] = None,
    *,
    seq: Optional[int] = None,
    sent_at: Optional[int] = None,
    interval_ms: Optional[int] = None,
    mode: Optional[str] = None,
    state: Optional[str] = None,
    counts_since: Optional[int] = None,
    steps: Optional[int] = None,
    applied_steps: Optional[int] = None,
    safe_stops: Optional[int] = None,
    control_hz: Optional[float] = None,
    inference_ms: Optional[float] = None,
    round_trip_ms: Optional[float] = None,
    battery_pct: Optional[float] = None,
    temperature_c: Optional[float] = None,
    cpu_pct: Optional[float] = None,
    joints: Optional[List[float]] = None,
    first_move: Optional[List[float]] = None,
    cameras: Optional[List[str]] = None,
    message: Optional[str] = None,
    goodbye: Optional[bool] = None,
    ack: Optional[Dict[str, Any]] = None,
    presence_shown: Optional[str] = None,
    api_key: Optional[str] = None,
    convex_url: Optional[str] = None,
    timeout_s: float = TIMEOUT_S,
) -> Answer:
    """Reports a robot. ``seq`` is whole and rises by one; ``sent_at`` is epoch ms of the robot's clock; ``joints`` at most 64 numbers;
    ``first_move`` is how far each joint would go at once if actions were applied now, in the schema's units.

    ``counts_since`` is when ``steps``, ``applied_steps`` and ``safe_stops`` began at 0, epoch ms of the robot's clock: another value
    says that they began anew.

    ``cameras`` names those whose pictures ``send_picture`` can send, at most 4, in every heartbeat.

    ``presence_shown`` is the ``presence["id"]`` of an earlier answer, once the robot shows its code.

    ``ack`` echoes a stop: ``{"commandId", "sessionId", "version", "motionZero"}``. Answers ``{"ok": True, "serverTime", "accepted",
    "session": {"sessionId", "status", "mode", "version", "leaseExpiresAt", "budgetEndsAt"} or None, "stop": {...} or None}``.
    Without ``seq``, the time of the call is its number: fine for a script, an agent counts.
    """
    args = {
        "robotId": robot_id,
        "sessionId": session_id,
        "deploymentId": deployment_id,
        "seq": time.time_ns() // 1_000_000 if seq is None else seq,
        "sentAt": sent_at,
        "intervalMs": interval_ms,
        "mode": mode,
        "state": state,
        "countsSince": counts_since,
        "steps": steps,
        "appliedSteps": applied_steps,
        "safeStops": safe_stops,
        "controlHz": control_hz,
        "inferenceMs": inference_ms,
        "roundTripMs": round_trip_ms,
        "batteryPct": battery_pct,
        "temperatureC": temperature_c,
        "cpuPct": cpu_pct,
        "joints": joints,
        "firstMove": first_move,
        "cameras": cameras,
        "message": message,
        "goodbye": goodbye,
        "ack": ack,
        "presenceShown": presence_shown,
    }
    return send("mutation", "heartbeatRobot", args, api_key, convex_url, timeout_s)


def send_picture(
    camera: str,
    picture: bytes,
    *,
    taken_at: int,
    sent_at: Optional[int] = None,
    moment: Optional[Dict[str, str]] = None,
    api_key: Optional[str] = None,
    convex_url: Optional[str] = None,
    timeout_s: float = TIMEOUT_S,
) -> Answer:
    """Sends a picture of one of the robot's cameras, with the robot's own credential: a JPEG, PNG or WebP of at most 100 KB.

    ``taken_at`` and ``sent_at`` are epoch ms of the robot's clock. Live pictures are taken while ``picturesUntil`` of a heartbeat's answer
    lasts, at most one a second of a camera; with ``moment``, ``{"sessionId", "reason"}``, it is kept with that run. Reasons:
    ``session_started``, ``promoted``, ``first_action``, ``stopped``, ``ended``. Answers ``{"ok": True, "at"}``, or a refusal with
    ``not_wanted``, ``rate_limited`` (``retryAfterMs``), ``unknown_camera``, ``moments_full`` or ``session_over``.
    """
    args = {
        "camera": camera,
        "picture": base64.b64encode(picture).decode("ascii"),
        "takenAt": taken_at,
        "sentAt": time.time_ns() // 1_000_000 if sent_at is None else sent_at,
        "moment": moment,
    }
    return send("mutation", "sendPicture", defined(args), api_key, convex_url, timeout_s)


def report_run_summary(
    session_id: str,
    summary: Dict[str, Any],
    *,
    signed: Optional[Dict[str, str]] = None,
    api_key: Optional[str] = None,
    convex_url: Optional[str] = None,
    timeout_s: float = TIMEOUT_S,
) -> Answer:
    """The robot's own account of a run, kept with the receipt; accepted while the session is open.

    ``summary`` is ``{"ok": bool, "steps", "appliedSteps", "safeStops", "errors": [...]}``; ``signed`` is the same, signed with the robot's
    own key: ``{"body", "signature"}`` (``docs/receipts.md``).
    """
    args = {"sessionId": session_id, "summary": summary, "signed": signed}
    return send("mutation", "reportRunSummary", args, api_key, convex_url, timeout_s)
