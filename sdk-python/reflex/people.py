"""Who a key acts for, and how a machine gets one."""

from typing import Optional

from .credentials import resolve_convex_url
from .wire import Answer, call, defined, send


def whoami(*, api_key: Optional[str] = None, convex_url: Optional[str] = None) -> Answer:
    """``{"ok": True, "keyId", "role", "account": {"userId", "email", "organization": {"id", "name"}}}``, or ``{"ok": False, "reason"}``."""
    return send("query", "whoami", {}, api_key, convex_url)


def start_device_login(*, hostname: Optional[str] = None, api_key: Optional[str] = None, convex_url: Optional[str] = None) -> Answer:
    """Begins a login: show ``userCode`` to a person, keep ``deviceCode``. ``{"ok": True, "expiresAt" (epoch ms), "pollEveryMs", ...}``.

    Needs no key; ``api_key`` is taken for symmetry only.
    """
    return call(resolve_convex_url(convex_url), "mutation", "startDeviceLogin", defined({"hostname": hostname}))


def poll_device_login(device_code: str, *, api_key: Optional[str] = None, convex_url: Optional[str] = None) -> Answer:
    """The API key, once, after somebody approved the code: ``{"ok": True, "apiKey"}``; until then ``{"ok": False, "reason": "pending"}``."""
    return call(resolve_convex_url(convex_url), "mutation", "pollDeviceLogin", {"deviceCode": device_code})
