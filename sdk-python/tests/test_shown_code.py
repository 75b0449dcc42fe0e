"""A code is shown to whoever stands at the robot, case by case as sdk/agent/shown-code.test.ts has them."""

import threading
import time
import unittest
from typing import Any, Dict, List, Optional

from reflex.agent.shown_code import Code, ShownCode, read_code


def answer(code_id: str, code: str) -> Dict[str, Any]:
    return {"ok": True, "serverTime": 5, "presence": {"id": code_id, "code": code, "expiresAt": 60_005}}


NOTHING = {"ok": True, "serverTime": 5}


class Robot:
    """A driver with a display, and what it and the agent's events were told."""

    def __init__(self) -> None:
        self.shown: List[Any] = []
        self.events: List[Any] = []
        self.told = threading.Event()
        self.hangs = threading.Event()
        self.hangs.set()
        self.fails = False
        self.code = ShownCode(self, lambda kind, detail: self.events.append((kind, detail)), self.told.set)  # type: ignore[arg-type]

    def show_code(self, code: str, for_ms: float) -> None:
        if self.fails:
            raise OSError("no screen")
        if code == "1111":
            self.hangs.wait(5)
        self.shown.append((code, for_ms))

    def untold(self, wanted: Optional[str]) -> bool:
        """Whether it comes to say `wanted` within a second."""
        until = time.monotonic() + 1
        while self.code.untold != wanted and time.monotonic() < until:
            time.sleep(0.002)
        return self.code.untold == wanted


class ShownCodeTest(unittest.TestCase):
    def test_a_code_is_shown_and_the_server_hears_it_once(self) -> None:
        robot = Robot()
        robot.code.take(answer("c1", "0417"), None)
        self.assertTrue(robot.untold("c1"))
        self.assertTrue(robot.told.is_set())
        self.assertEqual((robot.shown, robot.events), ([("0417", 60_000)], [("code", Code("c1", "0417", 60_000))]))
        robot.code.take(NOTHING, "c1")
        self.assertIsNone(robot.code.untold)

    def test_an_answer_that_was_lost_is_made_up_for(self) -> None:
        robot = Robot()
        robot.code.take(answer("c1", "2222"), None)
        self.assertTrue(robot.untold("c1"))
        robot.code.take(answer("c2", "3333"), "c1")
        self.assertTrue(robot.untold("c2"))
        robot.code.take(NOTHING, "c1")
        self.assertEqual(robot.code.untold, "c2")

    def test_a_display_that_fails_is_not_said_to_show_anything(self) -> None:
        robot = Robot()
        robot.fails = True
        robot.code.take(answer("c1", "0417"), None)
        until = time.monotonic() + 1
        while len(robot.events) < 2 and time.monotonic() < until:
            time.sleep(0.002)
        self.assertEqual((robot.events[-1], robot.code.untold), (("code_unshown", "no screen"), None))

    def test_a_display_that_hangs_holds_up_nothing_and_a_later_code_takes_its_place(self) -> None:
        robot = Robot()
        robot.hangs.clear()
        robot.code.take(answer("c1", "1111"), None)
        robot.code.take(answer("c2", "2222"), None)
        self.assertTrue(robot.untold("c2"))
        robot.hangs.set()
        time.sleep(0.02)
        self.assertEqual(robot.code.untold, "c2")

    def test_what_cannot_be_read_as_a_code_shows_nothing(self) -> None:
        good = {"id": "c", "code": "0417", "expiresAt": 6}
        for presence in (None, "0417", {}, {**good, "code": 417}, {**good, "code": "abcd"}, {**good, "id": 1}, {**good, "expiresAt": 5}, {**good, "expiresAt": float("nan")}):
            self.assertIsNone(read_code({"serverTime": 5, "presence": presence}))
        self.assertEqual(read_code({"serverTime": 5, "presence": good}), Code("c", "0417", 1))
