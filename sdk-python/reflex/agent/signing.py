"""The robot's own key: made where it is used, kept in the robot's file, and never sent. Same keys and words as the other agent's."""

import base64
import secrets
import time
from typing import Any, Dict, Tuple

from ..proof import ed25519
from ..proof.canonical import canonical, utf8


def create_robot_key() -> Tuple[str, str]:
    """A new key, base64url: the public half for the server, and the 32 secret bytes (RFC 8032) for the robot's own file."""
    seed = secrets.token_bytes(32)
    return _text(ed25519.public_key(seed)), _text(seed)


def sign_summary(robot: Dict[str, str], session_id: str, summary: Dict[str, Any], agent_version: str) -> Dict[str, str]:
    """The robot's signature on its account of a session: ``{"body" (canonical JSON), "signature" (Ed25519, base64url)}``."""
    said = {"kind": "robot-run-summary", "format": 1, "robotId": robot["robotId"], "sessionId": session_id, **summary}
    body = canonical({**said, "agentVersion": agent_version, "at": time.time_ns() // 1_000_000})
    seed = base64.urlsafe_b64decode(robot["signingSeed"] + "=")
    return {"body": body, "signature": _text(ed25519.sign(seed, utf8(body)))}


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")
