import { expect, test } from "vitest";

import { goodFacts, now, second } from "./facts.testing";
import type * as Rules from "./events";
import { step } from "./rules";
import { newSession, unusedAfterMs, clampBudget, leaseMs, type Session, type Stop } from "./state";

const events = {
  heartbeat: {
    ...{ kind: "heartbeat", now, intervalMs: second, health: "ok", goodbye: false },
    ...{ fellBack: false, renewsLease: true, ack: null },
  },
  promote: { kind: "promote", now, intent: null, seenVersion: null, budgetMs: 600_000, intervalMs: second, facts: goodFacts },
  demote: { kind: "demote", now, reason: null },
  stop: { kind: "stop", now, sentAt: now - 50, reason: null },
  ack: { kind: "ack", now, ack: { version: 7, motionZero: true } },
  extendBudget: { kind: "extendBudget", now, budgetMs: 900_000, seenVersion: 7 },
  close: { kind: "close", now, reason: "operator_closed" },
  tick: { kind: "tick", now },
} satisfies Record<Rules.Event["kind"], Rules.Event>;

const base: Session = { ...newSession(now - 60_000), version: 7 };
const dry: Session = { ...base, status: "active", lastHeartbeatAt: now - second };
const pending: Stop = {
  ...{ version: 7, pressedAt: now - 300, sentAt: now - 300, acceptedAt: now - 250 },
  ...{ acknowledgedAt: null, motionZeroAt: null, requests: 1 },
};
const states = {
  authorized: base,
  dry,
  applying: { ...dry, mode: "apply_actions", leaseExpiresAt: now + 2_000, budgetEndsAt: now + 60_000 },
  leaseOver: { ...dry, mode: "apply_actions", leaseExpiresAt: now, budgetEndsAt: now + 60_000 },
  budgetOver: { ...dry, mode: "apply_actions", leaseExpiresAt: now + 2_000, budgetEndsAt: now },
  stopping: { ...dry, stop: pending },
  stopped: { ...dry, stop: { ...pending, acknowledgedAt: now - 100, motionZeroAt: now - 50 } },
  unused: { ...base, createdAt: now - unusedAfterMs },
  closed: { ...dry, status: "closed", endedAt: now - second, closeReason: "operator_closed" },
  closedStopping: { ...dry, status: "closed", endedAt: now - second, closeReason: "x", stop: pending },
} satisfies Record<string, Session>;

/** Every state by every event: status, mode, changes of version, effects, refusal. A new state or event needs a row. */
const table: Record<keyof typeof states, Record<keyof typeof events, string>> = {
  authorized: {
    heartbeat: "active dry +1 activate",
    promote: "authorized dry +0 ! not_ready",
    demote: "authorized dry +0",
    stop: "authorized dry +1 stop requested evidence",
    ack: "authorized dry +0",
    extendBudget: "authorized dry +0 ! not_applying",
    close: "closed dry +1 close receipt",
    tick: "authorized dry +0",
  },
  dry: {
    heartbeat: "active dry +0",
    promote: "active APPLY +1 promote",
    demote: "active dry +0",
    stop: "active dry +1 stop requested evidence",
    ack: "active dry +0",
    extendBudget: "active dry +0 ! not_applying",
    close: "closed dry +1 close receipt",
    tick: "active dry +0",
  },
  applying: {
    heartbeat: "active APPLY +0",
    promote: "active APPLY +0 ! not_ready",
    demote: "active dry +1 demote evidence",
    stop: "active dry +1 stop requested evidence",
    ack: "active APPLY +0",
    extendBudget: "active APPLY +1 extendBudget",
    close: "closed dry +2 stop requested evidence close receipt",
    tick: "active APPLY +0",
  },
  leaseOver: {
    heartbeat: "active dry +1 demote evidence",
    promote: "active dry +1 demote evidence ! not_ready",
    demote: "active dry +1 demote evidence",
    stop: "active dry +2 demote evidence stop requested evidence",
    ack: "active dry +1 demote evidence",
    extendBudget: "active dry +1 demote evidence ! stale_version",
    close: "closed dry +2 demote evidence close receipt",
    tick: "active dry +1 demote evidence",
  },
  budgetOver: {
    heartbeat: "active dry +1 demote evidence",
    promote: "active dry +1 demote evidence ! not_ready",
    demote: "active dry +1 demote evidence",
    stop: "active dry +2 demote evidence stop requested evidence",
    ack: "active dry +1 demote evidence",
    extendBudget: "active dry +1 demote evidence ! stale_version",
    close: "closed dry +2 demote evidence close receipt",
    tick: "active dry +1 demote evidence",
  },
  stopping: {
    heartbeat: "active dry +0",
    promote: "active dry +0 ! not_ready",
    demote: "active dry +0",
    stop: "active dry +0",
    ack: "active dry +0 acknowledged motion_zero",
    extendBudget: "active dry +0 ! not_applying",
    close: "closed dry +1 close receipt",
    tick: "active dry +0",
  },
  stopped: {
    heartbeat: "active dry +0",
    promote: "active APPLY +1 promote",
    demote: "active dry +0",
    stop: "active dry +1 stop requested evidence",
    ack: "active dry +0",
    extendBudget: "active dry +0 ! not_applying",
    close: "closed dry +1 close receipt",
    tick: "active dry +0",
  },
  unused: {
    heartbeat: "closed dry +1 close receipt",
    promote: "closed dry +1 close receipt ! not_ready",
    demote: "closed dry +1 close receipt",
    stop: "closed dry +1 close receipt requested",
    ack: "closed dry +1 close receipt",
    extendBudget: "closed dry +1 close receipt ! closed",
    close: "closed dry +1 close receipt",
    tick: "closed dry +1 close receipt",
  },
  closed: {
    heartbeat: "closed dry +0",
    promote: "closed dry +0 ! not_ready",
    demote: "closed dry +0",
    stop: "closed dry +0 requested",
    ack: "closed dry +0",
    extendBudget: "closed dry +0 ! closed",
    close: "closed dry +0",
    tick: "closed dry +0",
  },
  closedStopping: {
    heartbeat: "closed dry +0",
    promote: "closed dry +0 ! not_ready",
    demote: "closed dry +0",
    stop: "closed dry +0",
    ack: "closed dry +0 acknowledged motion_zero",
    extendBudget: "closed dry +0 ! closed",
    close: "closed dry +0",
    tick: "closed dry +0",
  },
};

