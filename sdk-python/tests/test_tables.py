"""Files of receipts read as their lines: the same from every form of a file, and without holding it."""

import csv
import io
import json
import tempfile
import tracemalloc
import unittest
from pathlib import Path
from typing import Any, Dict, List

from reflex.errors import InvalidFileError
from reflex.proof import read_lines, verify_export

from .live import ROOT

VECTORS = json.loads((ROOT / "sdk/contract/receipt-vectors.json").read_text("utf-8"))
COLUMNS = {"sequence": "sequence", "previousHash": "previous_hash", "body": "body", "hash": "hash", "signature": "signature", "keyId": "key_id"}
#: What is found in a receipt and the one before it, so without a first line too.
IN_ROWS = {"wrong_signature", "unknown_key", "not_canonical", "body_disagrees", "wrong_robot_signature", "wrong_previous_hash"}


def csv_of(rows: List[Dict[str, Any]], line_end: str = "\r\n") -> bytes:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(COLUMNS.values()), lineterminator=line_end)
    writer.writeheader()
    for row in rows:
        defused = {name: f"'{row[field]}" if str(row[field])[:1] in "-=+@'" else row[field] for field, name in COLUMNS.items()}
        writer.writerow(defused)
    return text.getvalue().encode("utf-8")


def lines_of(content: bytes) -> List[str]:
    return list(read_lines("a file", io.BytesIO(content)).lines)


class Tables(unittest.TestCase):
    def test_what_is_wrong_within_receipts_is_found_in_csv_with_known_keys(self) -> None:
        count = 0
        for case in VECTORS["files"]:
            base = VECTORS["bases"][case["base"]]
            lines = [base[line] if isinstance(line, int) else line for line in case["lines"]]
            if "published" in case or "pictures" in case or not (case["expected"]["ok"] or case["expected"]["problem"] in IN_ROWS):
                continue
            try:
                manifest, *links = [json.loads(line) for line in lines]
                sequences = [link["sequence"] for link in links]
            except (ValueError, KeyError):
                continue
            # A sheet is put in order when it is read, so what is wrong with the order is not found in it.
            if manifest.get("kind") != "reflex-receipts" or sequences != sorted(set(sequences)):
                continue
            found = verify_export(lines_of(csv_of(links[::-1])), case.get("trusted", manifest["publicKeys"]))
            wanted = {name: value for name, value in case["expected"].items() if name != "isWhole"}
            self.assertEqual({name: found.get(name) for name in wanted}, wanted, case["name"])
            count += 1
        self.assertGreater(count, 40)

    def test_a_csv_in_any_order_with_any_line_ends_is_the_same_lines(self) -> None:
        lines = VECTORS["bases"]["whole"][1:]
        rows = [json.loads(line) for line in lines]
        for order in (rows, rows[::-1], rows[3:] + rows[:3], rows[1::2] + rows[::2]):
            for line_end in ("\r\n", "\n", "\r", "\r\n\r\n"):
                for mark in (b"", b"\xef\xbb\xbf"):
                    self.assertEqual(lines_of(mark + csv_of(order, line_end)), lines, (line_end, mark))

    def test_line_ends_of_a_mail_and_a_byte_order_mark_change_nothing(self) -> None:
        whole = "".join(f"{line}\n" for line in VECTORS["bases"]["whole"])
        for text in (whole, whole.rstrip("\n"), whole.replace("\n", "\r\n"), f"\ufeff{whole}", f"{whole}\n \n"):
            found = verify_export(lines_of(text.encode("utf-8")))
            self.assertEqual((found["ok"], found.get("count")), (True, 6), text[:1])

    def test_a_quote_that_is_not_closed_is_refused_before_anything_is_judged(self) -> None:
        whole = csv_of([json.loads(line) for line in VECTORS["bases"]["whole"][1:]])
        with self.assertRaises(InvalidFileError):
            read_lines("torn.csv", io.BytesIO(whole + b'"torn'))

    def test_no_file_is_held_whole(self) -> None:
        body = json.dumps({"text": 'größe, "9"\n' * 150}, ensure_ascii=False)
        rows = [{"sequence": at, "previousHash": "0" * 64, "body": body, "hash": "1" * 64, "signature": "s", "keyId": "k"} for at in range(4_000, 0, -1)]
        files = {"csv": csv_of(rows), "jsonl": "".join(f"{json.dumps(row)}\n" for row in rows).encode()}
        del rows
        with tempfile.TemporaryDirectory() as folder:
            for form, content in files.items():
                path = Path(folder) / f"receipts.{form}"
                path.write_bytes(content)
                with open(path, "rb") as file:
                    tracemalloc.start()
                    try:
                        read = read_lines(str(path), file)
                        count = sum(1 for _ in read.lines)
                        _, most = tracemalloc.get_traced_memory()
                    finally:
                        tracemalloc.stop()
                self.assertEqual((read.format, count), (form, 4_000))
                self.assertLess(most, len(content) / 8, form)


if __name__ == "__main__":
    unittest.main()
