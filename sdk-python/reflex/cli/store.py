"""The credentials file and a login that waits, in the same form as the other command line's."""

import json
import os
from pathlib import Path
from typing import Any, Dict, Optional

from ..credentials import credentials_file


def _pending_file() -> Path:
    return credentials_file().parent / "login.json"


def write_private(path: Path, content: Dict[str, Any]) -> None:
    """Written whole and readable by its owner only (0600), in one rename."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        os.chmod(draft, 0o600)
        file.write(json.dumps(content, indent=2) + "\n")
    os.replace(draft, path)


def save_credentials(api_key: str, convex_url: str) -> Path:
    path = credentials_file()
    write_private(path, {"apiKey": api_key, "convexUrl": convex_url})
    return path


def forget_credentials() -> bool:
    """Returns whether there was anything to forget."""
    paths = (credentials_file(), _pending_file())
    had = any(path.exists() for path in paths)
    for path in paths:
        if path.exists():
            path.unlink()
    return had


def save_pending(login: Dict[str, Any]) -> None:
    write_private(_pending_file(), login)


def forget_pending() -> None:
    if _pending_file().exists():
        _pending_file().unlink()


def pending(convex_url: str, now_ms: float) -> Optional[Dict[str, Any]]:
    """The login that still waits at this server, or None."""
    try:
        login = json.loads(_pending_file().read_text(encoding="utf-8"))
        fits = login["convexUrl"] == convex_url and login["expiresAt"] > now_ms
        return login if fits and isinstance(login["deviceCode"], str) and isinstance(login["userCode"], str) else None
    except (OSError, ValueError, KeyError, TypeError):
        return None  # None, or one that cannot be read: a new one costs nothing.
