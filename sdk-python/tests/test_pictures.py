"""Pictures of cameras, case by case as sdk/agent/pictures.test.ts has them: real threads, with every wait a tenth as long."""

import threading
import time
import unittest
from unittest import mock

from reflex.agent import RobotAgent, pictures

from .bench import Bench, Inline, session

STOP = {"id": "c1", "sessionId": "s", "version": 3, "sentAt": 0}
JPEG = b"\xff\xd8\xff"


def until(check, seconds=5.0):
    end = time.monotonic() + seconds
    while not check():
        if time.monotonic() > end:
            raise AssertionError("it never came about")
        time.sleep(0.005)


class Filmed(Bench):
    """A bench with cameras; ``looks_ms`` is for how long somebody looks, ``takes`` what the server makes of a picture."""

    def __init__(self, cameras) -> None:
        super().__init__()
        self.pictures, self.looks_ms, self.takes = [], 0, lambda: {"ok": True}
        self.begun = time.monotonic()
        self.agent = RobotAgent(
            self,
            self,
            cameras=cameras,
            interval_ms=50,
            applying_interval_ms=50,
            executor=Inline(),
            on_event=lambda kind, detail: self.events.append((kind, detail)),
        )

    def heartbeat(self, fields, timeout_s):
        self.now = time.monotonic() * 1000
        answer = super().heartbeat(fields, timeout_s)
        return {**answer, "picturesUntil": answer["serverTime"] + self.looks_ms} if self.looks_ms else answer

    def picture(self, camera, picture, facts, timeout_s):
        self.pictures.append((camera, picture, facts, time.monotonic() - self.begun))
        return self.takes()

    def moments(self):
        return [f"{camera} {facts['moment']['reason']}" for camera, _, facts, _ in self.pictures if "moment" in facts]


