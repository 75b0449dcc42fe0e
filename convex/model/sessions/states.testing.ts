import type * as Rules from "./events";
import { goodFacts, now, second } from "./facts.testing";
import { newSession, unusedAfterMs, type Session, type Stop } from "./state";

/** One of each kind, as it is when all is well. */
export const events = {
  heartbeat: {
    ...{ kind: "heartbeat", now, intervalMs: second, health: "ok", goodbye: false },
    ...{ fellBack: false, renewsLease: true, ack: null, appliedSteps: 0 },
  },
  promote: {
    ...{ kind: "promote", now, intent: null, seenVersion: null, budgetMs: 600_000 },
    ...{ actionBudget: null, appliedSteps: 0, intervalMs: second, facts: goodFacts },
  },
  demote: { kind: "demote", now, reason: null, isTrouble: false },
  stop: { kind: "stop", now, sentAt: now - 50, reason: null },
  ack: { kind: "ack", now, ack: { version: 7, motionZero: true } },
  extendBudget: { kind: "extendBudget", now, budgetMs: 900_000, seenVersion: 7 },
  close: { kind: "close", now, reason: "operator_closed" },
  tick: { kind: "tick", now },
} satisfies Record<Rules.Event["kind"], Rules.Event>;

export const base: Session = { ...newSession(now - 60_000), version: 7 };
export const dry: Session = { ...base, status: "active", lastHeartbeatAt: now - second };
/** A stop that was accepted and not heard of. */
export const pending: Stop = {
  ...{ version: 7, pressedAt: now - 300, sentAt: now - 300, acceptedAt: now - 250 },
  ...{ acknowledgedAt: null, motionZeroAt: null, requests: 1 },
};
export const states = {
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

/** A permission to promote that was given just now. */
export const fresh: Rules.Intent = {
  sessionVersion: 7,
  issuedAt: now,
  expiresAt: now + 10_000,
  used: false,
  hasPromoted: false,
  ofCaller: true,
};
