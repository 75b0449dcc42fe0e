"""One Convex RPC over HTTP. Nothing is ever sent twice: promoting twice is not the same as promoting once."""

import http.client
import json
import urllib.error
import urllib.request
from typing import Any, Dict, Optional

from .credentials import resolve_api_key, resolve_convex_url
from .errors import InvalidFileError, UnreachableError, server_error

Answer = Dict[str, Any]

TIMEOUT_S = 30.0


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A redirect would turn the POST into a GET, or send the key elsewhere."""

    def redirect_request(self, *_args: Any, **_more: Any) -> None:
        return None


_opener = urllib.request.build_opener(_NoRedirect)


def call(convex_url: str, kind: str, name: str, args: Dict[str, Any], timeout_s: float = TIMEOUT_S) -> Answer:
    """``POST {convex_url}/api/{kind}`` with ``publicApi:{name}``; the answer's value, a dict.

    Raises ``UnreachableError`` without a usable answer within ``timeout_s`` seconds of silence, ``ServerError`` for the server's errors.
    """
    try:
        body = json.dumps({"path": f"publicApi:{name}", "format": "json", "args": args}, allow_nan=False).encode("utf-8")
    except (TypeError, ValueError) as error:
        raise InvalidFileError("invalid_spec", f"An argument of {name} is not JSON: {error}") from error
    status = 0
    try:
        request = urllib.request.Request(f"{convex_url}/api/{kind}", body, {"content-type": "application/json"}, method="POST")
        try:
            with _opener.open(request, timeout=timeout_s) as response:
                status, text = response.status, response.read()
        except urllib.error.HTTPError as error:
            with error:  # An error of a function is JSON too.
                status, text = error.code, error.read()
        answer = json.loads(text)
    except (OSError, http.client.HTTPException, ValueError) as error:
        seen = f" (HTTP {status})" if status else ""
        raise UnreachableError(f"{convex_url} gave no usable answer{seen}: {error}") from error
    if not isinstance(answer, dict):
        raise UnreachableError(f"{convex_url} did not answer with an object (HTTP {status}).")
    if answer.get("status") != "success":
        raise server_error(answer, status)
    value = answer.get("value")
    if not isinstance(value, dict):
        raise UnreachableError(f"publicApi:{name} did not answer with an object.")
    return value


def send(
    kind: str, name: str, args: Dict[str, Any], api_key: Optional[str], convex_url: Optional[str], timeout_s: float = TIMEOUT_S
) -> Answer:
    """:func:`call` with the key and URL that apply. Arguments that are ``None`` are not sent."""
    sent = defined(args)
    sent["apiKey"] = resolve_api_key(api_key)
    return call(resolve_convex_url(convex_url), kind, name, sent, timeout_s)


def defined(args: Dict[str, Any]) -> Dict[str, Any]:
    """Without what is ``None``."""
    return {name: value for name, value in args.items() if value is not None}


def document(value: Dict[str, Any]) -> Any:
    """A spec or schema as it travels: JSON text where a field name (``$schema``, say) is none that Convex lets an argument have."""
    return value if _has_plain_names(value) else json.dumps(value)


def _has_plain_names(value: Any) -> bool:
    if isinstance(value, list):
        return all(_has_plain_names(item) for item in value)
    if not isinstance(value, dict):
        return True
    return all(
        isinstance(name, str) and name != "" and name[0] not in "$_" and all(" " <= sign <= "~" for sign in name) and _has_plain_names(item)
        for name, item in value.items()
    )
