"""The lease, case by case as sdk/agent/lease.test.ts has them."""

import unittest

from reflex.agent.answer import Instruction, Session, StopCommand, read_instruction
from reflex.agent.lease import Change, Lease


def applying(version, lease_ms, session_id="s", stop=None):
    return Instruction(Session(session_id, "active", "apply_actions", version, lease_ms), stop)


def dry(version, session_id="s"):
    return Instruction(Session(session_id, "active", "dry_run", version, 0), None)


def stop(version, command_id="c", session_id="s"):
    return StopCommand(command_id, session_id, version)


class LeaseTest(unittest.TestCase):
    def setUp(self) -> None:
        self.lease = Lease()

    def test_nothing_before_the_server_said_so_nor_in_a_dry_run(self) -> None:
        self.assertFalse(self.lease.may_apply(0))
        self.lease.accept(dry(1), 0, 5)
        self.assertEqual(self.lease.update(5), Change(False, False, None))

    def test_counts_from_the_sending_of_the_heartbeat_and_each_answer_renews_it(self) -> None:
        self.lease.accept(applying(2, 3000), 1000, 2500)
        self.assertTrue(self.lease.may_apply(3999))
        self.assertFalse(self.lease.may_apply(4000))
        self.lease.accept(applying(2, 3000), 3000, 3010)
        self.assertTrue(self.lease.may_apply(5999))

    def test_once_lapsed_only_another_promotion_brings_it_back(self) -> None:
        self.lease.accept(applying(2, 3000), 0, 10)
        self.assertTrue(self.lease.update(100).started)
        self.assertEqual(self.lease.update(3000), Change(False, False, "lease_lapsed"))
        self.lease.accept(applying(2, 3000), 3100, 3110)
        self.assertEqual(self.lease.update(3120), Change(False, False, None))
        self.lease.accept(applying(4, 3000), 4000, 4010)
        self.assertTrue(self.lease.update(4020).started)

    def test_a_lease_that_ran_out_unnoticed_stays_run_out(self) -> None:
        self.lease.accept(applying(2, 3000), 0, 10)
        self.lease.update(100)
        self.lease.accept(applying(2, 3000), 5000, 5010)
        self.assertEqual(self.lease.update(5020).fell, "lease_lapsed")

    def test_the_first_cause_is_the_one_that_is_told(self) -> None:
        self.lease.accept(applying(2, 3000), 0, 10)
        self.lease.update(100)
        self.lease.accept(dry(3), 3000, 3010)
        self.assertEqual(self.lease.update(3020).fell, "lease_lapsed")

    def test_a_stop_ends_it_at_once_is_new_once_and_bars_that_version(self) -> None:
        self.lease.accept(applying(2, 3000), 0, 10)
        self.lease.update(20)
        self.assertTrue(self.lease.stop(stop(3)))
        self.assertFalse(self.lease.stop(stop(3)))
        self.assertEqual(self.lease.update(30).fell, "software_stop")
        self.lease.accept(applying(3, 3000, stop=stop(3)), 40, 50)
        self.assertFalse(self.lease.may_apply(60))
        self.lease.accept(applying(4, 3000, stop=stop(3)), 70, 80)
        self.assertTrue(self.lease.may_apply(90))

    def test_a_stop_first_heard_with_a_later_promotion_bars_that_too(self) -> None:
        self.lease.accept(applying(5, 3000, stop=stop(3)), 0, 10)
        self.assertFalse(self.lease.may_apply(20))

    def test_a_stop_of_another_session_and_an_older_answer_change_nothing(self) -> None:
        self.lease.accept(applying(2, 3000), 0, 10)
        self.lease.stop(stop(9, session_id="other"))
        self.assertTrue(self.lease.may_apply(20))
        self.lease.accept(dry(3), 100, 110)
        self.lease.accept(applying(2, 3000), 50, 120)
        self.assertFalse(self.lease.may_apply(130))

    def test_each_end_says_why(self) -> None:
        closed = Instruction(Session("s", "closed", "apply_actions", 3, 3000), None)
        for reason, instruction in (("demoted", dry(3)), ("session_closed", closed), ("session_closed", Instruction(None, None))):
            lease = Lease()
            lease.accept(applying(2, 3000), 0, 10)
            lease.update(20)
            lease.accept(instruction, 30, 40)
            self.assertEqual(lease.update(50), Change(False, False, reason))

    def test_a_fault_gives_up_this_version_only(self) -> None:
        self.lease.accept(applying(2, 3000), 0, 10)
        self.lease.update(20)
        self.lease.give_up()
        self.assertEqual(self.lease.update(30).fell, "fault")
        self.lease.accept(applying(3, 3000), 40, 50)
        self.assertTrue(self.lease.may_apply(60))

    def test_another_session_has_versions_of_its_own(self) -> None:
        self.lease.accept(applying(9, 3000), 0, 10)
        self.lease.accept(applying(1, 3000, "next"), 20, 30)
        self.assertTrue(self.lease.may_apply(40))


class ReadingTest(unittest.TestCase):
    def test_whatever_is_odd_reads_as_nothing_may_be_applied(self) -> None:
        good = {"sessionId": "s", "status": "active", "mode": "apply_actions", "version": 1, "leaseExpiresAt": 5000, "budgetEndsAt": 4000}
        self.assertEqual(read_instruction({"serverTime": 1000, "session": good}).session.lease_ms, 3000)
        odd = [{**good, "status": "who knows"}, {**good, "mode": "x"}, {**good, "leaseExpiresAt": None}, {**good, "leaseExpiresAt": float("nan")}]
        odd += [{**good, "leaseExpiresAt": True}, {**good, "leaseExpiresAt": "9999999999999"}]
        for session in odd:
            self.assertEqual(read_instruction({"serverTime": 1000, "session": session}).session.lease_ms, 0)
        self.assertEqual(read_instruction({"session": good}).session.lease_ms, 0, "without the server's time")
        for answer in ({}, {"session": 3}, {"session": {"sessionId": "s"}}, {"session": {**good, "version": "1"}}):
            self.assertIsNone(read_instruction(answer).session)


if __name__ == "__main__":
    unittest.main()
