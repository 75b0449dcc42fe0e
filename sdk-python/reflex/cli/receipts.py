"""``receipts ...``: list and show them, export them as signed JSON lines, and verify such a file without a server."""

import argparse
import hashlib
import json
import time as clock
from pathlib import Path
from typing import Any, BinaryIO, Callable, Dict, List, Optional

from .. import get_receipt, get_receipt_chain, list_receipt_checkpoints, list_receipts
from ..errors import InvalidFileError, ServerError
from ..proof import checkpoints_in, export_receipts, read_lines, verify_export
from ..proof.canonical import compact
from ..proof.csv_file import csv_text
from ..proof.lines import CHECKPOINTS_KIND
from ..proof.pictures import sentence as picture_sentence
from .show import NO, Result, facts, note, table, time

As = Dict[str, Any]
Link = Dict[str, Any]
Record = Dict[str, Any]

PAGE = 200


def show_list(options: argparse.Namespace, as_: As) -> Result:
    names = ("deployment_id", "robot_id", "limit", "before")
    value = list_receipts(**{name: getattr(options, name) for name in names}, **as_)
    columns = {
        "#": lambda row: row["sequence"],
        "ID": lambda row: row["id"],
        "TIME": lambda row: time(row["timestamp"]),
        "ROBOT": lambda row: row.get("robotName"),
        "DEPLOYMENT": lambda row: row.get("deploymentName"),
        "STEPS": lambda row: row.get("steps"),
        "APPLIED": lambda row: row.get("appliedSteps"),
        "REASON": lambda row: row.get("closeReason"),
    }
    return Result(value, table(value.get("receipts") or [], columns, "No receipts."))


def show(options: argparse.Namespace, as_: As) -> Result:
    value = get_receipt(options.receipt_id, **as_)
    if value.get("ok") is False:
        return Result(value)
    receipt = value["receipt"]
    body = json.dumps(json.loads(receipt["body"]), indent=2, ensure_ascii=False)
    signed = {"sequence": receipt["sequence"], "hash": receipt["hash"], "signed by": receipt["keyId"], "public key": value["publicKey"]}
    return Result(value, f"{facts(signed)}\n{body}")


def checkpoints(options: argparse.Namespace, as_: As) -> Result:
    value = list_receipt_checkpoints(limit=options.limit, before=options.before, **as_)
    rows = value.get("checkpoints")
    if options.output is None or rows is None:
        columns = {
            "TIME": lambda row: time(row["at"]),
            "#": lambda row: row["sequence"],
            "HASH": lambda row: row["hash"],
            "KEY": lambda row: row["checkpoint"]["keyId"],
        }
        return Result(value, table(rows or [], columns, "No checkpoints yet: one a day is made once there are receipts."))
    _write(options.output, compact({"kind": CHECKPOINTS_KIND, "format": 1, "checkpoints": [row["checkpoint"] for row in rows]}) + "\n")
    return Result({"ok": True, "count": len(rows), "file": options.output}, f"{len(rows)} checkpoints in {options.output}")


def _opened(path: str) -> BinaryIO:
    try:
        return open(path, "rb")
    except OSError as error:
        raise InvalidFileError("invalid_spec", f"Cannot read {path}: {error}") from error


def _write(path: str, text: str) -> None:
    try:
        Path(path).write_bytes(text.encode("utf-8"))
    except OSError as error:
        raise InvalidFileError("invalid_spec", f"Cannot write {path}: {error}") from error


def _published(path: str) -> List[Dict[str, Any]]:
    with _opened(path) as file:
        found = checkpoints_in(file.read().decode("utf-8", errors="replace"))
    if found is None:
        raise InvalidFileError("invalid_spec", f"{path} holds no checkpoints.")
    return found


def _picture(path: str) -> Dict[str, str]:
    with _opened(path) as file:
        return {"name": Path(path).name, "sha256": hashlib.sha256(file.read()).hexdigest()}


