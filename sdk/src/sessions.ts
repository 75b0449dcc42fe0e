import type { Overrides } from "./credentials.ts";
import { defined, send, split } from "./send.ts";
import type { Grant, Mode, PromoteAnswer, Refusal, RunSummary, SessionRow, SessionStatus } from "./types.ts";
import type { Answer } from "./wire.ts";

export type SessionRequest = {
  artifactId?: string | undefined;
  deploymentId?: string | undefined;
  robotId?: string | undefined;
  /** `pi0.5` unless said. */
  baseModel?: string | undefined;
  robotType?: string | undefined;
  runtime?: string | undefined;
  /** `dry_run` unless said. */
  mode?: Mode | undefined;
  /** Makes the call idempotent: the same id gets the same session. */
  clientSessionId?: string | undefined;
};

/** Opens a session; the grant's token lives 30 minutes and is what the worker checks. */
export function authorizeSession(options: SessionRequest & Overrides = {}): Promise<Grant | Refusal> {
  const [args, overrides] = split(options);
  return send("mutation", "authorizeSession", { baseModel: "pi0.5", mode: "dry_run", ...defined(args) }, overrides);
}

/**
 * Lets the session's actions reach the arm, for `budgetSeconds` and `actionBudget` actions at most. Never retried; on a refusal `unmet` names every
 * condition with its fix.
 */
export function promoteSession(
  sessionId: string,
  options: { mode?: Mode | undefined; budgetSeconds?: number | undefined; actionBudget?: number | undefined } & Overrides = {},
): Promise<PromoteAnswer> {
  const [args, overrides] = split(options);
  return send("mutation", "promoteSession", { sessionId, mode: "apply_actions", ...defined(args) }, overrides);
}

/** Closes a session; `reason` is `sdk_closed` unless said. Stops first when actions are applied. */
export function closeSession(sessionId: string, options: { reason?: string | undefined } & Overrides = {}): Promise<Answer> {
  const [args, overrides] = split(options);
  return send("mutation", "closeSession", { sessionId, reason: "sdk_closed", ...defined(args) }, overrides);
}

export function listSessions(options: { status?: SessionStatus | undefined } & Overrides = {}): Promise<{ sessions: SessionRow[] }> {
  const [args, overrides] = split(options);
  return send("query", "listInferenceSessions", defined(args), overrides);
}

/** The robot's own account of a run, kept with the receipt; accepted while the session is open. `signed` is the same, signed with the robot's key (`docs/receipts.md`). */
export function reportRunSummary(
  sessionId: string,
  summary: RunSummary,
  options: { signed?: { body: string; signature: string } | undefined } & Overrides = {},
): Promise<Answer> {
  const [args, overrides] = split(options);
  return send("mutation", "reportRunSummary", { sessionId, summary, ...defined(args) }, overrides);
}

/**
 * Asks a session's robot to stop, with any key. Not an emergency stop. Repeat with the same `sentAt` (epoch ms) until
 * `stop.acknowledgedAt` is set: repeats of one press are one stop.
 */
export function stopSession(
  sessionId: string,
  options: { sentAt?: number | undefined; reason?: string | undefined } & Overrides = {},
): Promise<Answer> {
  const [args, overrides] = split(options);
  return send("mutation", "stopSession", { sessionId, ...defined(args) }, overrides);
}
