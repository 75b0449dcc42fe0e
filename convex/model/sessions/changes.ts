// The ways in which a session stays or changes. Every change raises its version, and is one entry of the audit log.

import type { ChangeAction, Effect, Outcome, Seen, Step } from "./events";
import type { Condition } from "./condition";
import type { Session } from "./state";

export const unchanged = (session: Session): Step => ({ session, effects: [], outcome: { ok: true } });

export const refuse = (session: Session, reason: Exclude<Outcome, { ok: true }>["reason"], unmet: Condition[] = []): Step => ({
  session,
  effects: [],
  outcome: { ok: false, reason, unmet },
});

const seen = ({ status, mode, version }: Session): Seen => ({ status, mode, version });

export function change(
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

export const dryRun = (now: number) => ({
  mode: "dry_run" as const,
  modeSince: now,
  leaseExpiresAt: null,
  budgetEndsAt: null,
  actions: null,
});
