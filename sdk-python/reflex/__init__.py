"""Python SDK of Reflex Console.

Every helper takes ``api_key=`` and ``convex_url=``, answers with the server's plain dict, raises ``ReflexError``, and is sent exactly
once. The key: argument, ``REFLEX_API_KEY``, then the credentials file (``REFLEX_CONFIG_FILE``, ``REFLEX_CONFIG_DIR``,
``~/.config/reflex/credentials.json``). Refusals a caller may act on are values: ``{"ok": False, "reason": ...}``.
"""

from .credentials import DEFAULT_CONVEX_URL, credentials_file, resolve_convex_url
from .deployments import create_deployment, create_deployment_from_spec, get_deployment, list_deployments, run_deployment_doctor
from .errors import InvalidFileError, MissingKeyError, ReflexError, ServerError, UnreachableError
from .people import poll_device_login, start_device_login, whoami
from .receipts import get_receipt, get_receipt_chain, list_receipt_checkpoints, list_receipts
from .robots import (
    claim_pairing_token,
    create_pairing_token,
    heartbeat_robot,
    list_robot_schemas,
    list_robots,
    poll_pairing_request,
    register_robot,
    register_robot_schema,
    report_run_summary,
    reveal_pairing,
    send_picture,
    start_pairing_request,
)
from .sessions import authorize_session, close_session, list_sessions, promote_session, stop_session

__version__ = "0.1.0"

__all__ = [
    "DEFAULT_CONVEX_URL", "InvalidFileError", "MissingKeyError", "ReflexError", "ServerError", "UnreachableError", "authorize_session",
    "claim_pairing_token", "close_session", "create_deployment", "create_deployment_from_spec", "create_pairing_token", "credentials_file",
    "get_deployment", "get_receipt", "get_receipt_chain", "heartbeat_robot", "list_deployments", "list_receipt_checkpoints",
    "list_receipts", "list_robot_schemas", "list_robots", "list_sessions", "poll_device_login", "poll_pairing_request", "promote_session",
    "register_robot", "register_robot_schema", "report_run_summary", "reveal_pairing",
    "resolve_convex_url", "run_deployment_doctor", "send_picture", "start_device_login", "start_pairing_request", "stop_session", "whoami",
]  # fmt: skip