def verify(options: argparse.Namespace, _as: As) -> Result:
    """Needs no server and no key: the file proves itself, or against ``--public-key`` and ``--checkpoint``; pictures beside it by their bytes."""
    published = [each for path in options.checkpoint or () for each in _published(path)]
    pictures = [_picture(path) for path in options.picture or ()]
    with _opened(options.file) as file:
        form, lines = read_lines(options.file, file)
        if form == "csv" and options.public_key is None:
            remedy = "name them with --public-key, or export JSONL or Parquet"
            raise InvalidFileError("invalid_spec", f"{options.file} is CSV, which brings no keys: {remedy}.")
        value = verify_export(lines, None if options.public_key is None else dict(options.public_key), published, pictures)
    if value["ok"] is False:
        receipt = [] if value["sequence"] is None else [f"receipt {value['sequence']}"]
        # Only in JSONL is a line of what is verified a line of the file.
        where = ", ".join([*([f"line {value['line']}"] if form == "jsonl" or not receipt else []), *receipt])
        return Result(value, f"NOT GENUINE ({where}): {value['message']} {value['sound']} sound before it.", NO)
    whole = ", the whole chain" if value["isWhole"] else ""
    text = "\n".join([f"{value['count']} receipts are sound{whole}.", *map(picture_sentence, value["pictures"]), *value["notes"]])
    is_recorded = all(each["standing"] == "recorded" for each in value["pictures"])
    return Result(value, text, 0 if is_recorded else NO)


def export(options: argparse.Namespace, as_: As) -> Result:
    if options.format == "parquet":
        remedy = "Export JSONL or CSV, or use npx reflex receipts export --format parquet or the dashboard"
        raise InvalidFileError("invalid_spec", f"This command line does not write Parquet. {remedy}.")
    given = {"deployment": options.deployment_id, "robot": options.robot_id}
    filters = {name: value for name, value in given.items() if value is not None}
    # First of all, so that what is written meanwhile neither is in the file nor seems to be cut off.
    end = _chain_after(2**53 - 1, as_)
    last = 0 if end["head"] is None else end["head"]["sequence"]
    rows = _rows(options, last, as_) if filters or options.format == "csv" else {}
    links = _links(sorted(rows) if filters else None, last, as_)
    if options.format == "csv":
        text = _csv(rows, links)
    else:
        proof = (end[name] for name in ("head", "checkpoint", "publicKeys", "keyTimes"))
        text = export_receipts(clock.time_ns() // 1_000_000, filters, links, *proof)
    if options.output is None:
        return Result({"ok": True, "count": len(links), "text": text}, text.rstrip("\r\n"))
    _write(options.output, text)
    return Result({"ok": True, "count": len(links), "file": options.output}, f"{len(links)} receipts in {options.output}")


def _csv(rows: Dict[int, Record], links: List[Link]) -> str:
    if [link["sequence"] for link in links] != sorted(rows):
        raise ServerError("not_found", "Not every signed receipt could be read with its row.", {}, "Export once more.")
    return csv_text((rows[link["sequence"]], link) for link in links)


def _rows(options: argparse.Namespace, last: int, as_: As) -> Dict[int, Record]:
    """The rows that the filter lets through, up to ``last``, by their sequence number."""
    found: Dict[int, Record] = {}
    while True:
        before = min(found, default=last + 1)
        asked = {"deployment_id": options.deployment_id, "robot_id": options.robot_id, "before": before, "limit": PAGE, **as_}
        rows = _patiently(lambda: list_receipts(**asked))["receipts"]
        found.update((row["sequence"], row) for row in rows)
        if len(rows) < PAGE:
            return found


def _links(wanted: Optional[List[int]], last: int, as_: As) -> List[Link]:
    """The receipts up to ``last``, all of them or those with the ``wanted`` sequence numbers, a page of the chain at a time."""
    links: List[Link] = []
    chosen, read = set(wanted or ()), 0
    while read < last:
        after = read if wanted is None else next((sequence for sequence in wanted if sequence > read), last + 1) - 1
        page = _chain_after(after, as_)["receipts"] if after < last else []
        if not page:
            break
        links += [link for link in page if link["sequence"] <= last and (wanted is None or link["sequence"] in chosen)]
        read = page[-1]["sequence"]
        if read < last:
            note(f"{read} of {last} receipts read")
    return links


def _chain_after(after: int, as_: As) -> Dict[str, Any]:
    return _patiently(lambda: get_receipt_chain(after=after, **as_))


def _patiently(ask: Callable[[], Dict[str, Any]]) -> Dict[str, Any]:
    """A long export meets the server's limit of calls a minute; reading may be asked again."""
    while True:
        answer = ask()
        if answer.get("ok") is not False:
            return answer
        if answer.get("reason") != "rate_limited":
            raise ServerError(str(answer.get("reason")), "The receipts were refused.", answer)
        clock.sleep(max(0.25, (answer.get("retryAfterMs") or 0) / 1000))