function describe(before: Session, { session, effects, outcome }: Rules.Step): string {
  const words = effects.map((effect) => {
    if (effect.kind === "change") return effect.action.replace("session.", "");
    if (effect.kind === "stopFact") return effect.fact;
    return effect.kind === "writeReceipt" ? "receipt" : "evidence";
  });
  const mode = session.mode === "apply_actions" ? "APPLY" : "dry";
  const refusal = outcome.ok ? [] : ["!", outcome.reason];
  return [session.status, mode, `+${session.version - before.version}`, ...words, ...refusal].join(" ");
}

for (const state of Object.keys(states) as (keyof typeof states)[]) {
  test.each(Object.keys(events) as (keyof typeof events)[])(`${state} x %s`, (event) => {
    expect(describe(states[state], step(states[state], events[event]))).toBe(table[state][event]);
  });
}

test("a stop asks to be echoed with the version it made", () => {
  const { session } = step(states.applying, events.stop);
  expect(session.stop?.version).toBe(session.version);
  expect(session.stop).toMatchObject({ sentAt: now - 50, acceptedAt: now });
});

test("a press sent again after its acknowledgement is the same stop, unless actions are applied", () => {
  const again = { ...events.stop, sentAt: now - 300 };
  const { session } = step(states.stopped, again);
  expect(session).toMatchObject({ version: 7, stop: { acknowledgedAt: now - 100, requests: 2 } });
  const applying = { ...states.applying, stop: states.stopped.stop };
  const stopped = step(applying, again).session;
  expect(stopped).toMatchObject({ mode: "dry_run", version: 8, stop: { acknowledgedAt: null, requests: 1 } });
});

test("a stop cannot have been sent after it was accepted", () => {
  const { session } = step(states.applying, { ...events.stop, sentAt: now + 5_000 });
  expect(session.stop?.sentAt).toBe(now);
});

test.each([
  ["leaseOver", "lease_expired"],
  ["budgetOver", "budget_ended"],
] as const)("%s says why it fell back", (state, reason) => {
  expect(step(states[state], events.tick).effects[0]).toMatchObject({ kind: "change", reason });
});

const fresh: Rules.Intent = { sessionVersion: 7, issuedAt: now, expiresAt: now + 10_000, used: false, hasPromoted: false, ofCaller: true };

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
  const { outcome, session } = step(states.dry, { ...events.promote, intent, seenVersion });
  expect(outcome.ok).toBe(isOk);
  expect(session.mode).toBe(isOk ? "apply_actions" : "dry_run");
  if (!outcome.ok) expect(outcome.reason).toBe("stale_intent");
});

test("the lease is three reports long, within its bounds", () => {
  expect([100, 500, 1_000, 2_000, 60_000].map(leaseMs)).toEqual([1_500, 1_500, 3_000, 6_000, 6_000]);
});

test("a budget is kept within its bounds, whatever it is", () => {
  expect([0, -1, NaN, Infinity, 20_000, 1e15].map(clampBudget)).toEqual([
    10_000, 10_000, 600_000, 600_000, 20_000, 14_400_000,
  ]);
});
