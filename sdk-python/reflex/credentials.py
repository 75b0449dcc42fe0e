"""Which key a call is made with, and where it goes."""

import json
import os
from pathlib import Path
from typing import Optional, Sequence

from .errors import InvalidFileError, MissingKeyError

DEFAULT_CONVEX_URL = "http://127.0.0.1:3210"


def credentials_file() -> Path:
    """``REFLEX_CONFIG_FILE``, then ``credentials.json`` in ``REFLEX_CONFIG_DIR``, then in ``~/.config/reflex``."""
    named = os.environ.get("REFLEX_CONFIG_FILE")
    if named:
        return Path(named)
    folder = os.environ.get("REFLEX_CONFIG_DIR")
    return (Path(folder) if folder else Path.home() / ".config" / "reflex") / "credentials.json"


def resolve_api_key(argument: Optional[str] = None) -> str:
    """The key: argument, ``REFLEX_API_KEY``, credentials file. Raises ``MissingKeyError`` when there is none."""
    key = argument or os.environ.get("REFLEX_API_KEY") or _stored(("apiKey", "api_key"))
    if not key:
        raise MissingKeyError()
    return key


def resolve_convex_url(argument: Optional[str] = None) -> str:
    """The URL: argument, ``REFLEX_CONVEX_URL``, credentials file, this machine. Without a trailing slash."""
    url = argument or os.environ.get("REFLEX_CONVEX_URL") or _stored(("convexUrl", "convex_url")) or DEFAULT_CONVEX_URL
    return url.rstrip("/")


def _stored(names: Sequence[str]) -> Optional[str]:
    path = credentials_file()
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except OSError as error:
        raise InvalidFileError("invalid_credentials_file", f"Cannot read {path}.") from error
    except ValueError as error:
        raise InvalidFileError("invalid_credentials_file", f"{path} is not JSON.") from error
    if not isinstance(content, dict):
        return None
    for name, value in content.items():
        if name in names and isinstance(value, str) and value:
            return value
    return None
