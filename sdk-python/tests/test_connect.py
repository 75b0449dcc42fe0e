"""``python -m reflex.agent connect.yaml`` against the running host, and the pairing it starts with."""

import base64
import json
import signal
import stat
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path
from unittest import mock

import reflex
from reflex.agent import commands, connect, find_robot, pair, read_token
from reflex.agent.commands import CommandDriver
from reflex.agent.config import cameras_of, make_driver, read_config
from reflex.proof import ed25519
from reflex.proof.chain import robot_signature_in

from .live import ROOT, LiveCase
from .test_contract import has_yaml

PNG = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==")
#: Writes a picture whatever the camera, but for one that is unplugged.
CAMERA = [
    sys.executable,
    "-c",
    f"import sys; sys.argv[1] == 'wrist' and sys.exit('no device wrist'); sys.stdout.buffer.write({PNG!r})",
]
PROGRAM = str(ROOT / "sdk-python" / "tests" / "program.py")


def eventually(test, check, seconds=30):
    until = time.monotonic() + seconds
    while not check():
        test.assertLess(time.monotonic(), until, "it never came about")
        time.sleep(0.05)


class Started(LiveCase):
    def robot(self, name):
        schema = reflex.register_robot_schema(name="so101", schema=str(ROOT / "docs/examples/so101.schema.json"))
        robot = reflex.register_robot(name=name, robot_schema_id=schema["id"])
        deployment = reflex.create_deployment(name=f"run {name}", model_id="pi0.5", robot_schema_id=schema["id"])
        return robot["id"], deployment["id"], reflex.create_pairing_token(robot["id"])["token"]

    def status(self, robot_id):
        (row,) = [each for each in reflex.list_robots()["robots"] if each["id"] == robot_id]
        return row["status"] or {}

    def test_a_connect_file_starts_a_robot_that_runs_dry_and_says_goodbye(self) -> None:
        robot_id, deployment_id, token = self.robot("program")
        record = self.folder / "record.jsonl"
        config = {
            "mode": "apply_actions",
            "target": {"url": self.url, "region": "eu"},
            "hardware": {"kind": "subprocess", "command": [sys.executable, PROGRAM, str(record)], "camera_command": CAMERA, "vendor": "x"},
            "cameras": {"front": {"index": 0}, "wrist": {"index": 1}},
            "interval_ms": 250,
        }
        path = self.folder / ("connect.yaml" if has_yaml else "connect.json")
        path.write_text(json.dumps(config))
        environment = {name: value for name, value in self.environment.items() if name not in ("REFLEX_API_KEY", "REFLEX_CONVEX_URL")}
        words = [sys.executable, "-m", "reflex.agent", str(path)]
        told = self.folder / "events.jsonl"
        with told.open("w") as out:
            child = subprocess.Popen([*words, "--token", token], env=environment, stdout=out, stderr=subprocess.PIPE, text=True)
        self.addCleanup(child.stderr.close)
        self.addCleanup(child.kill)

        def failed():
            events = [json.loads(line) for line in told.read_text().splitlines(keepends=True) if line.endswith("\n")]
            return [each["detail"]["camera"] for each in events if each["event"] == "picture_failed"]

        grant = reflex.authorize_session(deployment_id=deployment_id, robot_id=robot_id)
        eventually(self, lambda: grant["sessionId"] in [row["_id"] for row in reflex.list_sessions(status="active")["sessions"]])
        eventually(self, lambda: record.exists() and '"infer"' in record.read_text())
        self.assertEqual(self.status(robot_id)["link"], "online")
        # A picture takes a process of its own.
        eventually(self, lambda: "wrist" in failed())
        child.send_signal(signal.SIGTERM)
        self.assertEqual(child.wait(timeout=15), 0)
        self.assertIn("the socket is open", child.stderr.read())
        self.assertEqual(failed(), ["wrist"], "the pictures of a beginning run: one was sent, the other told of")
        self.assertEqual(self.status(robot_id)["link"], "offline", "a goodbye makes it offline at once")
        asked = [json.loads(line)["do"] for line in record.read_text().splitlines()]
        self.assertNotIn("act", asked, "the file's mode promotes nothing")
        self.assertEqual(asked[-1], "end")
        reflex.close_session(grant["sessionId"])
        body = reflex.get_receipt(reflex.list_receipts(deployment_id=deployment_id)["receipts"][0]["id"])["receipt"]["body"]
        receipt = json.loads(body)
        self.assertEqual(receipt["runSummary"]["appliedSteps"], 0)
        (stored,) = self.folder.glob("**/robots/*.json")
        seed = json.loads(stored.read_text())["signingSeed"]
        self.assertNotIn(seed, body)
        public = base64.urlsafe_b64encode(ed25519.public_key(base64.urlsafe_b64decode(seed + "="))).rstrip(b"=").decode()
        self.assertEqual(receipt["robotSignature"]["publicKey"], public, "the robot's own key signed")
        self.assertEqual(robot_signature_in(receipt), "signed")

    def test_pictures_are_taken_of_the_cameras_that_heartbeats_name(self) -> None:
        robot_id, deployment_id, token = self.robot("filmed")
        line = connect(pair(token, convex_url=self.url, folder=self.folder / "filmed", hostname="bench"))
        beat = {"seq": 1, "intervalMs": 1000, "mode": "dry_run", "state": "running", "cameras": ["front"]}
        self.assertTrue(line.heartbeat(beat, 5)["accepted"])
        session_id = reflex.authorize_session(deployment_id=deployment_id, robot_id=robot_id)["sessionId"]
        at = int(time.time() * 1000)
        times = {"takenAt": at, "sentAt": at + 5}
        kept = line.picture("front", PNG, {**times, "moment": {"sessionId": session_id, "reason": "session_started"}}, 5)
        self.assertTrue(kept["ok"], kept)
        self.assertEqual(line.picture("front", PNG, times, 5), {"ok": False, "reason": "not_wanted"})
        self.assertEqual(line.picture("wrist", PNG, times, 5), {"ok": False, "reason": "unknown_camera"})
        reflex.close_session(session_id)

    def test_a_token_is_claimed_once_and_kept_for_its_owner_only(self) -> None:
        robot_id, _, token = self.robot("keeps")
        folder = self.folder / "keeps"
        first = pair(f"{self.url}/claim#token={token}", convex_url=self.url, folder=folder, hostname="bench")
        self.assertEqual((first["robotId"], first["credential"][:4]), (robot_id, "rbt_"))
        (path,) = folder.glob("*.json")
        self.assertEqual(stat.S_IMODE(path.stat().st_mode), 0o600)
        self.assertNotIn(token, path.read_text())
        self.assertEqual(pair(token, convex_url="http://127.0.0.1:9", folder=folder), first, "a restart needs no claim")
        with self.assertRaises(reflex.ServerError) as caught:
            pair(token, convex_url=self.url, folder=self.folder / "elsewhere")
        self.assertEqual(caught.exception.code, "used")
        self.assertIsNone(find_robot(self.folder / "elsewhere", lambda _robot: True))


