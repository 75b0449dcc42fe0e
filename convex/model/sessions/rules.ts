// The heart: what may happen to a session. Pure: no database, no clock, no randomness; `now` is server time, epoch ms.
// People stand next to these arms, so every doubt is decided towards the dry run.

import { unmetPromoteConditions, type Condition, type PromoteFacts } from "./promoteConditions";

export type Mode = "dry_run" | "apply_actions";
export type Status = "authorized" | "active" | "closed";

/** A session nobody uses is closed after this silence; as long as a grant lives. */
export const unusedAfterMs = 30 * 60_000;
export const defaultBudgetMs = 600_000;
export const shortestBudgetMs = 10_000;
export const longestBudgetMs = 4 * 3_600_000;
export const intentLifeMs = 10_000;
/** Three missed reports end the lease, within these bounds. */
export const shortestLeaseMs = 1_500;
export const longestLeaseMs = 6_000;

export type Stop = {
  /** The session version the robot must echo. */
  version: number;
  /** `sentAt` as the client said it: the same again is the same press, sent again. */
  pressedAt: number;
  sentAt: number;
  acceptedAt: number;
  acknowledgedAt: number | null;
  motionZeroAt: number | null;
  requests: number;
};

export type Session = {
  status: Status;
  mode: Mode;
  version: number;
  createdAt: number;
  modeSince: number;
  lastHeartbeatAt: number | null;
  leaseExpiresAt: number | null;
  budgetEndsAt: number | null;
  endedAt: number | null;
  closeReason: string | null;
  /** The latest software stop. */
  stop: Stop | null;
};

export type Intent = {
  sessionVersion: number;
  issuedAt: number;
  expiresAt: number;
  used: boolean;
  /** The session was promoted with it: whoever sends it again must not read that nothing happened. */
  hasPromoted: boolean;
  ofCaller: boolean;
};
export type Ack = { version: number; motionZero: boolean };

export type Event =
  | {
      kind: "heartbeat";
      now: number;
      intervalMs: number;
      health: "unknown" | "ok" | "warning" | "fault" | "safe_stop";
      goodbye: boolean;
      /** It had reported that it applies actions, and now reports a dry run: its own clock was first. */
      fellBack: boolean;
      /** False when the message was under way for longer than a lease lasts: it says nothing about now. */
      renewsLease: boolean;
      /** An acknowledgement of this session's stop that travelled with the heartbeat. */
      ack: Ack | null;
    }
  | {
      kind: "promote";
      now: number;
      /** `null`: an API key's direct call, which needs none. */
      intent: Intent | "missing" | null;
      /** The version the caller saw; `null` for an API key. */
      seenVersion: number | null;
      budgetMs: number;
      intervalMs: number;
      /** `robotStopPending`: a stop of any session of this robot that was not acknowledged. */
      facts: Omit<PromoteFacts, "now" | "session" | "stopPending"> & { sessionId: string; robotStopPending: boolean };
    }
  | { kind: "demote"; now: number; reason: string | null }
  | { kind: "stop"; now: number; sentAt: number; reason: string | null }
  | { kind: "ack"; now: number; ack: Ack }
  | { kind: "extendBudget"; now: number; budgetMs: number; seenVersion: number }
  | { kind: "close"; now: number; reason: string }
  | { kind: "tick"; now: number };

/** What the caller does in the same transaction. Every change of version has exactly one `change`. */
export type Effect =
  | { kind: "change"; action: ChangeAction; reason: string | null; before: Seen; after: Seen }
  | { kind: "stopFact"; fact: "requested" | "acknowledged" | "motion_zero"; reason: string | null }
  /** A new dry run begins: evidence gathered before counts no longer. */
  | { kind: "restartEvidence" }
  | { kind: "writeReceipt" };

export type ChangeAction =
  | "session.activate"
  | "session.promote"
  | "session.demote"
  | "session.stop"
  | "session.extendBudget"
  | "session.close";

