import { expect, test } from "vitest";

import { now } from "./facts.testing";
import { step } from "./rules";
import { dry, events, states } from "./states.testing";

// How applying ends, and how a session does: what is on record of it, and in which order.

test.each([
  ["leaseOver", "lease_expired"],
  ["budgetOver", "budget_ended"],
] as const)("%s says why it fell back", (state, reason) => {
  const { session, effects } = step(states[state], events.tick);
  expect(session).toEqual({ ...dry, mode: "dry_run", version: 8, modeSince: now, leaseExpiresAt: null, budgetEndsAt: null });
  expect(effects[0]).toEqual({
    kind: "change",
    action: "session.demote",
    reason,
    before: { status: "active", mode: "apply_actions", version: 7 },
    after: { status: "active", mode: "dry_run", version: 8 },
  });
});

test("applying without a budget ends as one whose budget is over", () => {
  expect(step({ ...states.applying, budgetEndsAt: null }, events.tick).effects[0]).toMatchObject({ reason: "budget_ended" });
});

test("a session that nobody looked at for long falls back first, and then ends", () => {
  const { session, effects } = step({ ...states.leaseOver, lastHeartbeatAt: now - 1_800_000 }, events.tick);
  expect(session).toMatchObject({ status: "closed", mode: "dry_run", closeReason: "expired", version: 9 });
  expect(effects.map((effect) => (effect.kind === "change" ? effect.reason : effect.kind))).toEqual([
    "lease_expired",
    "restartEvidence",
    "expired",
    "writeReceipt",
  ]);
});

test("a demote names its reason", () => {
  expect(step(states.applying, { ...events.demote, reason: "lunch" }).effects[0]).toMatchObject({ reason: "lunch" });
});

test("closed is final, even of a row that says that it applies", () => {
  const odd = { ...states.closed, mode: "apply_actions" as const };
  expect(step(odd, events.demote).session).toBe(odd);
});

test("a close keeps when and why", () => {
  const { session, effects } = step(dry, events.close);
  expect(session).toEqual({ ...dry, status: "closed", version: 8, modeSince: now, endedAt: now, closeReason: "operator_closed" });
  expect(effects[0]).toMatchObject({ reason: "operator_closed" });
});

test("a close while actions are applied stops first, and says that it does so to close", () => {
  const { session, effects } = step(states.applying, events.close);
  expect(session).toMatchObject({ status: "closed", version: 9, stop: { version: 8, sentAt: now, acceptedAt: now, acknowledgedAt: null } });
  expect(effects.map((effect) => ("reason" in effect ? effect.reason : effect.kind))).toEqual([
    "closing",
    "closing",
    "restartEvidence",
    "operator_closed",
    "writeReceipt",
  ]);
});

test("a budget is extended from now on, for the promotion that the operator sees", () => {
  const { session, effects } = step(states.applying, events.extendBudget);
  expect(session).toEqual({ ...states.applying, version: 8, budgetEndsAt: now + 900_000 });
  expect(effects).toHaveLength(1);
});

test.each([
  ["closed", "closed", 7],
  ["applying", "stale_version", 6],
  ["dry", "not_applying", 7],
] as const)("a budget is not extended in a session that is %s: %s", (state, reason, seenVersion) => {
  expect(step(states[state], { ...events.extendBudget, seenVersion })).toEqual({
    session: states[state],
    effects: [],
    outcome: { ok: false, reason, unmet: [] },
  });
});
