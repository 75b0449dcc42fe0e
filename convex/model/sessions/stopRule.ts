import { change, dryRun, unchanged } from "./changes";
import type { Ack, Effect, Event, Step } from "./events";
import type { Session } from "./state";

/**
 * Legal in every state. A repeat of an unacknowledged stop is the same stop: its version must stay echoable. So is a
 * repeat that arrives after the acknowledgement, by its `sentAt`; while actions are applied every request is a new stop.
 */
export function stop(session: Session, event: Pick<Extract<Event, { kind: "stop" }>, "now" | "sentAt" | "reason">): Step {
  const { now, reason } = event;
  const isAnswered = session.stop?.pressedAt === event.sentAt && session.mode === "dry_run";
  if (session.stop !== null && (session.stop.acknowledgedAt === null || isAnswered)) {
    return unchanged({ ...session, stop: { ...session.stop, requests: session.stop.requests + 1 } });
  }
  const requested: Effect = { kind: "stopFact", fact: "requested", reason };
  const times = { pressedAt: event.sentAt, sentAt: Math.min(event.sentAt, now), acceptedAt: now };
  const facts = { ...times, acknowledgedAt: null, motionZeroAt: null };
  if (session.status === "closed") {
    // The session is final, but the order still goes out: an arm may move although its session is over.
    const last: Session = { ...session, stop: { ...facts, version: session.version, requests: 1 } };
    return { session: last, effects: [requested], outcome: { ok: true } };
  }
  const to = {
    ...(session.mode === "apply_actions" ? dryRun(now) : {}),
    trialActions: 0,
    stop: { ...facts, version: session.version + 1, requests: 1 },
  };
  return change(session, "session.stop", to, reason, [requested, { kind: "restartEvidence" }]);
}

/** The robot has heard of a stop, and perhaps rests: each is true from its first report on. Of another stop it says nothing. */
export function acknowledge(session: Session, ack: Ack, now: number): Step {
  const pending = session.stop;
  if (pending === null || ack.version !== pending.version) return unchanged(session);
  const effects: Effect[] = [];
  const next = { ...pending };
  if (next.acknowledgedAt === null) {
    next.acknowledgedAt = now;
    effects.push({ kind: "stopFact", fact: "acknowledged", reason: null });
  }
  if (ack.motionZero && next.motionZeroAt === null) {
    next.motionZeroAt = now;
    effects.push({ kind: "stopFact", fact: "motion_zero", reason: null });
  }
  return effects.length === 0 ? unchanged(session) : { session: { ...session, stop: next }, effects, outcome: { ok: true } };
}