type Seen = { status: Status; mode: Mode; version: number };

export type Outcome =
  | { ok: true }
  | { ok: false; reason: "stale_intent" | "not_ready" | "closed" | "not_applying" | "stale_version"; unmet: Condition[] };

export type Step = { session: Session; effects: Effect[]; outcome: Outcome };

export function newSession(now: number): Session {
  return {
    status: "authorized",
    mode: "dry_run",
    version: 1,
    createdAt: now,
    modeSince: now,
    lastHeartbeatAt: null,
    leaseExpiresAt: null,
    budgetEndsAt: null,
    endedAt: null,
    closeReason: null,
    stop: null,
  };
}

export const leaseMs = (intervalMs: number) => Math.min(longestLeaseMs, Math.max(shortestLeaseMs, 3 * intervalMs));

/** Until the robot has acknowledged the stop and reported every joint still, nothing else may be applied. */
export const isStopPending = ({ stop }: Session) =>
  stop !== null && (stop.acknowledgedAt === null || stop.motionZeroAt === null);

/** The one question an arm depends on. */
export function mayApply(session: Session, now: number): boolean {
  return (
    session.status === "active" &&
    session.mode === "apply_actions" &&
    !isStopPending(session) &&
    session.leaseExpiresAt !== null &&
    now < session.leaseExpiresAt &&
    session.budgetEndsAt !== null &&
    now < session.budgetEndsAt
  );
}

/** When `tick` has something to do next, `null` for a closed session. */
export function nextCheckAt(session: Session): number | null {
  if (session.status === "closed") return null;
  if (session.mode === "apply_actions") {
    return Math.min(session.leaseExpiresAt ?? session.modeSince, session.budgetEndsAt ?? session.modeSince);
  }
  return (session.lastHeartbeatAt ?? session.createdAt) + unusedAfterMs;
}

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
      return demote(session, event.now, event.reason);
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

const unchanged = (session: Session): Step => ({ session, effects: [], outcome: { ok: true } });
const refuse = (
  session: Session,
  reason: Exclude<Outcome, { ok: true }>["reason"],
  unmet: Condition[] = [],
): Step => ({ session, effects: [], outcome: { ok: false, reason, unmet } });
const seen = ({ status, mode, version }: Session): Seen => ({ status, mode, version });

function change(
  session: Session,
  action: ChangeAction,
  to: Partial<Omit<Session, "version">>,
  reason: string | null,
  more: Effect[] = [],
): Step {
  const next = { ...session, ...to, version: session.version + 1 };
  const effect: Effect = { kind: "change", action, reason, before: seen(session), after: seen(next) };
  return { session: next, effects: [effect, ...more], outcome: { ok: true } };
}

const dryRun = (now: number) => ({
  mode: "dry_run" as const,
  modeSince: now,
  leaseExpiresAt: null,
  budgetEndsAt: null,
});

