"""``receipts``, ``sessions watch`` and ``robots pair``: the same words, files, statuses and JSON as those of ``npx reflex``."""

import importlib.util
import json
import os
import subprocess
import sys
import unittest

import reflex
from reflex.agent import find_robot, pair
from reflex.cli import pairing
from reflex.proof import export_receipts

from .command import CommandCase
from .live import ROOT


class Receipts(CommandCase):
    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        other = reflex.create_deployment(name="another", model_id="m")["id"]
        reflex.close_session(reflex.authorize_session(deployment_id=other)["sessionId"])
        cls.deployment = reflex.create_deployment(name="proven", model_id="m")["id"]
        for number in range(3):
            grant = reflex.authorize_session(deployment_id=cls.deployment)
            reflex.close_session(grant["sessionId"], reason=f"größe {number}")

    def both(self, *args, status=0):
        """What both say with ``--json``, which must be the same."""
        mine, theirs = self.reflex(*args, "--json"), self.other(*args, "--json")
        self.assertEqual((mine.returncode, theirs.returncode), (status, status), mine.stderr + theirs.stderr)
        self.assertEqual(json.loads(mine.stdout), json.loads(theirs.stdout))
        return json.loads(mine.stdout)

    def test_lists_and_shows_are_the_same(self) -> None:
        (first, second, _) = self.json("receipts", "list", "--deployment-id", self.deployment)["receipts"]
        self.assertEqual(self.both("receipts", "list", "--limit", "1", "--before", str(first["sequence"]))["receipts"], [second])
        self.both("receipts", "show", first["id"])
        words = ["receipts", "list", "--deployment-id", self.deployment]
        self.assertEqual(self.reflex(*words).stdout, self.other(*words).stdout)

    def test_an_export_is_the_same_file_and_each_verifies_the_others(self) -> None:
        for name, filters in (("all", []), ("filtered", ["--deployment-id", self.deployment])):
            mine, theirs = (self.folder / f"{name}-{who}.jsonl" for who in ("mine", "theirs"))
            self.assertEqual(self.json("receipts", "export", "-o", str(mine), *filters)["file"], str(mine))
            self.assertEqual(self.other("receipts", "export", "--output", str(theirs), *filters).returncode, 0)
            manifests, contents = zip(*(path.read_text("utf-8").split("\n", 1) for path in (mine, theirs)))
            self.assertEqual(contents[0], contents[1])
            self.assertEqual(*({**json.loads(manifest), "exportedAt": 0} for manifest in manifests))
            self.assertEqual(self.json("receipts", "verify", str(theirs))["isWhole"], not filters)
            words = ["receipts", "verify", str(mine)]
            self.assertEqual(self.reflex(*words).stdout, self.other(*words).stdout)
        self.assertIn('"kind":"reflex-receipts"', self.reflex("receipts", "export").stdout)

    def test_a_csv_is_the_same_file_byte_for_byte_and_verifies_with_the_keys(self) -> None:
        # Other tests close sessions on the same host.
        everything = len(self.json("receipts", "list", "--limit", "200")["receipts"])
        for name, filters, count in (("all", [], everything), ("filtered", ["--deployment-id", self.deployment], 3)):
            mine, theirs = (self.folder / f"{name}-{who}.csv" for who in ("mine", "theirs"))
            self.assertEqual(self.json("receipts", "export", "--format", "csv", "-o", str(mine), *filters)["count"], count)
            self.assertEqual(self.other("receipts", "export", "--format", "csv", "--output", str(theirs), *filters).returncode, 0)
            self.assertEqual(mine.read_bytes(), theirs.read_bytes())
            self.assertIn("größe 2".encode(), mine.read_bytes())
        keys = [f"{key}={public}" for key, public in reflex.get_receipt_chain()["publicKeys"].items()]
        self.assertEqual(self.both("receipts", "verify", str(mine), "--public-key", *keys)["count"], 3)

    def test_what_was_published_proves_or_contradicts_a_file_in_the_same_words(self) -> None:
        path, early, late = (self.folder / name for name in ("published.jsonl", "early.json", "late.json"))
        self.json("receipts", "export", "-o", str(path))
        whole = path.read_text("utf-8")
        late.write_text(json.dumps(json.loads(whole.split("\n", 1)[0])["checkpoint"]), "utf-8")
        words = ["receipts", "verify", str(path), "--checkpoint", str(late)]
        self.assertTrue(self.both(*words)["published"][0]["isHeld"])
        self.assertEqual(self.reflex(*words).stdout, self.other(*words).stdout)
        self.both("receipts", "verify", str(path), "--checkpoint", str(late), str(late))
        lines = whole.splitlines()
        manifest, links = json.loads(lines[0]), [json.loads(line) for line in lines[1:-1]]
        head = {"sequence": links[-1]["sequence"], "hash": links[-1]["hash"]}
        path.write_text(export_receipts(1, {}, links, head, None, manifest["publicKeys"], manifest["keyTimes"]), "utf-8")
        self.assertEqual(self.both(*words, status=1)["published"]["index"], 0)
        path.write_text(export_receipts(1, {"robot": "r"}, links[::2], head, None, manifest["publicKeys"], manifest["keyTimes"]), "utf-8")
        self.assertFalse(self.both(*words)["published"][0]["isHeld"])
        self.both("receipts", "verify", str(path), "--checkpoint", str(late), str(late))
        early.write_text(json.dumps({"body": "{}", "signature": "", "keyId": ""}), "utf-8")
        self.both("receipts", "verify", str(path), "--checkpoint", str(early), status=1)

    def test_csv_and_parquet_of_the_other_command_line_are_verified_in_the_same_words(self) -> None:
        keys = [f"{name}={key}" for name, key in reflex.get_receipt_chain()["publicKeys"].items()]
        sheet, table = self.folder / "receipts.csv", self.folder / "receipts.parquet"
        for path in (sheet, table):
            self.assertEqual(self.other("receipts", "export", "--format", path.suffix[1:], "-o", str(path)).returncode, 0)
        content = sheet.read_bytes()
        sheet.write_bytes(content + b"\r\n")
        self.assertTrue(self.both("receipts", "verify", str(sheet), "--public-key", *keys)["ok"])
        sheet.write_bytes(content.replace("größe 1".encode(), "größe 9".encode()))
        words = ["receipts", "verify", str(sheet), "--public-key", *keys]
        self.assertEqual(self.reflex(*words).stdout, self.other(*words).stdout)
        self.both(*words, status=1)
        for damaged in (content[:-5], content.replace(b"previous_hash", b"x", 1), b"\xff\xfe nothing"):
            sheet.write_bytes(damaged)
            mine, theirs = (run(*words) for run in (self.reflex, self.other))
            self.assertEqual((mine.returncode, mine.stdout), (theirs.returncode, theirs.stdout), mine.stderr + theirs.stderr)
        unkeyed = self.reflex("receipts", "verify", str(sheet.with_name("plain.csv")))
        self.assertEqual(unkeyed.returncode, 2)
        sheet.write_bytes(content)
        unkeyed = self.reflex("receipts", "verify", str(sheet))
        self.assertEqual((unkeyed.returncode, unkeyed.stdout), (2, ""))
        self.assertRegex(unkeyed.stderr, "is CSV, which brings no keys: name them with --public-key")
        with_parquet = ["receipts", "verify", str(table)]
        if importlib.util.find_spec("pyarrow"):
            self.assertTrue(self.both(*with_parquet)["isWhole"])
            self.assertEqual(self.reflex(*with_parquet).stdout, self.other(*with_parquet).stdout)
            table.write_bytes(table.read_bytes()[:-40])
            self.assertEqual((self.reflex(*with_parquet).returncode, self.other(*with_parquet).returncode), (2, 2))
        unwritten = self.reflex("receipts", "export", "--format", "parquet", "-o", str(self.folder / "unwritten"))
        self.assertEqual((unwritten.returncode, (self.folder / "unwritten").exists()), (2, False))
        self.assertIn("npx reflex receipts export --format parquet", unwritten.stderr)

    def test_without_pyarrow_a_parquet_file_is_refused_with_what_to_install(self) -> None:
        path = self.folder / "refused.parquet"
        self.assertEqual(self.other("receipts", "export", "--format", "parquet", "-o", str(path)).returncode, 0)
        # In front of whatever is installed.
        hidden = self.folder / "hidden"
        hidden.mkdir()
        (hidden / "pyarrow.py").write_text("raise ImportError", "utf-8")
        refused = self.reflex("receipts", "verify", str(path), environment={"PYTHONPATH": f"{hidden}{os.pathsep}{self.environment['PYTHONPATH']}"})
        self.assertEqual((refused.returncode, refused.stdout), (2, ""))
        self.assertIn("is Parquet, and pyarrow is not installed.", refused.stderr)
        self.assertIn("pip install pyarrow", refused.stderr)

    def shortened(self, lines):
        links = [json.loads(line) for line in lines[1:]]
        manifest = json.loads(lines[0])
        head = {"sequence": links[-1]["sequence"], "hash": links[-1]["hash"]}
        self.assertLess(head["sequence"], json.loads(manifest["checkpoint"]["body"])["sequence"])
        return export_receipts(1, {}, links, head, manifest["checkpoint"], manifest["publicKeys"], manifest["keyTimes"])

    def test_a_tampered_file_is_named_alike_and_needs_neither_server_nor_key(self) -> None:
        path = self.folder / "tampered.jsonl"
        self.json("receipts", "export", "-o", str(path))
        whole = path.read_text("utf-8")
        lines = whole.splitlines()
        (key_id, key), *_ = json.loads(lines[0])["publicKeys"].items()
        forgeries = {
            "a word": whole.replace("größe 1", "größe 9"),
            "the end": "\n".join(lines[:-1]),
            "the end, by somebody who makes the first line fit": self.shortened(lines[:-1]),
        }
        for name, text in forgeries.items():
            with self.subTest(name):
                self.assertNotEqual(text, whole)
                path.write_text(text, "utf-8")
                self.assertFalse(self.both("receipts", "verify", str(path), status=1)["ok"])
        nobody = {"REFLEX_API_KEY": "", "REFLEX_CONVEX_URL": "http://127.0.0.1:9"}
        forged = self.reflex("receipts", "verify", str(path), environment=nobody)
        self.assertEqual((forged.returncode, forged.stdout[:11]), (1, "NOT GENUINE"))
        path.write_text(whole, "utf-8")
        self.assertEqual(self.reflex("receipts", "verify", str(path), "--public-key", f"{key_id}={key}", environment=nobody).returncode, 0)
        self.both("receipts", "verify", str(path), "--public-key", f"{key_id}={key[::-1]}", "other=key", status=1)
        self.assertEqual(self.reflex("receipts", "verify", str(self.folder / "nowhere")).returncode, 2)
        self.assertEqual(self.reflex("receipts", "verify", str(path), "--public-key", "nothing").returncode, 2)


