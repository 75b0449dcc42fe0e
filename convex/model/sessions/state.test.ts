import { expect, test } from "vitest";

import { now, second } from "./facts.testing";
import { clampBudget, isStopPending, leaseMs, newSession, nextCheckAt } from "./state";
import { base, dry, pending, states } from "./states.testing";

test("a new session is a dry run that no robot was heard in", () => {
  expect(newSession(now)).toMatchObject({
    status: "authorized",
    mode: "dry_run",
    version: 1,
    createdAt: now,
    modeSince: now,
    lastHeartbeatAt: null,
    leaseExpiresAt: null,
    stop: null,
  });
});

test("the lease is three reports long, within its bounds", () => {
  expect([100, 500, 1_000, 2_000, 60_000].map(leaseMs)).toEqual([1_500, 1_500, 3_000, 6_000, 6_000]);
});

test("a budget is kept within its bounds, whatever it is", () => {
  expect([0, -1, NaN, Infinity, 20_000, 1e15].map(clampBudget)).toEqual([10_000, 10_000, 600_000, 600_000, 20_000, 14_400_000]);
});

test("a stop is pending until the robot has acknowledged it and reported that nothing moves", () => {
  const after = (acknowledgedAt: number | null, motionZeroAt: number | null) =>
    isStopPending({ ...dry, stop: { ...pending, acknowledgedAt, motionZeroAt } });
  expect(isStopPending(dry)).toBe(false);
  expect([after(null, null), after(now, null), after(null, now), after(now, now)]).toEqual([true, true, true, false]);
});

test("a session that nobody uses is looked at half an hour after it was last heard of", () => {
  expect(nextCheckAt(base)).toBe(base.createdAt + 1_800_000);
  expect(nextCheckAt(dry)).toBe(now - second + 1_800_000);
});

test("a session that applies is looked at when its lease or its budget ends, whichever is first", () => {
  const { applying } = states;
  expect(nextCheckAt(applying)).toBe(now + 2_000);
  expect(nextCheckAt({ ...applying, budgetEndsAt: now + 1_000 })).toBe(now + 1_000);
});

test("without a lease or a budget, applying was over when it began", () => {
  const applying = { ...states.applying, modeSince: now - 5_000 };
  expect(nextCheckAt({ ...applying, leaseExpiresAt: null })).toBe(now - 5_000);
  expect(nextCheckAt({ ...applying, budgetEndsAt: null })).toBe(now - 5_000);
});

test("nothing is due in a closed session", () => {
  expect(nextCheckAt(states.closed)).toBeNull();
});
