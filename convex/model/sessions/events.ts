// What may happen to a session, and what comes of it.

import type { Condition } from "./condition";
import type { PromoteFacts } from "./promoteConditions";
import type { Mode, Session, Status } from "./state";

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
      /** Actions that the session has applied in all, this report included. */
      appliedSteps: number;
    }
  | {
      kind: "promote";
      now: number;
      /** `null`: an API key's direct call, which needs none. */
      intent: Intent | "missing" | null;
      /** The version the caller saw; `null` for an API key. */
      seenVersion: number | null;
      budgetMs: number;
      /** How many actions it lets through; `null`: any number. */
      actionBudget: number | null;
      /** Actions that the session has applied in all. */
      appliedSteps: number;
      intervalMs: number;
      /** `robotStopPending`: a stop of any session of this robot that was not acknowledged. */
      facts: Omit<PromoteFacts, "now" | "session" | "stopPending" | "trial"> & { trialNeeded: number | null } & {
        sessionId: string;
        robotStopPending: boolean;
      };
    }
  /** `isTrouble`: not because somebody wished it. What a trial has shown is worth nothing then. */
  | { kind: "demote"; now: number; reason: string | null; isTrouble: boolean }
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

export type Seen = { status: Status; mode: Mode; version: number };

export type Outcome =
  | { ok: true }
  | { ok: false; reason: "stale_intent" | "not_ready" | "closed" | "not_applying" | "stale_version"; unmet: Condition[] };

export type Step = { session: Session; effects: Effect[]; outcome: Outcome };
