"""The agent against a server of a few fields and a clock that moves when told, case by case as sdk/agent/agent.test.ts has them."""

import threading
import unittest
from contextlib import redirect_stderr
from io import StringIO

from .bench import LEASE_MS, Bench, session


class AgentTest(unittest.TestCase):
    def test_does_nothing_without_a_session(self) -> None:
        b = Bench()
        b.agent.beat()
        b.steps(5)
        self.assertEqual((b.done, b.agent.summary["steps"]), ([], 0))
        self.assertEqual((b.sent[0]["mode"], b.sent[0]["state"], "sessionId" in b.sent[0]), ("dry_run", "idle", False))

    def test_in_a_dry_run_the_policy_runs_and_nothing_moves(self) -> None:
        b = Bench()
        b.session = session("dry_run", 1)
        b.agent.beat()
        b.steps(10)
        b.agent.beat()
        self.assertEqual(b.done, [])
        self.assertEqual((b.agent.summary["steps"], b.agent.summary["appliedSteps"]), (9, 0))
        self.assertEqual(b.sent[1], {**b.sent[1], "sessionId": "s", "mode": "dry_run", "state": "running", "steps": 9})

    def test_in_a_dry_run_it_tells_how_far_each_joint_would_go_at_once_if_its_driver_knows(self) -> None:
        b = Bench()
        b.session = session("dry_run", 1)
        b.agent.beat()
        b.steps(3)
        b.agent.beat()
        self.assertNotIn("firstMove", b.sent[-1])
        b.move_of = lambda row, seen: [to - at for to, at in zip(row, seen["joints"])]
        b.steps(1)
        b.agent.beat()
        self.assertEqual(b.sent[-1]["firstMove"], [0.1])
        b.session = session("apply_actions", 2)
        b.agent.beat()
        b.steps(5)
        b.agent.beat()
        self.assertNotIn("firstMove", b.sent[-1])
        b.session = session("dry_run", 3, "t")
        b.agent.beat()
        b.agent.beat()
        self.assertEqual((b.sent[-1]["sessionId"], "firstMove" in b.sent[-1]), ("t", False))

    def test_after_its_last_action_the_arm_rests_which_is_no_safe_stop_and_the_server_hears_of_it_at_once(self) -> None:
        b = Bench()
        b.session = session("dry_run", 1)
        b.agent.beat()
        b.steps(2)
        b.session = {**session("apply_actions", 2), "modeSince": 2, "actionBudget": 3}
        b.agent.beat()
        b.agent._nudge.clear()
        b.steps(10)
        self.assertEqual(b.done, ["act", "act", "act", "safe_stop actions_ended"])
        self.assertIn(("fell", "actions_ended"), b.events)
        self.assertTrue(b.agent._nudge.is_set(), "the heartbeat does not wait for its time")
        self.assertEqual((b.agent.summary["appliedSteps"], b.agent.summary["safeStops"]), (3, 0))
        # More time for the same promotion gives no more actions; another promotion has its own.
        b.session = {**session("apply_actions", 3), "modeSince": 2, "actionBudget": 3}
        b.agent.beat()
        b.steps(5)
        self.assertEqual(len(b.done), 4)
        b.session = {**session("apply_actions", 5), "modeSince": 9, "actionBudget": 1}
        b.agent.beat()
        b.steps(5)
        self.assertEqual(b.done[4:], ["act", "safe_stop actions_ended"])

    def test_the_way_to_the_server_is_no_latency_of_a_policy_that_has_yet_to_infer(self) -> None:
        b = Bench()
        b.session = session("dry_run", 1)
        for _ in range(2):
            b.agent.beat()
        self.assertEqual((b.sent[-1]["sessionId"], "roundTripMs" in b.sent[-1]), ("s", False))
        b.steps(3)
        b.agent.beat()
        self.assertTrue({"inferenceMs", "roundTripMs"} <= set(b.sent[-1]))

    def test_reports_the_rate_of_its_mean_period(self) -> None:
        b = Bench()
        b.session = session("dry_run", 1)
        b.agent.beat()
        b.steps(60)
        b.now -= 39
        b.steps(2)
        b.agent.beat()
        self.assertTrue(24 < b.sent[-1]["controlHz"] < 27)

    def test_applies_after_a_promotion_and_never_a_row_planned_before_it(self) -> None:
        b = Bench().applying()
        self.assertIn("act", b.done)
        self.assertLess(b.agent.summary["appliedSteps"], b.agent.summary["steps"])
        b.agent.beat()
        self.assertEqual((b.sent[-1]["mode"], b.sent[-1]["state"], b.sent[-1]["intervalMs"]), ("apply_actions", "applying", 250))

    def test_a_promotion_that_another_thread_saw_first_applies_no_old_row_either(self) -> None:
        b = Bench()
        b.session = session("dry_run", 1)
        b.agent.beat()
        b.steps(3)
        b.session = session("apply_actions", 2)
        b.agent.beat()
        b.agent.follow()  # The watching thread.
        b.steps(1)
        self.assertEqual(b.done, [])
        b.steps(1)
        self.assertEqual(b.done, ["act"])

    def test_cut_off_it_falls_back_by_itself_and_rests_once(self) -> None:
        b = Bench().applying()
        b.reachable = False
        b.agent.beat()
        b.now += LEASE_MS
        b.done.clear()
        b.steps(10)
        self.assertEqual(b.done, ["safe_stop lease_lapsed"])
        self.assertFalse(b.agent.applying)
        self.assertIn(("fell", "lease_lapsed"), b.events)
        b.reachable = True
        b.agent.beat()
        self.assertEqual((b.sent[-1]["mode"], b.sent[-1]["safeStops"]), ("dry_run", 1))
        b.steps(10)
        self.assertEqual(b.done, ["safe_stop lease_lapsed"])

    def test_no_action_after_the_lease_whatever_the_order(self) -> None:
        b = Bench().applying()
        b.reachable = False
        b.now += LEASE_MS - 400
        before = len(b.done)
        b.steps(5)
        self.assertGreater(len(b.done), before)
        b.now += 400
        b.done.clear()
        b.steps(50)
        self.assertNotIn("act", b.done)

    def test_a_lease_that_ends_during_an_inference_applies_nothing(self) -> None:
        b = Bench().applying()
        b.done.clear()

        def long_inference():
            b.now += LEASE_MS
            b.during_infer = lambda: None

        b.during_infer = long_inference
        b.steps(20)
        self.assertEqual(b.done[-1], "safe_stop lease_lapsed")
        self.assertEqual(b.done.count("safe_stop lease_lapsed"), 1)

    def test_a_stop_rests_at_once_and_is_acknowledged_then_with_motion_zero(self) -> None:
        b = Bench().applying()
        b.moving = True
        b.session, b.stop = session("dry_run", 3), {"id": "c1", "sessionId": "s", "version": 3, "sentAt": 0}
        b.done.clear()
        b.agent.beat()
        self.assertEqual(b.done, ["safe_stop software_stop"])
        b.steps(3)
        b.agent.beat()
        ack = {"commandId": "c1", "sessionId": "s", "version": 3, "motionZero": False}
        self.assertEqual((b.sent[-1]["state"], b.sent[-1]["ack"]), ("safe_stop", ack))
        b.moving = False
        b.steps(2)
        b.stop = None
        b.agent.beat()
        self.assertTrue(b.sent[-1]["ack"]["motionZero"])
        b.agent.beat()
        self.assertNotIn("ack", b.sent[-1])
        self.assertEqual(b.done, ["safe_stop software_stop"])

    def test_begun_anew_it_goes_on_with_nothing_that_was_promoted_before(self) -> None:
        b = Bench()
        b.session = session("apply_actions", 2)
        for _ in range(5):
            b.agent.beat()
            b.steps(8)
        self.assertNotIn("sessionId", b.sent[0], "so the server knows that it begins")
        self.assertEqual((b.done, b.sent[-1]["mode"], b.agent.summary["appliedSteps"]), ([], "dry_run", 0))

    def test_a_demotion_is_no_incident(self) -> None:
        b = Bench().applying()
        b.session = session("dry_run", 3)
        b.done.clear()
        b.agent.beat()
        b.steps(3)
        self.assertEqual((b.done, b.agent.summary["safeStops"]), (["safe_stop demoted"], 0))

    def test_a_callback_that_raises_is_a_fault(self) -> None:
        b = Bench().applying()
        b.broken = "motor 3"
        b.done.clear()
        b.steps(5)
        b.agent.beat()
        self.assertEqual(b.done, ["safe_stop fault"])
        self.assertEqual((b.sent[-1]["state"], b.sent[-1]["message"], b.sent[-1]["mode"]), ("fault", "motor 3", "dry_run"))
        self.assertEqual((b.agent.summary["ok"], b.agent.summary["errors"]), (False, ["motor 3"]))

    def test_a_revoked_credential_ends_everything(self) -> None:
        b = Bench().applying()
        b.refuses = "unknown_key"
        self.assertFalse(b.agent.beat())
        b.steps(1)
        self.assertFalse(b.agent.applying)
        self.assertIn(("refused", "unknown_key"), b.events)

    def test_counters_start_again_with_another_session_and_the_sequence_never_repeats(self) -> None:
        b = Bench().applying()
        b.session = session("dry_run", 1, "t")
        b.agent.beat()
        self.assertEqual([b.agent.summary[name] for name in ("steps", "appliedSteps", "safeStops")], [0, 0, 0])
        seqs = [beat["seq"] for beat in b.sent]
        self.assertEqual(seqs, list(range(seqs[0], seqs[0] + len(seqs))))
        self.assertGreater(seqs[0], 5_000)

    def test_an_action_that_hangs_does_not_keep_the_arm_from_being_stopped(self) -> None:
        b = Bench().applying()
        hanging, acted = threading.Event(), threading.Event()
        self.addCleanup(hanging.set)

        def act(_row):
            acted.set()
            hanging.wait(10)

        b.act = act
        loop = threading.Thread(target=b.steps, args=(2,))
        loop.start()
        acted.wait(5)
        b.done.clear()
        b.stop = {"id": "c1", "sessionId": "s", "version": 3, "sentAt": 0}
        b.agent.beat()
        self.assertEqual(b.done, ["safe_stop software_stop"])
        hanging.set()
        loop.join()

    def test_a_listener_that_raises_changes_nothing(self) -> None:
        b = Bench()
        b.agent._on_event = lambda *_: 1 / 0
        with redirect_stderr(StringIO()) as told:
            self.assertTrue(b.applying().agent.applying)
        self.assertIn("on_event failed", told.getvalue())


if __name__ == "__main__":
    unittest.main()
