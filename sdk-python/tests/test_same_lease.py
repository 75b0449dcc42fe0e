"""The leases of both agents decide alike, whatever comes in whatever order."""

import json
import random
import subprocess
import unittest

from reflex.agent.answer import StopCommand, read_instruction
from reflex.agent.lease import Lease

from .live import NODE, ROOT

SESSIONS = ("s", "t")


class World:
    """Somebody's day: mostly sensible orders, late and odd ones among them."""

    def __init__(self, chance: random.Random) -> None:
        self.chance, self.now, self.versions = chance, 0, {each: 1 for each in SESSIONS}

    def op(self):
        chance = self.chance
        self.now += chance.choice((1, 40, 40, 40, 250, 250, 250, 1000, 3500))
        session = chance.choice("sssssssst")
        self.versions[session] += chance.choice((0, 0, 1))
        version = max(1, self.versions[session] - chance.choice((0, 0, 0, 0, 0, 0, 1, 3)))
        kind = chance.choice((*("accept", "update") * 5, "spend", "spend", "may apply", "stop", "give up"))
        if kind == "accept":
            return ["accept", self.answer(session, version), self.now - chance.choice((5, 200, 2500)), self.now]
        if kind == "stop":
            return ["stop", {"commandId": chance.choice("abc"), "sessionId": session, "version": version}]
        return [kind] if kind in ("give up", "spend") else [kind, self.now]

    def answer(self, session, version):
        chance = self.chance
        facts = {
            "sessionId": session,
            "version": version,
            "status": chance.choice((*("active",) * 9, "authorized", "closed", "odd")),
            "mode": chance.choice(("apply_actions", "apply_actions", "apply_actions", "dry_run", None)),
            "modeSince": version // 3,
            "actionBudget": chance.choice((None, None, 1, 2, 5)),
            "leaseExpiresAt": 10_000_000 + self.now + chance.choice((3000, 3000, 3000, -5)),
            "budgetEndsAt": chance.choice((None, 10_000_000 + self.now + 60_000, 10_000_000 + self.now + 100)),
        }
        stop = {"id": chance.choice("abc"), "sessionId": session, "version": version}
        return {
            "serverTime": 10_000_000 + self.now,
            "session": chance.choice((*(facts,) * 15, None)),
            "stop": chance.choice((*(None,) * 15, stop)),
        }


def odd_answers(chance: random.Random):
    values = [None, True, False, 0, 7, -1, "x", "7", [], {}, {"sessionId": "s"}]
    for _ in range(400):
        answer = World(chance).answer("s", 3)
        parts = [answer, *(part for part in (answer["session"], answer["stop"]) if part)]
        for _ in range(chance.randint(0, 3)):
            part = chance.choice(parts)
            name = chance.choice(list(part))
            if chance.random() < 0.3:
                del part[name]
            else:
                part[name] = chance.choice(values)
            if not part:
                parts.remove(part)
        yield answer


def ours(ops):
    lease, results = Lease(), []
    for what, *args in ops:
        result = None
        if what == "accept":
            lease.accept(read_instruction(args[0]), args[1], args[2])
        elif what == "stop":
            result = lease.stop(StopCommand(args[0]["commandId"], args[0]["sessionId"], args[0]["version"]))
        elif what == "give up":
            lease.give_up()
        elif what == "spend":
            lease.spend()
        elif what == "may apply":
            result = lease.may_apply(args[0])
        else:
            result = list(lease.update(args[0]))
        results.append(result)
    return results


def read(answer):
    """As the other agent writes what it has read."""
    session, stop = read_instruction(answer)
    facts = None
    if session is not None:
        facts = {**session._asdict(), "leaseMs": session.lease_ms, "actionBudget": session.action_budget}
        del facts["lease_ms"], facts["action_budget"]
    return {"session": facts, "stop": stop and {"commandId": stop.command_id, "sessionId": stop.session_id, "version": stop.version}}


class SameLease(unittest.TestCase):
    def test_they_are_the_same(self) -> None:
        chance = random.Random(20_250)
        worlds = [World(chance) for _ in range(1_500)]
        runs = [[world.op() for _ in range(40)] for world in worlds]
        answers = list(odd_answers(chance))
        words = [NODE, str(ROOT / "sdk-python/tests/lease.mjs")]
        ran = subprocess.run(
            words, input=json.dumps({"runs": runs, "answers": answers}), cwd=ROOT, capture_output=True, text=True, check=True
        )
        theirs = json.loads(ran.stdout)
        for ops, wanted in zip(runs, theirs["runs"]):
            mine = ours(ops)
            if mine != wanted:
                at = next(at for at, (one, other) in enumerate(zip(mine, wanted)) if one != other)
                self.fail(f"{mine[at]} here, {wanted[at]} there, after {json.dumps(ops[: at + 1])}")
        for answer, wanted in zip(answers, theirs["answers"]):
            self.assertEqual(read(answer), wanted, answer)
        updates = [result for run in theirs["runs"] for result in run if isinstance(result, list)]
        self.assertEqual({fell for _, _, fell in updates}, {None, "lease_lapsed", "actions_ended", "software_stop", "demoted", "session_closed", "fault"})
        self.assertGreater(sum(started for _, started, _ in updates), 500, "they did apply")


if __name__ == "__main__":
    unittest.main()
