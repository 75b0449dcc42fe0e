"""The lease, case by case as sdk/agent/lease.test.ts has them."""

import unittest

from reflex.agent.answer import Instruction, Session, StopCommand, read_instruction
from reflex.agent.lease import Change, Lease


def applying(version, lease_ms, session_id="s", stop=None):
    return Instruction(Session(session_id, "active", "apply_actions", version, lease_ms, None, version), stop)


def dry(version, session_id="s"):
    return Instruction(Session(session_id, "active", "dry_run", version, 0, None, version), None)


def stop(version, command_id="c", session_id="s"):
    return StopCommand(command_id, session_id, version)


def knowing():
    """One that knows the session `s` from its dry run, as every agent does whose session is promoted."""
    lease = Lease()
    lease.accept(dry(1), -1000, -990)
    return lease


class LeaseTest(unittest.TestCase):
    def setUp(self) -> None:
        self.lease = knowing()

    def test_nothing_before_the_server_said_so_nor_in_a_dry_run(self) -> None:
        lease = Lease()
        self.assertFalse(lease.may_apply(0))
        lease.accept(dry(1), 0, 5)
        self.assertEqual(lease.update(5), Change(False, False, None))

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
        closed = Instruction(Session("s", "closed", "apply_actions", 3, 3000, None, 3), None)
        for reason, instruction in (("demoted", dry(3)), ("session_closed", closed), ("session_closed", Instruction(None, None))):
            lease = knowing()
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
        self.lease.accept(dry(1, "next"), 20, 30)
        self.lease.accept(applying(2, 3000, "next"), 40, 50)
        self.assertTrue(self.lease.may_apply(60))

    def test_what_was_promoted_before_it_knew_the_session_is_not_applied(self) -> None:
        for which, lease in (("one that it never knew", Lease()), ("one after another that it knew", knowing())):
            with self.subTest(which):
                lease.accept(applying(7, 3000, "found"), 0, 10)
                self.assertEqual(lease.update(20), Change(False, False, None))
                lease.accept(applying(7, 3000, "found"), 1000, 1010)
                self.assertFalse(lease.may_apply(1020))
                lease.accept(dry(8, "found"), 2000, 2010)
                lease.accept(applying(9, 3000, "found"), 3000, 3010)
                self.assertTrue(lease.may_apply(3020))

    def test_a_stop_of_another_session_does_not_give_back_what_had_lapsed(self) -> None:
        self.lease.accept(applying(2, 3000), 0, 10)
        self.lease.update(20)
        self.assertEqual(self.lease.update(3000).fell, "lease_lapsed")
        for number in range(40):
            self.lease.stop(stop(9, session_id=f"other {number}"))
            self.lease.accept(applying(2, 3000), 3100, 3110)
            self.assertFalse(self.lease.may_apply(3120), number)


class ReadingTest(unittest.TestCase):
    def test_whatever_is_odd_reads_as_nothing_may_be_applied(self) -> None:
        good = {"sessionId": "s", "status": "active", "mode": "apply_actions", "version": 1, "leaseExpiresAt": 5000, "budgetEndsAt": 4000}
        self.assertEqual(read_instruction({"serverTime": 1000, "session": good}).session.lease_ms, 3000)
        odd = [
            {**good, "status": "who knows"},
            {**good, "mode": "x"},
            {**good, "leaseExpiresAt": None},
            {**good, "leaseExpiresAt": float("nan")},
        ]
        odd += [{**good, "leaseExpiresAt": True}, {**good, "leaseExpiresAt": "9999999999999"}]
        for session in odd:
            self.assertEqual(read_instruction({"serverTime": 1000, "session": session}).session.lease_ms, 0)
        self.assertEqual(read_instruction({"session": good}).session.lease_ms, 0, "without the server's time")
        for answer in ({}, {"session": 3}, {"session": {"sessionId": "s"}}, {"session": {**good, "version": "1"}}):
            self.assertIsNone(read_instruction(answer).session)


if __name__ == "__main__":
    unittest.main()
