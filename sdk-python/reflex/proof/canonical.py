"""JSON as JavaScript reads it, and RFC 8785 canonical JSON (JCS) as it writes it: what is hashed must be the same bytes everywhere."""

import json
import math
import re
from typing import Any, List

#: Whole numbers up to here are exact in JavaScript.
_SAFE = 2**53
_LONE = re.compile("[\ud800-\udfff]")


def parse(text: str) -> Any:
    """Like ``JSON.parse``; numbers that JavaScript holds exactly as whole are ``int``. Raises ValueError."""
    try:
        return json.loads(text, parse_int=_number, parse_float=_number, parse_constant=_refuse)
    except RecursionError:
        raise ValueError("nested too deeply") from None


def _number(text: str) -> Any:
    value = float(text)
    return int(value) if value.is_integer() and abs(value) <= _SAFE else value


def _refuse(word: str) -> Any:
    raise ValueError(f"{word} is no JSON")


def canonical(value: Any) -> str:
    """The RFC 8785 form of what :func:`parse` gave. Raises ValueError for what has none."""
    parts: List[str] = []
    try:
        _write(value, parts)
    except RecursionError:
        raise ValueError("nested too deeply") from None
    return "".join(parts)


def compact(value: Any) -> str:
    """Like ``JSON.stringify``: the names of an object in the order they have."""
    return _escape_lone(json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False))


def utf8(text: str) -> bytes:
    """The bytes of a text as JavaScript encodes it: half a surrogate pair becomes U+FFFD."""
    return _LONE.sub("\ufffd", text).encode("utf-8")


def _write(value: Any, parts: List[str]) -> None:
    if value is None or isinstance(value, bool):
        parts.append({None: "null", True: "true", False: "false"}[value])
    elif isinstance(value, str):
        parts.append(_string(value))
    elif isinstance(value, (int, float)):
        parts.append(number(float(value)))
    elif isinstance(value, list):
        parts.append("[")
        for at, each in enumerate(value):
            parts.append("," if at else "")
            _write(each, parts)
        parts.append("]")
    elif isinstance(value, dict):
        parts.append("{")
        # By UTF-16 code units, which differ from code points beyond the basic plane.
        for at, name in enumerate(sorted(value, key=lambda each: each.encode("utf-16-be", "surrogatepass"))):
            parts.append("," if at else "")
            parts.append(_string(name) + ":")
            _write(value[name], parts)
        parts.append("}")
    else:
        raise ValueError(f"{type(value).__name__} is no JSON")


def _string(text: str) -> str:
    return _escape_lone(json.dumps(text, ensure_ascii=False))


def _escape_lone(text: str) -> str:
    return _LONE.sub(lambda half: f"\\u{ord(half.group()):04x}", text)


def number(value: float) -> str:
    """A double as ECMAScript writes it: the shortest digits that read back the same, with an exponent from 1e21 on and below 1e-6."""
    if not math.isfinite(value):
        raise ValueError("not a finite number")
    if value == 0:
        return "0"
    mantissa, _, exponent = f"{abs(value)!r}".partition("e")
    whole, _, fraction = mantissa.partition(".")
    fraction = "" if fraction == "0" else fraction
    digits = (whole + fraction).lstrip("0")
    #: The value is 0.DIGITS times ten to the power of this.
    point = int(exponent or 0) + (len(whole) if whole != "0" else len(digits) - len(fraction))
    digits = digits.rstrip("0")
    sign = "-" if value < 0 else ""
    if len(digits) <= point <= 21:
        return sign + digits.ljust(point, "0")
    if 0 < point <= 21:
        return f"{sign}{digits[:point]}.{digits[point:]}"
    if -6 < point <= 0:
        return f"{sign}0.{'0' * -point}{digits}"
    power = point - 1
    rest = f".{digits[1:]}" if len(digits) > 1 else ""
    return f"{sign}{digits[0]}{rest}e{'+' if power > 0 else '-'}{abs(power)}"
