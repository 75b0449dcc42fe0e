"""Exports as their lines: JSON lines, a CSV, and Parquet where pyarrow is installed. None of them is held whole."""

import re
from typing import Any, BinaryIO, Callable, Iterator, List, NamedTuple

from ..errors import InvalidFileError
from .canonical import compact
from .csv_lines import number_in, rows_of

#: What a Parquet file begins with.
_PARQUET = b"PAR1"
#: Where the first line of the JSONL stands in the file's own metadata.
_MANIFEST_KEY = b"reflex-receipts"
_MARK = b"\xef\xbb\xbf"
#: What is signed of a receipt, and the columns that it stands in.
_COLUMNS = {"sequence": "sequence", "previousHash": "previous_hash", "body": "body", "hash": "hash", "signature": "signature", "keyId": "key_id"}


class Read(NamedTuple):
    format: str
    """``jsonl``, ``csv`` or ``parquet``."""
    lines: Iterator[str]
    """Those of the JSONL of the same receipts, with its first line where the file brought one; read from the file as they are taken."""


def read_lines(path: str, file: BinaryIO) -> Read:
    """The lines of any file that the console exports, as :func:`verify_export` takes them. ``file`` can be sought in, and stays open until they are taken.

    Raises :class:`InvalidFileError` for one that cannot be read, also while its lines are taken.
    """
    try:
        file.seek(0)
        start = file.read(4_096)
    except OSError as error:
        raise InvalidFileError("invalid_spec", f"Cannot read {path}: {error}") from error
    if start.startswith(_PARQUET):
        return Read("parquet", _parquet_lines(path, file))
    if re.match(rb"(\xef\xbb\xbf)?\s*\{", start) is None:
        rows = rows_of(path, file, list(_COLUMNS.values()))
        if rows is not None:
            return Read("csv", (_line(lambda name, row=row: number_in(row[name]) if name == "sequence" else row[name]) for row in rows))
    # Also what is no export at all: the verdict says what is missing.
    return Read("jsonl", _json_lines(path, file))


def _json_lines(path: str, file: BinaryIO) -> Iterator[str]:
    """CRLF is what a mail program makes of a line end."""
    try:
        file.seek(0)
        if file.read(len(_MARK)) != _MARK:
            file.seek(0)
        for line in file:
            yield (line[:-2] if line.endswith(b"\r\n") else line[:-1] if line.endswith(b"\n") else line).decode("utf-8", errors="replace")
    except OSError as error:
        raise InvalidFileError("invalid_spec", f"Cannot read {path}: {error}") from error


def _parquet_lines(path: str, file: BinaryIO) -> Iterator[str]:
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError:
        # Not "reflex[parquet]": by that name the public index has somebody else's package.
        remedy = "pip install pyarrow, or export JSONL instead, or verify it with npx reflex receipts verify."
        raise InvalidFileError("invalid_spec", f"{path} is Parquet, and pyarrow is not installed.", fix=remedy) from None
    try:
        table = pyarrow.parquet.ParquetFile(file)
        missing = [name for name in _COLUMNS.values() if name not in table.schema_arrow.names]
        if missing:
            raise InvalidFileError("invalid_spec", f"{path} is no export of receipts with what is signed: it has no {', '.join(missing)}.")
        manifest = (table.metadata.metadata or {}).get(_MANIFEST_KEY)
        if manifest is not None:
            yield manifest.decode("utf-8", errors="replace")
        for batch in table.iter_batches(batch_size=1_000, columns=list(_COLUMNS.values())):
            yield from _rows(batch.to_pydict())
    except pyarrow.ArrowException as error:
        raise InvalidFileError("invalid_spec", f"Cannot read {path}: {error}") from error


def _rows(columns: "dict[str, List[Any]]") -> Iterator[str]:
    for at in range(len(columns["sequence"])):
        yield _line(lambda name, at=at: columns[name][at])


def _line(of: Callable[[str], Any]) -> str:
    """In the order of the JSONL, so that a hash over the lines is the same."""
    return compact({field: of(name) for field, name in _COLUMNS.items()})
