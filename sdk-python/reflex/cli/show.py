"""How answers look to a person."""

import datetime
import json
import sys
from typing import Any, Callable, Dict, List, NamedTuple, Optional

DONE, NO, USAGE, KEY, UNREACHABLE, PENDING = range(6)


class Result(NamedTuple):
    """``value`` for programs, ``text`` for people, and how the process ends when the answer itself does not tell."""

    value: Any
    text: str = ""
    status: Optional[int] = None
    #: It was printed bit by bit already.
    streamed: bool = False


def note(text: str) -> None:
    """A line of progress; it never mixes with the result."""
    print(text, file=sys.stderr, flush=True)


def time(at: Any) -> str:
    """Epoch ms as a date that sorts, UTC."""
    if not isinstance(at, (int, float)):
        return ""
    moment = datetime.datetime.fromtimestamp(at / 1000, datetime.timezone.utc)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z").replace(".000Z", "Z")


def cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return json.dumps(value) if isinstance(value, (dict, list)) else str(value)


def table(rows: List[Dict[str, Any]], columns: Dict[str, Callable[[Dict[str, Any]], Any]], none: str) -> str:
    """Columns as wide as their widest value; ``columns`` maps a heading to what it shows."""
    if not rows:
        return none
    cells = [list(columns)] + [[cell(of(row)) for of in columns.values()] for row in rows]
    widths = [max(len(line[at]) for line in cells) for at in range(len(columns))]
    return "\n".join("  ".join(text.ljust(width) for text, width in zip(line, widths)).rstrip() for line in cells)


def facts(pairs: Dict[str, Any]) -> str:
    """``name  value`` a line, without what is not known."""
    known = {name: cell(value) for name, value in pairs.items() if cell(value) != ""}
    width = max(map(len, known), default=0)
    return "\n".join(f"{name.ljust(width)}  {value}" for name, value in known.items())


def finish(result: Result, is_json: bool) -> int:
    """Prints a result; a refusal is printed and turned into the exit status here, whatever ``text`` says."""
    value, text, status, streamed = result
    if streamed:
        return DONE if status is None else status
    refused = value.get("reason") if isinstance(value, dict) and value.get("ok") is False else None
    if is_json:
        print(json.dumps(value, indent=2, ensure_ascii=False))
    elif refused is not None and status is None:
        note(f"Refused: {refused}")
        for unmet in value.get("unmet") or []:
            note(f"- {unmet.get('message', '')} {unmet.get('fix', '')}".rstrip())
    elif text:
        print(text)
    if status is not None:
        return status
    if refused is None:
        return DONE
    return KEY if refused in ("unknown_key", "revoked_key", "expired_key") else NO