class PicturesTest(unittest.TestCase):
    def setUp(self) -> None:
        for name, value in (("GAP_S", 0.1), ("GAP_AFTER_FAILURE_S", 0.3), ("LONGEST_S", 0.5)):
            change = mock.patch.object(pictures, name, value)
            change.start()
            self.addCleanup(change.stop)

    def started(self, cameras):
        b, ending = Filmed(cameras), threading.Event()
        thread = threading.Thread(target=b.agent.run, args=(ending,))
        thread.start()

        def end():
            ending.set()
            thread.join(5)
            self.assertFalse(thread.is_alive(), "ends although a camera never will")

        self.addCleanup(end)
        return b

    def promoted(self, cameras):
        b = self.started(cameras)
        b.session = session("dry_run", 1)
        until(lambda: b.agent.summary["steps"] > 2)
        b.session = session("apply_actions", 2)
        until(lambda: "act" in b.done)
        return b

    def test_an_agent_names_its_cameras_in_every_heartbeat_and_sends_nothing_while_nobody_looks(self) -> None:
        b = self.started({"front": lambda: JPEG, "wrist": lambda: JPEG})
        until(lambda: len(b.sent) > 5)
        self.assertTrue(all(beat["cameras"] == ["front", "wrist"] for beat in b.sent))
        self.assertEqual(b.pictures, [])

    def test_a_line_that_carries_no_pictures_and_a_robot_without_cameras_tell_of_none(self) -> None:
        for agent in (RobotAgent(Bench(), Bench(), cameras={"front": lambda: JPEG}), Filmed({}).agent):
            self.assertNotIn("cameras", agent._report(1, {}))

    def test_while_somebody_looks_each_camera_sends_at_its_pace_and_ceases_by_itself(self) -> None:
        b = self.started({"front": lambda: JPEG, "wrist": lambda: JPEG})
        b.looks_ms = 1_000
        until(lambda: len(b.pictures) > 4)
        b.looks_ms = 0
        until(lambda: b.agent._clock() > b.agent._pictures._wanted_until + 150)
        for name in ("front", "wrist"):
            at = [at for camera, _, _, at in b.pictures if camera == name]
            self.assertTrue(3 <= len(at) <= 14, at)
            self.assertTrue(all(later - before >= 0.09 for before, later in zip(at, at[1:])), at)
        _, picture, facts, _ = b.pictures[0]
        self.assertEqual((picture, set(facts)), (JPEG, {"takenAt", "sentAt"}))
        self.assertTrue(abs(facts["takenAt"] - time.time() * 1000) < 20_000 and facts["sentAt"] >= facts["takenAt"])
        count = len(b.pictures)
        time.sleep(0.3)
        self.assertEqual(len(b.pictures), count)
        b.looks_ms = 300
        until(lambda: len(b.pictures) > count)

    def test_a_server_that_wants_fewer_is_heard(self) -> None:
        b = self.started({"front": lambda: JPEG})
        b.takes = lambda: {"ok": False, "reason": "rate_limited", "retryAfterMs": 600}
        b.looks_ms = 60_000
        until(lambda: len(b.pictures) == 3)
        at = [at for _, _, _, at in b.pictures]
        self.assertTrue(all(later - before >= 0.59 for before, later in zip(at, at[1:])), at)

    def test_a_wish_lasts_no_longer_than_a_minute_and_one_that_is_no_time_is_none(self) -> None:
        wished = Filmed({"front": lambda: JPEG}).agent._pictures
        for until_, now in ((None, 5), (float("nan"), 5), (True, 0), ("9", 5)):
            wished.heard({"picturesUntil": until_, "serverTime": now})
            self.assertEqual(wished._wanted_until, float("-inf"))
        wished.heard({"picturesUntil": 9e12, "serverTime": 0})
        self.assertLessEqual(wished._wanted_until, wished._clock() + 60_000)

    def test_a_camera_that_hangs_and_a_link_that_does_delay_no_heartbeat_no_stop_and_no_step(self) -> None:
        hangs = threading.Event()
        self.addCleanup(hangs.set)

        def camera():
            hangs.wait(30)
            return JPEG

        for slow in ("camera", "link"):
            with self.subTest(slow):
                b = self.promoted({"front": camera if slow == "camera" else lambda: JPEG})
                b.takes = lambda: hangs.wait(30) and {"ok": True}
                b.looks_ms = 30_000
                until(lambda: b.done.count("act") > 15)
                b.agent.push({"ok": True, "session": session("dry_run", 3), "stop": STOP})
                self.assertEqual(b.done[-1], "safe_stop software_stop")
                beats = len(b.sent)
                until(lambda: len(b.sent) > beats + 5)
                if slow == "camera":
                    until(lambda: ("picture_failed", {"camera": "front", "message": "no picture within 0.5 s"}) in b.events)

    def test_the_moments_of_a_run_are_taken_though_nobody_looks_each_once(self) -> None:
        b = self.promoted({"front": lambda: JPEG})
        until(lambda: len(b.moments()) == 3)
        b.session, b.stop = session("dry_run", 3), STOP
        until(lambda: len(b.moments()) == 4)
        b.session, b.stop = None, None
        until(lambda: len(b.moments()) == 5)
        self.assertEqual([each.split()[1] for each in b.moments()], ["session_started", "promoted", "first_action", "stopped", "ended"])
        self.assertEqual({facts["moment"]["sessionId"] for _, _, facts, _ in b.pictures}, {"s"})

    def test_the_picture_of_a_stop_is_taken_when_the_safe_stop_has_returned(self) -> None:
        order = []
        b = self.promoted({"front": lambda: order.append("picture") or JPEG})
        until(lambda: len(b.moments()) == 3)
        order.clear()

        def safe_stop(_reason):
            time.sleep(0.1)
            order.append("rest")

        b.safe_stop = safe_stop
        b.session, b.stop = session("dry_run", 3), STOP
        until(lambda: len(b.moments()) == 4)
        self.assertEqual(order, ["rest", "picture"])

    def test_a_lease_that_lapses_is_a_stop_and_going_back_to_a_dry_run_is_none(self) -> None:
        for reason, kept in (("lease_lapsed", ["stopped"]), ("fault", ["stopped"]), ("demoted", []), ("session_closed", [])):
            b = Filmed({"front": lambda: JPEG})
            b.agent._pictures.tell("session", "s")
            b.agent._pictures._due.clear()
            b.agent._motion._rest(reason)
            self.assertEqual([moment["reason"] for moment in b.agent._pictures._due], kept)

    def test_a_run_has_at_most_twelve_moments_and_the_next_its_own(self) -> None:
        told = Filmed({"front": lambda: JPEG}).agent._pictures
        told.tell("applying", None)
        self.assertEqual(told._due, [], "outside of a run there is none")
        told.tell("session", "s")
        for _ in range(20):
            told.tell("applying", None)
        self.assertEqual(len(told._due), 12)
        told.tell("session", "t")
        self.assertEqual(told._due[12:], [{"sessionId": "t", "reason": "session_started"}])

    def test_a_camera_that_fails_is_told_once_until_it_works_again(self) -> None:
        works = [False]

        def camera():
            if not works[0]:
                raise OSError("unplugged")
            return JPEG

        b = self.started({"front": camera})
        b.looks_ms = 60_000
        time.sleep(1)
        told = [each for each in b.events if each[0] == "picture_failed"]
        self.assertEqual(told, [("picture_failed", {"camera": "front", "message": "unplugged"})])
        works[0] = True
        until(lambda: len(b.pictures) > 0)
        works[0] = False
        until(lambda: [kind for kind, _ in b.events].count("picture_failed") == 2)

    def test_a_camera_is_never_asked_twice_at_once(self) -> None:
        asked, go = [], threading.Event()

        def camera():
            asked.append(1)
            go.wait(5)
            return JPEG

        taker, got = pictures.Taker(camera), []
        threads = [threading.Thread(target=lambda: got.append(taker.take())) for _ in range(4)]
        for thread in threads:
            thread.start()
        time.sleep(0.05)
        go.set()
        for thread in threads:
            thread.join(5)
        self.assertEqual((len(asked), got), (1, [JPEG] * 4))
        taker.take()
        self.assertEqual(len(asked), 2, "what it gave before is not given again")

    def test_names_that_the_server_refuses_heartbeats_for_are_refused_at_once(self) -> None:
        for names in (["a", "b", "c", "d", "e"], ["front/1"], [""], ["x" * 33], [3]):
            with self.assertRaises(ValueError):
                Filmed({name: lambda: JPEG for name in names})


if __name__ == "__main__":
    unittest.main()