class Watching(CommandCase):
    def start(self, *args):
        words = [sys.executable, "-m", "reflex", *args]
        child = subprocess.Popen(words, cwd=ROOT, env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for stream in (child.stdout, child.stderr):
            self.addCleanup(stream.close)
        self.addCleanup(child.kill)
        return child

    def test_a_session_is_watched_until_it_is_closed(self) -> None:
        deployment = reflex.create_deployment(name="watched", model_id="m")["id"]
        session_id = reflex.authorize_session(deployment_id=deployment)["sessionId"]
        child = self.start("sessions", "watch", session_id, "--json")
        first = json.loads(child.stdout.readline())
        self.assertEqual((first["status"], first["mode"], "at" in first), ("authorized", "dry_run", True))
        ended = self.reflex("sessions", "watch", session_id, "--for", "1")
        self.assertEqual((ended.returncode, len(ended.stdout.splitlines())), (0, 1))
        reflex.close_session(session_id, reason="done")
        last = json.loads(child.stdout.readline())
        self.assertEqual((last["status"], last["closeReason"], child.wait(10)), ("closed", "done", 0))
        mine, theirs = (run("sessions", "watch", session_id, "--json").stdout for run in (self.reflex, self.other))
        self.assertEqual(*({**json.loads(line), "at": ""} for line in (mine, theirs)))
        self.assertEqual(self.json("sessions", "watch", "nobody", status=1)["reason"], "not_found")

    def test_a_pairing_code_is_shown_as_text_and_as_a_code_until_a_machine_has_claimed_it(self) -> None:
        schema = reflex.register_robot_schema(name="so101", schema=str(ROOT / "docs/examples/so101.schema.json"))
        robot = reflex.register_robot(name="paired", robot_schema_id=schema["id"])["id"]
        self.assertRegex(self.reflex("robots", "pair", robot).stdout, r"[▀▄█]{8}[\s\S]*/claim#token=")
        self.assertNotRegex(self.reflex("robots", "pair", robot, "--no-qr").stdout, "[▀▄█]")
        plain = self.reflex("robots", "pair", robot, environment={"PYTHONIOENCODING": "ascii"})
        self.assertIn("cannot show a QR code", plain.stdout, plain.stderr)
        child = self.start("robots", "pair", robot, "--wait", "--no-qr", "--json")
        token = child.stderr.readline().split()[-1]
        claimed = self.reflex("robots", "claim", token, "--hostname", "bench", "--json", environment={"REFLEX_API_KEY": ""})
        self.assertEqual(json.loads(claimed.stdout)["robotName"], "paired", claimed.stderr)
        kept = find_robot(self.folder / "config" / "robots", lambda each: each["robotId"] == robot)
        self.assertTrue(kept["credential"].startswith("rbt_"))
        self.assertNotIn(kept["credential"], claimed.stdout + claimed.stderr)
        self.assertEqual(pair(token), kept, "its agent finds it")
        again = self.reflex("robots", "claim", token)
        self.assertEqual((again.returncode, again.stderr), (1, "Refused: used\n"))
        value = json.loads(child.stdout.read())
        self.assertEqual((child.wait(10), value["ok"], value["robotId"], value["paired"]["hostname"]), (0, True, robot, "bench"))
        nobody = pairing._wait(robot, value["paired"]["at"] + 1, value["paired"]["at"] + 2, {})
        self.assertEqual((nobody.value, nobody.status), ({"ok": False, "reason": "expired"}, 1))

    def test_without_a_code_the_machine_shows_one_and_a_person_says_which_robot_it_is(self) -> None:
        schema = reflex.register_robot_schema(name="so101", schema=str(ROOT / "docs/examples/so101.schema.json"))
        robot = reflex.register_robot(name="asked", robot_schema_id=schema["id"])["id"]
        child = self.start("robots", "claim", "--hostname", "edge-7", "--no-qr", "--json")
        code, link = (child.stderr.readline().split()[-1] for _ in range(2))
        self.assertEqual(link, f"{self.url}/robots/join?code={code}")
        self.as_person("pairing:approveRequest", {"userCode": code, "robotId": robot})
        claimed = json.loads(child.stdout.read())
        self.assertEqual((child.wait(20), claimed["robotId"], claimed["robotName"]), (0, robot, "asked"))


if __name__ == "__main__":
    unittest.main()
