"""What can go wrong with a call."""

from typing import Any, Optional


class ReflexError(Exception):
    """A call that failed. ``code`` is for programs, ``str(error)`` for people, ``fix`` says what to do.

    - ``missing_key``: no API key anywhere it is looked for (:class:`MissingKeyError`)
    - ``unreachable``: no usable answer; the call may or may not have happened (:class:`UnreachableError`)
    - ``invalid_spec``, ``invalid_credentials_file``: a file or an argument that cannot be used; nothing was sent (:class:`InvalidFileError`)
    - anything else: the server's own code, or ``server_error`` when it names none (:class:`ServerError`)
    """

    def __init__(self, code: str, message: str, data: Any = None, fix: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        #: What the server sent with its code, such as ``{"code": "invalid", "path": "$.name", ...}``.
        self.data = data
        self.fix = fix


class MissingKeyError(ReflexError):
    """No API key was given or found; nothing was sent."""

    def __init__(self) -> None:
        super().__init__(
            "missing_key",
            "API key is required. Run `reflex login` or set REFLEX_API_KEY.",
            fix="Run `reflex login` or set REFLEX_API_KEY.",
        )


class UnreachableError(ReflexError):
    """No usable answer came. The call may have happened: look before you repeat what acts."""

    def __init__(self, message: str) -> None:
        super().__init__(
            "unreachable", message, fix="It may have happened all the same: look, with list_sessions() say, before you repeat it."
        )


class InvalidFileError(ReflexError):
    """A file or an argument that cannot be used; nothing was sent."""


class ServerError(ReflexError):
    """The server refused the arguments, or failed; ``code`` is its own word."""


#: What to do about the server's codes, where the answer itself does not say.
_FIXES = {
    "unauthenticated": "Run `reflex login` or set REFLEX_API_KEY.",
    "forbidden": "Use a key whose role and limits allow this.",
    "not_found": "Check the id, and that the key belongs to the same organization.",
    "conflict": "Read the present state and decide again.",
    "invalid": "Correct the argument that the message names.",
    "rate_limited": "Wait for data['retryAfterMs'] milliseconds.",
}


def server_error(body: "dict[str, Any]", status: int) -> ServerError:
    """The code, words and fix the server gave, wherever it put them."""
    data = body.get("errorData")
    inner = data if isinstance(data, dict) else {}
    code = _text(inner.get("code")) or _text(body.get("code")) or "server_error"
    message = _text(inner.get("message")) or _text(body.get("errorMessage")) or _text(body.get("message"))
    return ServerError(code, message or f"The server answered HTTP {status}.", data, _text(inner.get("fix")) or _FIXES.get(code, ""))


def _text(value: Any) -> Optional[str]:
    return value if isinstance(value, str) and value else None