class Files(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def write(self, config):
        path = self.folder / "connect.json"
        path.write_text(json.dumps(config))
        return path

    def test_a_custom_driver_is_made_with_its_options_and_cameras(self) -> None:
        (self.folder / "my_arm_of_test.py").write_text(
            "class Driver:\n    def __init__(self, **options):\n        self.options = options\n"
        )
        hardware = {"kind": "custom", "class": "my_arm_of_test:Driver", "options": {"port": "/dev/x"}}
        config = read_config(self.write({"hardware": hardware, "cameras": {"front": 0}, "target": "http://127.0.0.1:1"}))
        self.assertEqual(make_driver(config, self.folder).options, {"port": "/dev/x", "cameras": {"front": 0}})

    def test_a_driver_that_takes_pictures_is_asked_for_those_of_the_cameras_in_the_file(self) -> None:
        class Driver:
            def take_picture(self, camera):
                return camera.encode()

        config = {"cameras": {"front": {"index": 0}, "wrist": {}}}
        self.assertEqual({name: take() for name, take in cameras_of(config, Driver()).items()}, {"front": b"front", "wrist": b"wrist"})
        self.assertEqual((cameras_of(config, object()), cameras_of({}, Driver())), ({}, {}))
        for names, what in ((["front/1"], "front/1"), ("abcde", "at most 4")):
            with self.assertRaisesRegex(reflex.InvalidFileError, what):
                cameras_of({"cameras": dict.fromkeys(names)}, Driver())

    def test_a_program_is_run_for_each_picture_and_is_waited_for_five_seconds(self) -> None:
        driver = CommandDriver([sys.executable, PROGRAM, str(self.folder / "r")], camera_command=CAMERA)
        self.addCleanup(driver.close)
        self.assertEqual(driver.take_picture("front"), PNG)
        with self.assertRaisesRegex(RuntimeError, "no device wrist"):
            driver.take_picture("wrist")
        with mock.patch.object(commands, "PICTURE_S", 0.2), self.assertRaisesRegex(RuntimeError, "no picture within 0.2 s"):
            commands.picture_of([sys.executable, "-c", "import time; time.sleep(30)"])
        blind = CommandDriver([sys.executable, PROGRAM, str(self.folder / "q")])
        self.addCleanup(blind.close)
        self.assertFalse(hasattr(blind, "take_picture"))

    def test_what_is_wrong_with_a_file_is_named(self) -> None:
        fine = {"kind": "subprocess", "command": "x"}
        for config, what in (
            ({}, "hardware"),
            ({"hardware": {"kind": "ros"}}, "ros"),
            ({"hardware": {"kind": "subprocess"}}, "command"),
            ({"hardware": {"kind": "custom"}}, "class"),
            ({"hardware": fine, "mode": "now"}, "mode"),
            ({"hardware": fine, "target": 3}, "target"),
            ({"hardware": fine, "interval_ms": "fast"}, "interval_ms"),
        ):
            with self.subTest(what), self.assertRaisesRegex(reflex.InvalidFileError, what):
                read_config(self.write(config))

    def test_the_token_of_a_link(self) -> None:
        self.assertEqual(read_token("https://console.example/p#robot=1&token=rpt%5Fabc"), "rpt_abc")
        self.assertEqual(read_token(" rpt_abc \n"), "rpt_abc")

    def test_a_program_that_errs_is_silent_or_ends_is_a_fault_and_hears_the_end(self) -> None:
        record = self.folder / "record.jsonl"
        driver = CommandDriver([sys.executable, PROGRAM, str(record)], timeout_s=3)
        self.addCleanup(driver.close)
        self.assertEqual(driver.observe()["joints"], [0.1] * 6)
        self.assertEqual(driver.infer({})["inferenceMs"], 3)
        with self.assertRaisesRegex(RuntimeError, "motor 3"):
            driver.safe_stop("err")
        driver.act([0.0])
        driver._arm._timeout_s = 0.2
        with self.assertRaisesRegex(RuntimeError, "did not answer safe_stop"):
            driver.safe_stop("be silent")
        with self.assertRaisesRegex(RuntimeError, "did not answer"):
            driver.observe()
        driver.close()
        with self.assertRaisesRegex(RuntimeError, "has ended"):
            CommandDriver([sys.executable, "-c", "pass"])

    def test_a_program_may_be_slow_to_start_and_not_afterwards(self) -> None:
        slow = f"import time, sys; time.sleep(1); sys.argv = ['x', {str(self.folder / 'r')!r}]; exec(open({PROGRAM!r}).read())"
        driver = CommandDriver([sys.executable, "-c", slow], timeout_s=0.5)
        self.addCleanup(driver.close)


if __name__ == "__main__":
    unittest.main()
