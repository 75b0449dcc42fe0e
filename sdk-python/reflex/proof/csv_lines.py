"""The receipts of a CSV in the order of the chain, without holding the sheet: read once for where each row stands, then row by row."""

import csv
import io
import re
import sys
from array import array
from typing import BinaryIO, Dict, Iterator, List, NamedTuple, Optional

from ..errors import InvalidFileError

#: Receipts put in order need not be read one at a time where they stand next to each other.
_TOGETHER = 1 << 16


class _Places(NamedTuple):
    """Where the rows of a sheet stand: in which column what is, from which byte to which each row goes, and which is the next in the chain."""

    columns: Dict[str, int]
    starts: "array[int]"
    ends: "array[int]"
    order: "array[int]"


def rows_of(path: str, file: BinaryIO, names: List[str]) -> Optional[Iterator[Dict[str, Optional[str]]]]:
    """The cells under ``names`` of each row, by ascending ``sequence``; None when one of these columns is missing. Raises InvalidFileError for what is no CSV."""
    # A cell may be as long as it likes.
    csv.field_size_limit(min(sys.maxsize, 2**31 - 1))
    try:
        return _rows(path, file, names)
    except (csv.Error, OSError) as error:
        raise _unreadable(path, error) from error


def number_in(text: Optional[str]) -> Optional[int]:
    return int(text) if text is not None and re.fullmatch("[0-9]{1,16}", text) else None


def _rows(path: str, file: BinaryIO, names: List[str]) -> Optional[Iterator[Dict[str, Optional[str]]]]:
    lines = _Lines(file)
    try:
        places = _places(lines, names)
    finally:
        lines.release()
    return None if places is None else _in_order(path, file, places)


def _places(lines: "_Lines", names: List[str]) -> Optional[_Places]:
    records = csv.reader(lines, strict=True)
    header = [_cell(name) for name in next(records, [])]
    if any(name not in header for name in names):
        return None
    columns = {name: header.index(name) for name in names}
    sequences, starts, ends = array("q"), array("q"), array("q")
    start = lines.taken
    for record in records:
        # A sheet may end in empty lines.
        if record:
            sequences.append(number_in(_under(record, columns["sequence"])) or 0)
            starts.append(start)
            ends.append(lines.taken)
        start = lines.taken
    # A sheet may have been sorted; the chain has an order of its own.
    order = array("q", sorted(range(len(sequences)), key=sequences.__getitem__))
    return _Places(columns, starts, ends, order)


def _in_order(path: str, file: BinaryIO, places: _Places) -> Iterator[Dict[str, Optional[str]]]:
    columns, starts, ends, order = places
    first = 0
    while first < len(order):
        last = first
        while last + 1 < len(order) and starts[order[last + 1]] == ends[order[last]] and ends[order[last + 1]] - starts[order[first]] <= _TOGETHER:
            last += 1
        begin, end = starts[order[first]], ends[order[last]]
        first = last + 1
        try:
            file.seek(begin)
            text = file.read(end - begin).decode("utf-8", errors="replace")
            for record in csv.reader(io.StringIO(text, newline=""), strict=True):
                if record:
                    yield {name: _under(record, at) for name, at in columns.items()}
        except (csv.Error, OSError) as error:
            raise _unreadable(path, error) from error


class _Lines:
    """The lines of a file with a letter for each byte, which no sign of RFC 4180 minds, so that what was taken of them is a place in the file."""

    def __init__(self, file: BinaryIO) -> None:
        file.seek(0)
        self.taken = 3 if file.read(3) == b"\xef\xbb\xbf" else 0
        file.seek(self.taken)
        self._text = io.TextIOWrapper(file, encoding="latin-1", newline="")

    def __iter__(self) -> Iterator[str]:
        for line in self._text:
            self.taken += len(line)
            yield line

    def release(self) -> None:
        """The file is the caller's, who goes on with it."""
        self._text.detach()


def _under(record: List[str], at: int) -> Optional[str]:
    return _cell(record[at]) if at < len(record) else None


def _cell(text: str) -> str:
    """Without the one mark that keeps a spreadsheet from taking it for a formula."""
    return text[1:] if text.startswith("'") else text


def _unreadable(path: str, error: Exception) -> InvalidFileError:
    return InvalidFileError("invalid_spec", f"Cannot read {path}: {error}")
