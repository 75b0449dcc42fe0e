"""What the agent makes of a push on a socket: it can end applying at once, and never begin or prolong it."""

import threading
import unittest

from .bench import LEASE_MS, Bench, session

STOP = {"id": "c2", "sessionId": "s", "version": 3, "sentAt": 0}


class Pushed(unittest.TestCase):
    def test_a_stop_rests_the_arm_at_once_and_is_acknowledged_by_the_next_heartbeat(self) -> None:
        b = Bench().applying()
        b.done.clear()
        b.agent.push({"ok": True, "session": session("apply_actions", 2), "stop": STOP})
        self.assertEqual((b.done, b.agent.applying), (["safe_stop software_stop"], False))
        self.assertTrue(b.agent._nudge.is_set(), "the heartbeat does not wait for its time")
        b.session, b.stop = session("dry_run", 3), STOP
        b.agent.beat()
        self.assertEqual((b.sent[-1]["state"], b.sent[-1]["ack"]["commandId"]), ("safe_stop", "c2"))
        self.assertEqual((b.done, b.agent.summary["safeStops"]), (["safe_stop software_stop"], 1), "the repeat is the same stop")

    def test_a_demotion_or_a_close_rests_the_arm_at_once(self) -> None:
        for pushed, reason in ((session("dry_run", 3), "demoted"), (None, "session_closed")):
            b = Bench().applying()
            b.done.clear()
            b.agent.push({"ok": True, "session": pushed, "stop": None})
            self.assertEqual((b.done, b.agent.applying), ([f"safe_stop {reason}"], False))

    def test_a_refusal_ends_applying(self) -> None:
        b = Bench().applying()
        b.agent.push({"ok": False, "reason": "unknown_key"})
        self.assertFalse(b.agent.applying)

    def test_a_promotion_applies_nothing_before_a_heartbeat_was_answered(self) -> None:
        b = Bench()
        b.session = session("dry_run", 1)
        b.agent.beat()
        b.steps(3)
        b.agent._nudge.clear()
        far = b.now + 10_000_000 + 60_000
        b.agent.push({"ok": True, "serverTime": b.now, "session": {**session("apply_actions", 2), "leaseExpiresAt": far}, "stop": None})
        b.steps(5)
        self.assertEqual((b.done, b.agent.applying, b.agent._nudge.is_set()), ([], False, True))
        b.session = session("apply_actions", 2)
        b.agent.beat()
        self.assertTrue(b.agent.applying)

    def test_no_push_prolongs_a_lease(self) -> None:
        b = Bench().applying()
        b.reachable = False
        b.now += LEASE_MS - 300
        far = b.now + 10_000_000 + 60_000
        b.agent.push({"ok": True, "serverTime": b.now, "session": {**session("apply_actions", 2), "leaseExpiresAt": far}, "stop": None})
        b.now += 300
        b.done.clear()
        b.steps(5)
        self.assertEqual(b.done, ["safe_stop lease_lapsed"])

    def test_what_is_pushed_late_takes_nothing_back(self) -> None:
        b = Bench().applying()
        b.agent.push({"ok": True, "session": session("dry_run", 1), "stop": None})
        self.assertTrue(b.agent.applying)
        b.session = session("dry_run", 3)
        b.agent.beat()
        b.agent.push({"ok": True, "session": session("apply_actions", 2), "stop": None})
        self.assertFalse(b.agent.applying)

    def test_a_stop_first_heard_with_a_later_promotion_bars_that_too(self) -> None:
        b = Bench().applying()
        b.session, b.stop = session("apply_actions", 5), STOP
        b.agent.beat()
        b.stop = None
        b.agent.beat()
        b.steps(5)
        self.assertFalse(b.agent.applying)

    def test_a_stop_that_is_pushed_while_an_earlier_one_is_told_of_is_told_of_too(self) -> None:
        b = Bench().applying()
        b.session, b.stop = session("dry_run", 3), STOP
        b.agent.beat()
        b.stop = None
        later = {"id": "c3", "sessionId": "s", "version": 4, "sentAt": 0}
        b.during_heartbeat = lambda: b.agent.push({"ok": True, "session": session("dry_run", 4), "stop": later})
        b.agent.beat()
        self.assertEqual(b.sent[-1]["ack"], {"commandId": "c2", "sessionId": "s", "version": 3, "motionZero": True})
        b.during_heartbeat = lambda: None
        b.agent.beat()
        self.assertEqual(b.sent[-1]["ack"], {"commandId": "c3", "sessionId": "s", "version": 4, "motionZero": True})

    def test_a_stop_that_the_server_asks_for_again_is_told_of_again_and_obeyed_once(self) -> None:
        b = Bench().applying()
        b.done.clear()
        b.session, b.stop = session("dry_run", 3), STOP
        b.agent.beat()
        b.stop = None
        b.agent.beat()
        b.agent.beat()
        self.assertNotIn("ack", b.sent[-1])
        b.stop = STOP
        b.agent.beat()
        b.agent.beat()
        self.assertEqual(b.sent[-1]["ack"]["commandId"], "c2")
        self.assertEqual(b.done, ["safe_stop software_stop"])

    def test_an_agent_that_runs_beats_when_it_is_pushed_and_ends_its_socket(self) -> None:
        b = Bench()
        beaten, watched, ended = threading.Semaphore(0), threading.Event(), []
        heartbeat, pushes = b.heartbeat, []

        def counted(fields, timeout_s):
            beaten.release()
            return heartbeat(fields, timeout_s)

        def watch(on_push):
            pushes.append(on_push)
            watched.set()
            return lambda: ended.append(True)

        b.heartbeat, b.watch = counted, watch
        b.agent._interval_ms = b.agent._applying_interval_ms = 60_000
        ending = threading.Event()
        running = threading.Thread(target=b.agent.run, args=(ending,))
        running.start()
        self.assertTrue(watched.wait(5) and beaten.acquire(timeout=5))
        pushes[0]({"ok": True, "session": session("dry_run", 1), "stop": None})
        self.assertTrue(beaten.acquire(timeout=5), "a minute before its time")
        ending.set()
        running.join(10)
        self.assertEqual((running.is_alive(), ended, b.sent[-1].get("goodbye")), (False, [True], True))

    def test_an_interrupt_brings_the_arm_to_rest_and_says_goodbye(self) -> None:
        b = Bench().applying()
        b.done.clear()

        def observe():
            raise KeyboardInterrupt

        b.observe = observe
        with self.assertRaises(KeyboardInterrupt):
            b.agent.run(threading.Event())
        self.assertEqual((b.done, b.sent[-1].get("goodbye"), b.summaries[-1]["steps"] > 0), (["safe_stop session_closed"], True, True))


if __name__ == "__main__":
    unittest.main()
