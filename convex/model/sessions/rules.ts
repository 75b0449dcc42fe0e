// The heart: what may happen to a session. Pure: no database, no clock, no randomness; `now` is server time, epoch ms.
// People stand next to these arms, so every doubt is decided towards the dry run.

import { areActionsSpent, trialAfter } from "./actionBudget";
import { change, dryRun, refuse, unchanged } from "./changes";
import type { Event, Step } from "./events";
import type { Condition } from "./condition";
import { promote } from "./promoteRule";
import { clampBudget, leaseMs, nextCheckAt, type Session } from "./state";
import { acknowledge, stop } from "./stopRule";

/** Time first: whatever happens, what has run out by `now` has run out before it. */
export function step(session: Session, event: Event): Step {
  const due = expire(session, event.now);
  // The facts of a promote were gathered for a session that is no longer that one.
  const isOvertaken = event.kind === "promote" && due.effects.length > 0;
  const next = isOvertaken ? refuse(due.session, "not_ready", [overtaken]) : handle(due.session, event);
  return { session: next.session, effects: [...due.effects, ...next.effects], outcome: next.outcome };
}

const overtaken: Condition = {
  code: "session_changed",
  message: "The session fell back or ended at this very moment.",
  fix: "Look at the session again.",
};

function handle(session: Session, event: Event): Step {
  switch (event.kind) {
    case "tick":
      return unchanged(session);
    case "heartbeat":
      return heartbeat(session, event);
    case "promote":
      return promote(session, event);
    case "demote":
      return demote(session, event.now, event.reason, event.isTrouble ? 0 : session.trialActions);
    case "stop":
      return stop(session, event);
    case "ack":
      return acknowledge(session, event.ack, event.now);
    case "extendBudget":
      return extendBudget(session, event);
    case "close":
      return close(session, event.now, event.reason);
    default:
      return event satisfies never;
  }
}

function expire(session: Session, now: number): Step {
  const due = nextCheckAt(session);
  if (due === null || now < due) return unchanged(session);
  if (session.mode === "apply_actions") {
    const budgetOver = now >= (session.budgetEndsAt ?? now);
    const fallen = budgetOver ? demote(session, now, "budget_ended", session.trialActions) : demote(session, now, "lease_expired", 0);
    // A session that nobody looked at for long may be due twice: first the arm, then the session.
    const again = expire(fallen.session, now);
    return { ...again, effects: [...fallen.effects, ...again.effects] };
  }
  return close(session, now, "expired");
}

function heartbeat(session: Session, event: Extract<Event, { kind: "heartbeat" }>): Step {
  if (session.status === "closed") {
    return event.ack === null ? unchanged(session) : acknowledge(session, event.ack, event.now);
  }
  const heard: Session = { ...session, lastHeartbeatAt: event.now };
  const first = heard.status === "authorized" ? change(heard, "session.activate", { status: "active" }, null) : unchanged(heard);
  const acked = event.ack === null ? unchanged(first.session) : acknowledge(first.session, event.ack, event.now);
  const effects = [...first.effects, ...acked.effects];
  if (acked.session.mode !== "apply_actions") return { session: acked.session, effects, outcome: { ok: true } };
  const isSpent = areActionsSpent(acked.session, event.appliedSteps);
  const reason = troubleOf(event, isSpent);
  if (reason !== null || isSpent) {
    const fallen = demote(acked.session, event.now, reason ?? "actions_ended", reason === null ? trialAfter(acked.session) : 0);
    return { ...fallen, effects: [...effects, ...fallen.effects] };
  }
  if (!event.renewsLease) return { session: acked.session, effects, outcome: { ok: true } };
  const renewed = { ...acked.session, leaseExpiresAt: event.now + leaseMs(event.intervalMs) };
  return { session: renewed, effects, outcome: { ok: true } };
}

/** A robot that falls back because its actions are spent does what it was told. */
function troubleOf({ goodbye, fellBack, health }: Extract<Event, { kind: "heartbeat" }>, isSpent: boolean): string | null {
  if (goodbye) return "robot_goodbye";
  if (fellBack && !isSpent) return "robot_fell_back";
  if (health === "fault") return "robot_fault";
  return health === "safe_stop" ? "robot_safe_stop" : null;
}

function demote(session: Session, now: number, reason: string | null, trialActions: number): Step {
  if (session.status === "closed" || session.mode === "dry_run") return unchanged(session);
  return change(session, "session.demote", { ...dryRun(now), trialActions }, reason, [{ kind: "restartEvidence" }]);
}

function extendBudget(session: Session, event: Extract<Event, { kind: "extendBudget" }>): Step {
  if (session.status === "closed") return refuse(session, "closed");
  // Bound to what the operator saw: a request that was held up must not prolong another promotion.
  if (event.seenVersion !== session.version) return refuse(session, "stale_version");
  if (session.mode !== "apply_actions") return refuse(session, "not_applying");
  return change(session, "session.extendBudget", { budgetEndsAt: event.now + clampBudget(event.budgetMs) }, null);
}

/** Stops first if actions are applied, so the arm's way to the dry run is on record before the end. */
function close(session: Session, now: number, reason: string): Step {
  if (session.status === "closed") return unchanged(session);
  const halted = session.mode === "apply_actions" ? stop(session, { now, sentAt: now, reason: "closing" }) : unchanged(session);
  // A pending stop keeps the version it must be echoed with.
  const closed = change(halted.session, "session.close", { status: "closed", ...dryRun(now), endedAt: now, closeReason: reason }, reason, [
    { kind: "writeReceipt" },
  ]);
  return { ...closed, effects: [...halted.effects, ...closed.effects] };
}
