import { describe, expect, test } from "vitest";
import { bench } from "./agent.testing.ts";
import { type Instruction, readInstruction } from "./answer.ts";
import { Lease } from "./lease.ts";

// A promotion may be bound to a number of actions: with the last of them the arm rests, and nothing but another promotion moves it.

const told = (version: number, promotion: number, actionBudget: number | null, mode: "apply_actions" | "dry_run" = "apply_actions") =>
  ({
    session: { id: "s", status: "active", mode, version, leaseMs: 3_000, actionBudget, promotion },
    stop: null,
  }) satisfies Instruction;

/** One that was promoted for `actionBudget` actions, at version 2. */
function promoted(actionBudget: number | null): Lease {
  const lease = new Lease();
  lease.accept(told(1, 1, null, "dry_run"), -1_000, -990);
  lease.accept(told(2, 100, actionBudget), 0, 10);
  lease.update(20);
  return lease;
}

describe("a lease of a number of actions", () => {
  test("lets that many through and not one more", () => {
    const lease = promoted(2);
    for (let action = 0; action < 2; action += 1) {
      expect(lease.mayApply(30)).toBe(true);
      lease.spend();
    }
    expect(lease.mayApply(30)).toBe(false);
    expect(lease.update(30)).toEqual({ applying: false, started: false, fell: "actions_ended" });
    expect(lease.update(40)).toEqual({ applying: false, started: false, fell: null });
  });

  test("any number goes through where none was named", () => {
    const lease = promoted(null);
    for (let action = 0; action < 1_000; action += 1) lease.spend();
    expect(lease.mayApply(30)).toBe(true);
  });

  test("more time for the same promotion gives no more actions, neither before nor after the last", () => {
    const lease = promoted(2);
    lease.spend();
    lease.accept(told(3, 100, 2), 100, 110);
    expect(lease.update(120)).toMatchObject({ applying: true });
    lease.spend();
    lease.accept(told(4, 100, 2), 200, 210);
    expect(lease.update(220)).toMatchObject({ applying: false, fell: "actions_ended" });
    lease.accept(told(5, 100, 2), 300, 310);
    expect(lease.update(320)).toMatchObject({ applying: false });
  });

  test("another promotion counts its own, also when the dry run between was never heard of", () => {
    const lease = promoted(2);
    lease.spend();
    lease.spend();
    lease.update(30);
    lease.accept(told(4, 200, 2), 100, 110);
    expect(lease.update(120)).toMatchObject({ applying: true, started: true });
    lease.spend();
    expect(lease.mayApply(130)).toBe(true);
  });

  test("what is spent while no session is known is of none", () => {
    const lease = new Lease();
    lease.spend();
    lease.accept(told(1, 1, null, "dry_run"), -1_000, -990);
    lease.accept(told(2, 100, 1), 0, 10);
    expect(lease.mayApply(20)).toBe(true);
  });
});

test("the arm is brought to rest after the last action, which is no safe stop, and the server is told at once", async () => {
  const robot = bench();
  const session = { sessionId: "s", status: "active", version: 1, modeSince: 1 };
  robot.server.session = { ...session, mode: "dry_run" };
  await robot.agent.beat();
  await robot.steps(2);
  robot.server.session = { ...session, mode: "apply_actions", version: 2, modeSince: 2, actionBudget: 3 };
  await robot.agent.beat();
  await robot.steps(10);
  expect(robot.done).toEqual(["act", "act", "act", "safeStop actions_ended"]);
  expect(robot.events).toContainEqual({ kind: "fell", reason: "actions_ended" });
  expect(robot.agent.summary).toMatchObject({ appliedSteps: 3, safeStops: 0 });
  await robot.agent.beat();
  await robot.steps(5);
  expect(robot.sent.at(-1)).toMatchObject({ mode: "dry_run", appliedSteps: 3 });
  expect(robot.done).toHaveLength(4);
});

test("an action that failed on its way has been spent", async () => {
  const lease = promoted(1);
  lease.spend();
  expect(lease.mayApply(20)).toBe(false);
  const robot = bench({ act: () => Promise.reject(new Error("motor off")) });
  const session = { sessionId: "s", status: "active", version: 1, modeSince: 1 };
  robot.server.session = { ...session, mode: "dry_run" };
  await robot.agent.beat();
  robot.server.session = { ...session, mode: "apply_actions", version: 2, modeSince: 2, actionBudget: 1 };
  await robot.agent.beat();
  await robot.steps(4);
  expect(robot.done).toEqual(["safeStop fault"]);
});

test.each([
  [{}, 900, null],
  [{ actionBudget: null }, 900, null],
  [{ actionBudget: 50 }, 900, 50],
  [{ actionBudget: "50" }, 0, null],
  [{ actionBudget: Number.NaN }, 0, null],
])("with %j an arm has a lease of %d ms: what is odd lets nothing through", (more, leaseMs, actionBudget) => {
  const session = {
    sessionId: "s",
    status: "active",
    mode: "apply_actions",
    version: 2,
    leaseExpiresAt: 1_900,
    budgetEndsAt: null,
    ...more,
  };
  expect(readInstruction({ serverTime: 1_000, session }).session).toMatchObject({ leaseMs, actionBudget, promotion: 0 });
  expect(readInstruction({ serverTime: 1_000, session: { ...session, modeSince: 7 } }).session).toMatchObject({ promotion: 7 });
});

test("a process that is held up between the look at its lease and the motors does not act when it wakes", async () => {
  let now = 1_000;
  let sleepsAt = Infinity;
  let asked = 0;
  const clock = {
    monotonicMs: () => {
      asked += 1;
      if (asked >= sleepsAt) now += 5_000;
      return now;
    },
    wallMs: () => 5_000 + now,
  };
  const robot = bench({}, { clock });
  const session = { sessionId: "s", status: "active", version: 1, modeSince: 1 };
  robot.server.session = { ...session, mode: "dry_run" };
  await robot.agent.beat();
  robot.server.session = { ...session, mode: "apply_actions", version: 2, modeSince: 2 };
  await robot.agent.beat();
  await robot.steps(3);
  const acted = robot.done.length;
  expect(acted).toBeGreaterThan(0);
  // A step looks at the clock for its rate, at the lease before and after the policy, and once more at the motors.
  sleepsAt = asked + 4;
  await robot.steps(1);
  expect(robot.done).toHaveLength(acted);
});
