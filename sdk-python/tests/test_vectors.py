"""The vectors that every verifier of receipts runs: the standards', and a chain changed in every way at every place."""

import contextlib
import csv
import importlib.util
import io
import json
import struct
import tempfile
import unittest
from pathlib import Path
from typing import Any, Dict, Iterable, List, Optional

from reflex.cli.main import main
from reflex.proof import canonical, ed25519, read_lines, verify_export
from reflex.proof.chain import record

from .live import ROOT

VECTORS = json.loads((ROOT / "sdk/contract/receipt-vectors.json").read_text("utf-8"))


def text_of(lines: Iterable[str]) -> str:
    return "".join(f"{line}\n" for line in lines)


def file_of(case: Dict[str, Any]) -> str:
    base: List[str] = VECTORS["bases"][case["base"]]
    return text_of(base[line] if isinstance(line, int) else line for line in case["lines"])


COLUMNS = {"sequence": "sequence", "previousHash": "previous_hash", "body": "body", "hash": "hash", "signature": "signature", "keyId": "key_id"}


def link_in(line: str) -> Optional[Dict[str, Any]]:
    """The receipt of a line that a table can hold as it is."""
    value = record(line) or {}
    link = {name: value.get(name) for name in COLUMNS}
    is_link = isinstance(link["sequence"], int) and all(isinstance(link[name], str) for name in list(COLUMNS)[1:])
    return link if is_link and canonical.compact(link) == line else None


class Vectors(unittest.TestCase):
    def expect(self, found: Dict[str, Any], expected: Dict[str, Any], name: str) -> None:
        self.assertEqual({field: found.get(field) for field in expected}, expected, name)

    def test_canonical_json_and_the_texts_of_numbers_are_the_standards(self) -> None:
        for case in VECTORS["canonical"]:
            self.assertEqual(canonical.canonical(canonical.parse(case["json"])), case["text"])
        for case in VECTORS["numbers"]:
            (value,) = struct.unpack("!d", bytes.fromhex(case["bits"]))
            if case["text"] is None:
                self.assertRaises(ValueError, canonical.number, value)
            else:
                self.assertEqual(canonical.number(value), case["text"])

    def test_signatures_are_judged_by_the_standard(self) -> None:
        for case in VECTORS["signatures"]:
            parts = (bytes.fromhex(case[name]) for name in ("signature", "message", "publicKey"))
            self.assertEqual(ed25519.verify(*parts), case["ok"], case)

    def test_signatures_are_made_as_the_standard_makes_them(self) -> None:
        for case in (each for each in VECTORS["signatures"] if each["ok"]):
            seed, message = bytes.fromhex(case["seed"]), bytes.fromhex(case["message"])
            self.assertEqual(ed25519.public_key(seed).hex(), case["publicKey"])
            self.assertEqual(ed25519.sign(seed, message).hex(), case["signature"])

    def test_of_every_file_is_found_what_was_done_to_it(self) -> None:
        for case in VECTORS["files"]:
            self.expect(verify_export(file_of(case), case.get("trusted"), case.get("published", ()), case.get("pictures", ())), case["expected"], case["name"])

    def test_any_one_changed_character_is_named(self) -> None:
        for manifest, line in VECTORS["characters"]["file"]:
            link = json.loads(line)
            for field, problem in VECTORS["characters"]["expected"].items():
                text = link[field]
                for at in range(len(text)):
                    changed = text[:at] + ("B" if text[at] == "A" else "A") + text[at + 1 :]
                    found = verify_export(text_of([manifest, json.dumps({**link, field: changed})]))
                    self.expect(found, {"ok": False, "problem": problem, "line": 2}, f"{field} at {at}")

    def test_a_file_that_ends_anywhere_is_either_whole_or_named(self) -> None:
        whole, count = text_of(VECTORS["truncated"]["file"]), 0
        for cut in VECTORS["truncated"]["cuts"]:
            for after in range(cut["from"], cut["to"] + 1):
                self.expect(verify_export(whole[:after]), cut["expected"], f"after {after}")
                count += 1
        self.assertEqual(count, len(whole))

    @unittest.skipUnless(importlib.util.find_spec("pyarrow"), "needs pyarrow")
    def test_every_file_that_a_table_can_hold_comes_out_of_parquet_as_the_same_lines(self) -> None:
        import pyarrow
        import pyarrow.parquet

        count = 0
        for case in VECTORS["files"]:
            lines = file_of(case).rstrip("\n").split("\n")
            links = [link_in(line) for line in lines]
            manifest, rows = ([], links) if links[0] else (lines[:1], links[1:])
            if any(row is None for row in rows):
                continue
            columns = {name: [row[field] for row in rows] for field, name in COLUMNS.items()}
            types = [(name, pyarrow.int64() if name == "sequence" else pyarrow.string()) for name in columns]
            schema = pyarrow.schema(types, metadata={b"reflex-receipts": line.encode() for line in manifest})
            file = pyarrow.BufferOutputStream()
            # Few rows a group, so that a file has several.
            pyarrow.parquet.write_table(pyarrow.table(columns, schema=schema), file, row_group_size=2)
            read = read_lines("vector.parquet", io.BytesIO(file.getvalue().to_pybytes()))
            self.assertEqual((read.format, list(read.lines)), ("parquet", lines), case["name"])
            count += 1
        self.assertGreater(count, 150)

    def test_a_csv_comes_out_as_the_same_lines_however_it_was_sorted_and_with_its_marks(self) -> None:
        lines = VECTORS["bases"]["whole"][1:]
        rows = [{name: json.loads(line)[field] for field, name in COLUMNS.items()} for line in lines]
        rows[0]["hash"] = "'" + rows[0]["hash"]
        text = io.StringIO()
        writer = csv.DictWriter(text, [*reversed(list(COLUMNS.values())), "note"])
        writer.writeheader()
        writer.writerows({**row, "note": '=a "b",\nc'} for row in reversed(rows))
        read = read_lines("vector.csv", io.BytesIO(("\ufeff" + text.getvalue()).encode()))
        found = list(read.lines)
        self.assertEqual((read.format, found), ("csv", lines))
        self.assertTrue(verify_export(found, json.loads(VECTORS["bases"]["whole"][0])["publicKeys"])["ok"])

    def test_the_command_line_says_the_same(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "receipts.jsonl"
            for case in [each for at, each in enumerate(VECTORS["files"]) if at % 9 == 0 or "pictures" in each]:
                path.write_bytes(file_of(case).encode("utf-8"))
                published = [str(Path(folder) / f"{at}.json") for at in range(len(case.get("published", ())))]
                for name, each in zip(published, case.get("published", ())):
                    Path(name).write_text(json.dumps(each), "utf-8")
                pictures = [Path(folder) / each["name"] for each in case.get("pictures", ())]
                for file, each in zip(pictures, case.get("pictures", ())):
                    file.write_bytes(each["text"].encode("utf-8"))
                beside = [*(["--checkpoint", *published] if published else []), *(["--picture", *map(str, pictures)] if pictures else [])]
                keys = [f"{name}={key}" for name, key in case.get("trusted", {}).items()]
                out = io.StringIO()
                with contextlib.redirect_stdout(out):
                    status = main(["receipts", "verify", str(path), "--json", *(["--public-key", *keys] if keys else []), *beside])
                self.expect(json.loads(out.getvalue()), case["expected"], case["name"])
                is_sound = case["expected"]["ok"] and all(each["standing"] == "recorded" for each in case["expected"].get("pictures", ()))
                self.assertEqual(status, 0 if is_sound else 1, case["name"])


if __name__ == "__main__":
    unittest.main()
