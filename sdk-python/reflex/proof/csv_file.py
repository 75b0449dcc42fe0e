"""An export as CSV: the same columns, order, quotes and defused formulas as every other one's, byte for byte."""

import re
from datetime import datetime, timedelta, timezone
from typing import Any, Callable, Dict, Iterable, Tuple

from .canonical import canonical

Row = Dict[str, Any]  # as the list of receipts shows it
Link = Dict[str, Any]  # as it is signed

# What a spreadsheet takes for the beginning of a formula, full width too; after spaces, controls and marks that are not seen as well.
_HIDDEN = "\\x00-\\x20\u00a0\u00ad\u1680\u2000-\u200f\u2028\u2029\u202f\u205f\u2060\u3000\ufeff"
_FORMULA = re.compile(f"[{_HIDDEN}]*[=+\\-@|%\uff1d\uff0b\uff0d\u2212\uff20\uff5c\uff05]|[\\t\\r\\n]")
_QUOTED = re.compile('[",;\\t\\n\\r]')
_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)


def _of_row(name: str) -> Callable[[Row, Link], Any]:
    return lambda row, _link: row[name]


def _of_link(name: str) -> Callable[[Row, Link], Any]:
    return lambda _row, link: link[name]


def _of_review(name: str) -> Callable[[Row, Link], Any]:
    return lambda row, _link: None if row.get("review") is None else row["review"][name]


def _reviewer(row: Row, _link: Link) -> Any:
    return None if row.get("review") is None else row["review"]["reviewedBy"]["name"]


# Name, whether it is a time (epoch ms, written as UTC), and where it is from. The last five are what is signed, with the sequence.
COLUMNS: Tuple[Tuple[str, bool, Callable[[Row, Link], Any]], ...] = (
    ("sequence", False, _of_link("sequence")),
    ("receipt_id", False, _of_row("id")),
    ("session_id", False, _of_row("sessionId")),
    ("started_at", True, _of_row("startedAt")),
    ("timestamp", True, _of_row("timestamp")),
    ("robot", False, _of_row("robotName")),
    ("robot_id", False, _of_row("robotId")),
    ("deployment", False, _of_row("deploymentName")),
    ("deployment_id", False, _of_row("deploymentId")),
    ("model_id", False, _of_row("modelId")),
    ("actions_applied", False, _of_row("applied")),
    ("steps", False, _of_row("steps")),
    ("applied_steps", False, _of_row("appliedSteps")),
    ("safe_stops", False, _of_row("safeStops")),
    ("errors", False, _of_row("errorCount")),
    ("longest_gap_ms", False, _of_row("longestGapMs")),
    ("latency_p95_ms", False, _of_row("latencyP95Ms")),
    ("close_reason", False, _of_row("closeReason")),
    ("verdict", False, _of_review("verdict")),
    ("note", False, _of_review("note")),
    ("reviewed_by", False, _reviewer),
    ("reviewed_at", True, _of_review("reviewedAt")),
    ("previous_hash", False, _of_link("previousHash")),
    ("hash", False, _of_link("hash")),
    ("signature", False, _of_link("signature")),
    ("key_id", False, _of_link("keyId")),
    ("body", False, _of_link("body")),
)


def cell_of(value: Any, is_time: bool = False) -> str:
    """One cell as it stands in the file. A number is written as JSON writes it; a text that could be a formula gets an apostrophe before it."""
    if value is None:
        return ""
    if not isinstance(value, str):
        return _time(value) if is_time else canonical(value)
    # One more before a text that has one, so that a reader takes exactly one away.
    safe = f"'{value}" if value.startswith("'") or _FORMULA.match(value) else value
    return '"{}"'.format(safe.replace('"', '""')) if _QUOTED.search(safe) else safe


def _time(ms: float) -> str:
    at = _EPOCH + timedelta(milliseconds=int(ms))
    return f"{at:%Y-%m-%dT%H:%M:%S}.{at.microsecond // 1000:03}Z"


def csv_text(receipts: Iterable[Tuple[Row, Link]]) -> str:
    """The whole file: a header line, then a record for each receipt, CRLF after each (RFC 4180)."""
    header = ",".join(name for name, _, _ in COLUMNS)
    records = (",".join(cell_of(of(row, link), is_time) for _, is_time, of in COLUMNS) for row, link in receipts)
    return "".join(f"{line}\r\n" for line in (header, *records))
