import { expect, test } from "vitest";

import type { Outcome } from "./events";
import { goodFacts, now } from "./facts.testing";
import { step } from "./rules";
import { dry, events, fresh, states } from "./states.testing";

test.each([
  ["fresh", fresh, 7, true],
  ["of the last millisecond", { ...fresh, issuedAt: now - 9_999, expiresAt: now + 1 }, 7, true],
  ["ten seconds old", { ...fresh, issuedAt: now - 10_000, expiresAt: now }, 7, false],
  ["from the future", { ...fresh, issuedAt: now + 1, expiresAt: now + 10_001 }, 7, false],
  ["used", { ...fresh, used: true }, 7, false],
  ["of somebody else", { ...fresh, ofCaller: false }, 7, false],
  ["for an earlier version", { ...fresh, sessionVersion: 6 }, 7, false],
  ["shown with another version", fresh, 6, false],
  ["missing", "missing" as const, 7, false],
] as const)("an intent %s", (_name, intent, seenVersion, isOk) => {
  const { outcome, session } = step(dry, { ...events.promote, intent, seenVersion });
  expect(outcome.ok).toBe(isOk);
  expect(session.mode).toBe(isOk ? "apply_actions" : "dry_run");
  if (!outcome.ok) expect(outcome.reason).toBe("stale_intent");
});

const unmetOf = (outcome: Outcome) => (outcome.ok ? [] : outcome.unmet);
const stale = { ...events.promote, intent: { ...fresh, used: true }, seenVersion: 7 };

test("a promote begins applying with a lease and the budget that was chosen", () => {
  const { session, effects } = step(dry, { ...events.promote, budgetMs: 30_000 });
  expect(session).toEqual({
    ...dry,
    mode: "apply_actions",
    version: 8,
    modeSince: now,
    leaseExpiresAt: now + 3_000,
    budgetEndsAt: now + 30_000,
  });
  expect(effects).toEqual([
    {
      kind: "change",
      action: "session.promote",
      reason: null,
      before: { status: "active", mode: "dry_run", version: 7 },
      after: { status: "active", mode: "apply_actions", version: 8 },
    },
  ]);
});

test("a promote without a fresh intent is told so, with all that is unmet besides", () => {
  const { session, outcome } = step(dry, { ...stale, facts: { ...goodFacts, safeStop: null } });
  expect(session).toBe(dry);
  expect(unmetOf(outcome).map(({ code }) => code)).toEqual(["stale_intent", "no_safe_stop"]);
});

test.each([
  ["promoted with it", { hasPromoted: true }, "promoted_already"],
  ["did not promote with it", { hasPromoted: false }, "stale_intent"],
  ["is not the one whose it is", { hasPromoted: true, ofCaller: false }, "stale_intent"],
])("a used intent of a caller who %s", (_who, more, code) => {
  const [told] = unmetOf(step(dry, { ...stale, intent: { ...fresh, used: true, ...more } }).outcome);
  expect(told?.code).toBe(code);
  // Both are sentences for a person who stands there.
  for (const text of [told?.message, told?.fix]) expect(text).toMatch(/^[A-Z].*\.$/);
});

test.each([[null], ["missing" as const]])("a promote of an older view is stale, with an intent of %s too", (intent) => {
  const { outcome } = step(dry, { ...events.promote, intent, seenVersion: 6 });
  expect(unmetOf(outcome).map(({ code }) => code)).toEqual(["stale_intent"]);
});

test("a stop that the robot has not confirmed, of this session or another, bars a promote", () => {
  const other = step(dry, { ...events.promote, facts: { ...goodFacts, robotStopPending: true } });
  for (const { outcome } of [other, step(states.stopping, events.promote)]) {
    expect(outcome).toMatchObject({ ok: false, reason: "not_ready" });
    expect(unmetOf(outcome).map(({ code }) => code)).toEqual(["stop_unconfirmed"]);
  }
});

test("a promote that meets the end of what it was to follow is told so, and promotes nothing", () => {
  const { session, outcome } = step(states.leaseOver, events.promote);
  expect(session.mode).toBe("dry_run");
  const unmet = unmetOf(outcome);
  expect(unmet.map(({ code }) => code)).toEqual(["session_changed"]);
  for (const text of [unmet[0]?.message, unmet[0]?.fix]) expect(text).toMatch(/^[A-Z].*\.$/);
});
