"""``receipts ...``: list and show them, export them as signed JSON lines, and verify such a file without a server."""

import argparse
import json
import time as clock
from pathlib import Path
from typing import Any, Dict, List, Optional

from .. import get_receipt, list_receipts
from ..errors import InvalidFileError, ServerError
from ..proof import export_receipts, verify_export
from .show import NO, Result, facts, note, table, time

As = Dict[str, Any]
Link = Dict[str, Any]

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


def verify(options: argparse.Namespace, _as: As) -> Result:
    """Needs no server and no key: the file proves itself, or against ``--public-key``."""
    try:
        text = Path(options.file).read_bytes().decode("utf-8", errors="replace")
    except OSError as error:
        raise InvalidFileError("invalid_spec", f"Cannot read {options.file}: {error}") from error
    value = verify_export(text, None if options.public_key is None else dict(options.public_key))
    if value["ok"] is False:
        receipt = "" if value["sequence"] is None else f", receipt {value['sequence']}"
        where = f"line {value['line']}{receipt}"
        return Result(value, f"NOT GENUINE ({where}): {value['message']} {value['sound']} sound before it.", NO)
    whole = ", the whole chain" if value["isWhole"] else ""
    return Result(value, "\n".join([f"{value['count']} receipts are sound{whole}.", *value["notes"]]))


def export(options: argparse.Namespace, as_: As) -> Result:
    given = {"deployment": options.deployment_id, "robot": options.robot_id}
    filters = {name: value for name, value in given.items() if value is not None}
    rows = _rows(options, as_)
    if isinstance(rows, dict):
        return Result(rows)
    links: List[Link] = []
    public_keys: Dict[str, str] = {}
    for row in reversed(rows):
        answer = _signed(row["id"], as_)
        links.append(answer["receipt"])
        public_keys[answer["receipt"]["keyId"]] = answer["publicKey"]
        if len(links) % 50 == 0:
            note(f"{len(links)} of {len(rows)} receipts")
    newest = _newest(as_) if filters else links[-1] if links else None
    head = None if newest is None else {"sequence": newest["sequence"], "hash": newest["hash"]}
    text = export_receipts(clock.time_ns() // 1_000_000, filters, head, public_keys, links)
    if options.output is None:
        return Result({"ok": True, "count": len(links), "text": text}, text.rstrip("\n"))
    try:
        Path(options.output).write_bytes(text.encode("utf-8"))
    except OSError as error:
        raise InvalidFileError("invalid_spec", f"Cannot write {options.output}: {error}") from error
    return Result({"ok": True, "count": len(links), "file": options.output}, f"{len(links)} receipts in {options.output}")


def _rows(options: argparse.Namespace, as_: As) -> Any:
    """All rows that the filter lets through, newest first; or the server's refusal."""
    rows: List[Dict[str, Any]] = []
    while True:
        before = rows[-1]["sequence"] if rows else None
        page = list_receipts(deployment_id=options.deployment_id, robot_id=options.robot_id, before=before, limit=PAGE, **as_)
        if page.get("ok") is False:
            return page
        rows += page["receipts"]
        if len(page["receipts"]) < PAGE:
            return rows


def _signed(receipt_id: str, as_: As) -> Dict[str, Any]:
    """A long export meets the server's limit of calls a minute; reading may be asked again."""
    while True:
        answer = get_receipt(receipt_id, **as_)
        if answer.get("ok") is True:
            return answer
        if answer.get("reason") != "rate_limited":
            raise ServerError(str(answer.get("reason")), f"Receipt {receipt_id} was refused.", answer)
        clock.sleep(max(0.25, (answer.get("retryAfterMs") or 0) / 1000))


def _newest(as_: As) -> Optional[Link]:
    rows = list_receipts(limit=1, **as_).get("receipts") or []
    return _signed(rows[0]["id"], as_)["receipt"] if rows else None
