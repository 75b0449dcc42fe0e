"""Exports as tables: the receipts of a CSV, and of a Parquet file where pyarrow is installed, as the lines that are verified."""

import csv
import io
import re
import sys
from typing import Any, Callable, Iterable, List, NamedTuple, Optional

from ..errors import InvalidFileError
from .canonical import compact

#: What a Parquet file begins with.
_PARQUET = b"PAR1"
#: Where the first line of the JSONL stands in the file's own metadata.
_MANIFEST_KEY = b"reflex-receipts"
#: What is signed of a receipt, and the columns that it stands in.
_COLUMNS = {"sequence": "sequence", "previousHash": "previous_hash", "body": "body", "hash": "hash", "signature": "signature", "keyId": "key_id"}


class Read(NamedTuple):
    format: str
    """``jsonl``, ``csv`` or ``parquet``."""
    lines: List[str]
    """Those of the JSONL of the same receipts, with its first line where the file brought one."""


def read_lines(path: str, content: bytes) -> Read:
    """The content of any file that the console exports, as :func:`verify_export` takes it. Raises :class:`InvalidFileError` for one that cannot be read."""
    if content.startswith(_PARQUET):
        return Read("parquet", _parquet_lines(path, content))
    text = content.decode("utf-8", errors="replace")
    if re.match(r"\ufeff?\s*\{", text) is None:
        lines = _csv_lines(path, text)
        if lines is not None:
            return Read("csv", lines)
    # Also what is no export at all: the verdict says what is missing.
    return Read("jsonl", text.replace("\r\n", "\n").split("\n"))


def _csv_lines(path: str, text: str) -> Optional[List[str]]:
    """None when the columns of an export are not in it."""
    csv.field_size_limit(min(sys.maxsize, 2**31 - 1))
    records = csv.reader(io.StringIO(text[1:] if text.startswith("\ufeff") else text, newline=""), strict=True)
    try:
        header = [_cell(name) for name in next(records, [])]
        if any(name not in header for name in _COLUMNS.values()):
            return None
        places = {name: header.index(name) for name in _COLUMNS.values()}
        rows = [{name: _cell(record[at]) if at < len(record) else None for name, at in places.items()} for record in records if record]
    except csv.Error as error:
        raise InvalidFileError("invalid_spec", f"Cannot read {path}: {error}") from error
    # A sheet may have been sorted; the chain has an order of its own.
    rows.sort(key=lambda row: _number(row["sequence"]) or 0)
    return [_line(lambda name, row=row: _number(row[name]) if name == "sequence" else row[name]) for row in rows]


def _cell(text: str) -> str:
    """Without the one mark that keeps a spreadsheet from taking it for a formula."""
    return text[1:] if text.startswith("'") else text


def _number(text: Optional[str]) -> Optional[int]:
    return int(text) if text is not None and re.fullmatch("[0-9]{1,16}", text) else None


def _parquet_lines(path: str, content: bytes) -> List[str]:
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError:
        # Not "reflex[parquet]": by that name the public index has somebody else's package.
        remedy = "pip install pyarrow, or export JSONL instead, or verify it with npx reflex receipts verify."
        raise InvalidFileError("invalid_spec", f"{path} is Parquet, and pyarrow is not installed.", fix=remedy) from None
    try:
        file = pyarrow.parquet.ParquetFile(pyarrow.BufferReader(content))
        missing = [name for name in _COLUMNS.values() if name not in file.schema_arrow.names]
        if missing:
            raise InvalidFileError("invalid_spec", f"{path} is no export of receipts with what is signed: it has no {', '.join(missing)}.")
        manifest = (file.metadata.metadata or {}).get(_MANIFEST_KEY)
        lines = [] if manifest is None else [manifest.decode("utf-8", errors="replace")]
        for batch in file.iter_batches(columns=list(_COLUMNS.values())):
            lines += _rows(batch.to_pydict())
    except pyarrow.ArrowException as error:
        raise InvalidFileError("invalid_spec", f"Cannot read {path}: {error}") from error
    return lines


def _rows(columns: "dict[str, list[Any]]") -> Iterable[str]:
    for at in range(len(columns["sequence"])):
        yield _line(lambda name, at=at: columns[name][at])


def _line(of: Callable[[str], Any]) -> str:
    """In the order of the JSONL, so that a hash over the lines is the same."""
    return compact({field: of(name) for field, name in _COLUMNS.items()})
