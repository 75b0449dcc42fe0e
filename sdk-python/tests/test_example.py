"""The logic of examples/so101-lerobot with a fake bus, and its connect.yaml."""

import json
import math
import subprocess
import sys
import types
import unittest
from unittest import mock

from reflex.agent.config import cameras_of, make_driver, read_config

from .bench import Bench, session
from .live import ROOT
from .test_contract import has_yaml

FOLDER = ROOT / "examples" / "so101-lerobot"
sys.path.insert(0, str(FOLDER))

import so101  # noqa: E402

JOINTS = list(so101.LIMITS)


class FakeBus:
    """Servos that are where they were last sent, at once."""

    def __init__(self) -> None:
        self.values = {f"{joint}.pos": 50.0 if joint == "gripper" else 0.0 for joint in JOINTS}
        self.sent, self.broken, self.ended = [], False, False

    def get_observation(self):
        if self.broken:
            raise ConnectionError("no status packet")
        return {**self.values, "front": "a picture"}

    def send_action(self, action):
        self.sent.append(action)
        self.values.update(action)

    def disconnect(self):
        self.ended = True


class Arm(unittest.TestCase):
    def setUp(self) -> None:
        self.bus, self.now = FakeBus(), 0.0
        self.arm = so101.SO101(self.bus, clock=lambda: self.now)

    def observe(self):
        self.now += 0.04
        return self.arm.observe()

    def test_units_there_and_back(self) -> None:
        self.assertAlmostEqual(so101.to_radians("elbow_flex", 90), math.pi / 2)
        self.assertAlmostEqual(so101.to_radians("gripper", 100), 1.74533)
        for joint in JOINTS:
            self.assertAlmostEqual(so101.to_radians(joint, so101.to_bus(joint, 0.3)), 0.3)

    def test_the_limits_are_those_of_the_schema(self) -> None:
        action = json.loads((ROOT / "docs/examples/so101.schema.json").read_text())["actions"]["action"]
        self.assertEqual(action["names"], JOINTS)
        self.assertEqual([(limit["lower"], limit["upper"]) for limit in action["limits"]], list(so101.LIMITS.values()))

    def test_moving_is_measured_and_unknown_counts_as_moving(self) -> None:
        self.assertTrue(self.observe()["moving"])
        self.assertFalse(self.observe()["moving"])
        self.bus.values["wrist_roll.pos"] = 10
        self.assertTrue(self.observe()["moving"])
        self.assertEqual(self.observe()["pictures"], {"front": "a picture"})

    def test_before_it_has_seen_anything_there_is_no_picture(self) -> None:
        with self.assertRaisesRegex(RuntimeError, "no picture of camera front"):
            self.arm.take_picture("front")

    def test_an_action_is_cut_to_the_step_and_to_the_limit(self) -> None:
        self.observe()
        self.arm.act([1.0] * 6)
        self.assertAlmostEqual(so101.to_radians("shoulder_pan", self.bus.sent[-1]["shoulder_pan.pos"]), 0.1)
        for _ in range(60):
            self.arm.act([9.0] * 6)
        for joint, (_, upper) in so101.LIMITS.items():
            self.assertAlmostEqual(so101.to_radians(joint, self.bus.sent[-1][f"{joint}.pos"]), upper)

    def test_an_action_that_was_begun_before_a_stop_does_not_follow_it(self) -> None:
        self.observe()
        arm = self.arm

        class Late(float):
            def __sub__(self, other):
                arm.safe_stop("software_stop")
                return float(self) - other

        arm.act([0.0] * 5 + [Late(0.1)])
        self.assertEqual(len(self.bus.sent), 1)
        self.assertEqual(self.bus.sent[-1]["shoulder_pan.pos"], 0)
        arm.act([0.1] * 6)
        self.assertEqual(len(self.bus.sent), 2, "the next one does")

    def test_what_is_no_action_is_a_fault_and_is_not_sent(self) -> None:
        with self.assertRaises(RuntimeError):
            self.arm.act([0.0] * 6)
        self.observe()
        for row in ([0.0] * 5, [math.nan] * 6, [math.inf] * 6, ["0"] * 6):
            with self.assertRaises(ValueError):
                self.arm.act(row)
        self.bus.values["gripper.pos"] = math.nan
        with self.assertRaises(RuntimeError):
            self.observe()
        self.assertEqual(self.bus.sent, [])

    def test_a_stop_holds_the_arm_where_it_is_or_was_last_seen(self) -> None:
        with mock.patch.object(self.bus, "broken", True), self.assertRaises(RuntimeError):
            self.arm.safe_stop("software_stop")
        self.observe()
        self.bus.values["elbow_flex.pos"] = 20.0
        self.arm.safe_stop("software_stop")
        self.assertAlmostEqual(self.bus.sent[-1]["elbow_flex.pos"], 20.0)
        self.bus.broken = True
        self.arm.safe_stop("lease_lapsed")
        self.assertAlmostEqual(self.bus.sent[-1]["elbow_flex.pos"], 20.0)

    def test_under_the_agent_it_moves_only_while_promoted_and_holds_after_a_stop(self) -> None:
        b = Bench()
        arm = so101.SO101(self.bus, lambda seen: [[joint + 0.05 for joint in seen["joints"]]] * 50, clock=lambda: b.now / 1000)
        b.observe, b.policy, b.act, b.safe_stop = arm.observe, arm.infer, arm.act, arm.safe_stop
        b.session = session("dry_run", 1)
        b.agent.beat()
        b.steps(10)
        self.assertEqual(self.bus.sent, [])
        b.session = session("apply_actions", 2)
        b.agent.beat()
        b.steps(10)
        self.assertGreater(self.bus.values["elbow_flex.pos"], 1)
        b.session, b.stop = session("dry_run", 3), {"id": "c", "sessionId": "s", "version": 3, "sentAt": 0}
        b.agent.beat()
        held = dict(self.bus.values)
        b.steps(10)
        b.agent.beat()
        self.assertEqual(self.bus.values, held)
        self.assertTrue(b.sent[-1]["ack"]["motionZero"])


class ConnectFile(unittest.TestCase):
    @unittest.skipUnless(has_yaml, "connect.yaml needs PyYAML")
    def test_the_file_makes_the_arm_and_only_the_hardware_file_needs_lerobot(self) -> None:
        bus, asked = FakeBus(), []
        hardware = types.ModuleType("hardware")
        hardware.open_bus = lambda *args: asked.append(args) or bus
        hardware.jpeg = lambda frame: f"a JPEG of {frame}".encode()
        with mock.patch.dict(sys.modules, {"hardware": hardware}):
            config = read_config(FOLDER / "connect.yaml")
            arm = make_driver(config, FOLDER)
        (port, robot_id, cameras) = asked[0]
        self.assertEqual((port, robot_id, list(cameras)), ("/dev/ttyACM0", "my_follower", ["front"]))
        self.assertEqual(arm.infer(arm.observe())[0], arm.observe()["joints"])
        ((name, take),) = cameras_of(config, arm).items()
        bus.broken = True
        self.assertEqual((name, take()), ("front", b"a JPEG of a picture"), "what was seen last: the bus is not asked")
        arm.close()
        self.assertTrue(bus.ended)

    def test_no_module_but_hardware_names_lerobot(self) -> None:
        code = f"import sys; sys.path.insert(0, {str(FOLDER)!r}); import so101, hardware; sys.exit('lerobot' in sys.modules)"
        self.assertEqual(subprocess.run([sys.executable, "-c", code]).returncode, 0)


if __name__ == "__main__":
    unittest.main()
