"""What a robot machine keeps after claiming: enough to heartbeat and to sign its own account, nothing that opens anything else.

Same files as the other agent's.
"""

import hashlib
import json
import re
from pathlib import Path
from typing import Callable, Dict, Optional
from urllib.parse import unquote

from ..cli.store import write_private
from ..credentials import credentials_file

AGENT_VERSION = "python-0.1.0"

StoredRobot = Dict[str, str]  # convexUrl, robotId, credential, tokenHash; signingSeed where it was paired since robots have a key


def robots_folder() -> Path:
    """``robots/`` beside the SDK's credentials file."""
    return credentials_file().parent / "robots"


def read_token(text: str) -> str:
    """The bare secret, or that of a QR code's link, which carries it in its fragment."""
    fragment = re.search(r"#(?:.*&)?token=([^&\s]+)", text.strip())
    return unquote(fragment.group(1) if fragment else text.strip())


def find_robot(folder: Path, matches: Callable[[StoredRobot], bool]) -> Optional[StoredRobot]:
    """The stored robot that ``matches``, or None."""
    for path in sorted(folder.glob("*.json")):
        robot = json.loads(path.read_text(encoding="utf-8"))
        names = ("convexUrl", "robotId", "credential", "tokenHash")
        if isinstance(robot, dict) and all(isinstance(robot.get(name), str) for name in names) and matches(robot):
            kept = (*names, "signingSeed") if isinstance(robot.get("signingSeed"), str) else names
            return {name: robot[name] for name in kept}
    return None


def hash_token(secret: str) -> str:
    """The pairing secret itself is not kept: its hash is enough to know that it was claimed here."""
    return hashlib.sha256(secret.encode("utf-8")).hexdigest()


def save_robot(folder: Path, robot: StoredRobot) -> Path:
    """Writes the robot's file, readable by its owner only (0600), in one rename; returns its path."""
    path = folder / f"{re.sub(r'[^0-9A-Za-z_-]', '_', robot['robotId'])}.json"
    write_private(path, robot)
    return path
