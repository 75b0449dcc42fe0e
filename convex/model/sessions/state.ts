// A session as the rules see it, and what can be told from it alone. Pure: `now` is server time, epoch ms.

export type Mode = "dry_run" | "apply_actions";
export type Status = "authorized" | "active" | "closed";

/** A session nobody uses is closed after this silence; as long as a grant lives. */
export const unusedAfterMs = 30 * 60_000;
export const defaultBudgetMs = 600_000;
export const shortestBudgetMs = 10_000;
export const longestBudgetMs = 4 * 3_600_000;
/** What one promotion may be bound to, in actions. */
export const mostActions = 1_000_000;
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

/** What a promotion is bound to besides its time: so many actions, counted on from what the session had applied before. */
export type ActionBudget = { budget: number; from: number };

export type Session = {
  status: Status;
  mode: Mode;
  version: number;
  createdAt: number;
  modeSince: number;
  lastHeartbeatAt: number | null;
  leaseExpiresAt: number | null;
  budgetEndsAt: number | null;
  /** `null` in a dry run, and where a promotion lets any number of actions through. */
  actions: ActionBudget | null;
  /** Actions of the longest trial that ended of itself; 0 again as soon as something goes wrong. */
  trialActions: number;
  endedAt: number | null;
  closeReason: string | null;
  /** The latest software stop. */
  stop: Stop | null;
};

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
    actions: null,
    trialActions: 0,
    endedAt: null,
    closeReason: null,
    stop: null,
  };
}

export const leaseMs = (intervalMs: number) => Math.min(longestLeaseMs, Math.max(shortestLeaseMs, 3 * intervalMs));

export const clampBudget = (budgetMs: number) =>
  Number.isFinite(budgetMs) ? Math.min(longestBudgetMs, Math.max(shortestBudgetMs, budgetMs)) : defaultBudgetMs;

/** Until the robot has acknowledged the stop and reported every joint still, nothing else may be applied. */
export const isStopPending = ({ stop }: Session) => stop !== null && (stop.acknowledgedAt === null || stop.motionZeroAt === null);

/** When `tick` has something to do next, `null` for a closed session. */
export function nextCheckAt(session: Session): number | null {
  if (session.status === "closed") return null;
  if (session.mode === "apply_actions") {
    return Math.min(session.leaseExpiresAt ?? session.modeSince, session.budgetEndsAt ?? session.modeSince);
  }
  return (session.lastHeartbeatAt ?? session.createdAt) + unusedAfterMs;
}