function expire(session: Session, now: number): Step {
  const due = nextCheckAt(session);
  if (due === null || now < due) return unchanged(session);
  if (session.mode === "apply_actions") {
    const budgetOver = session.budgetEndsAt === null || now >= session.budgetEndsAt;
    const fallen = demote(session, now, budgetOver ? "budget_ended" : "lease_expired");
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
  const first =
    heard.status === "authorized" ? change(heard, "session.activate", { status: "active" }, null) : unchanged(heard);
  const acked = event.ack === null ? unchanged(first.session) : acknowledge(first.session, event.ack, event.now);
  const effects = [...first.effects, ...acked.effects];
  const reason = troubleOf(event);
  if (acked.session.mode !== "apply_actions") return { session: acked.session, effects, outcome: { ok: true } };
  if (reason !== null) {
    const fallen = demote(acked.session, event.now, reason);
    return { ...fallen, effects: [...effects, ...fallen.effects] };
  }
  if (!event.renewsLease) return { session: acked.session, effects, outcome: { ok: true } };
  const renewed = { ...acked.session, leaseExpiresAt: event.now + leaseMs(event.intervalMs) };
  return { session: renewed, effects, outcome: { ok: true } };
}

function troubleOf({ goodbye, fellBack, health }: Extract<Event, { kind: "heartbeat" }>): string | null {
  if (goodbye) return "robot_goodbye";
  if (fellBack) return "robot_fell_back";
  if (health === "fault") return "robot_fault";
  return health === "safe_stop" ? "robot_safe_stop" : null;
}

function isFresh(intent: Intent | "missing" | null, session: Session, now: number): boolean {
  if (intent === null) return true;
  if (intent === "missing" || intent.used || !intent.ofCaller) return false;
  return intent.sessionVersion === session.version && now >= intent.issuedAt && now < intent.expiresAt;
}

const stale: Condition = {
  code: "stale_intent",
  message: "The permission to promote is missing, used, too old, or the session changed since.",
  fix: "Look at the session again and confirm again.",
};
const doubled: Condition = {
  code: "promoted_already",
  message: "This promote arrived twice, and the first one promoted the session.",
  fix: "The arm may move: look at the session.",
};

function promote(session: Session, event: Extract<Event, { kind: "promote" }>): Step {
  const { now, facts } = event;
  const { sessionId, robotStopPending, ...rest } = facts;
  const unmet = unmetPromoteConditions({
    ...rest,
    now,
    session: { id: sessionId, status: session.status, mode: session.mode },
    stopPending: isStopPending(session) || robotStopPending,
  });
  const sawThis = event.seenVersion === null || event.seenVersion === session.version;
  if (!sawThis || !isFresh(event.intent, session, now)) {
    const isDoubled = event.intent !== null && event.intent !== "missing" && event.intent.ofCaller && event.intent.hasPromoted;
    return refuse(session, "stale_intent", [isDoubled ? doubled : stale, ...unmet]);
  }
  if (unmet.length > 0) return refuse(session, "not_ready", unmet);
  return change(
    session,
    "session.promote",
    {
      mode: "apply_actions",
      modeSince: now,
      leaseExpiresAt: now + leaseMs(event.intervalMs),
      budgetEndsAt: now + clampBudget(event.budgetMs),
    },
    null,
  );
}

export const clampBudget = (budgetMs: number) =>
  Number.isFinite(budgetMs) ? Math.min(longestBudgetMs, Math.max(shortestBudgetMs, budgetMs)) : defaultBudgetMs;

function demote(session: Session, now: number, reason: string | null): Step {
  if (session.status === "closed" || session.mode === "dry_run") return unchanged(session);
  return change(session, "session.demote", dryRun(now), reason, [{ kind: "restartEvidence" }]);
}

/**
 * Legal in every state. A repeat of an unacknowledged stop is the same stop: its version must stay echoable. So is a
 * repeat that arrives after the acknowledgement, by its `sentAt`; while actions are applied every request is a new stop.
 */
function stop(session: Session, event: Extract<Event, { kind: "stop" }>): Step {
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
    stop: { ...facts, version: session.version + 1, requests: 1 },
  };
  return change(session, "session.stop", to, reason, [requested, { kind: "restartEvidence" }]);
}

function acknowledge(session: Session, ack: Ack, now: number): Step {
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
  return effects.length === 0
    ? unchanged(session)
    : { session: { ...session, stop: next }, effects, outcome: { ok: true } };
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
  const halted =
    session.mode === "apply_actions"
      ? stop(session, { kind: "stop", now, sentAt: now, reason: "closing" })
      : unchanged(session);
  // A pending stop keeps the version it must be echoed with.
  const closed = change(
    halted.session,
    "session.close",
    { status: "closed", ...dryRun(now), endedAt: now, closeReason: reason },
    reason,
    [{ kind: "writeReceipt" }],
  );
  return { ...closed, effects: [...halted.effects, ...closed.effects] };
}
