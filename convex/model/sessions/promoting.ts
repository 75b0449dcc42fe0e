import type { Doc, Id } from "../../_generated/dataModel";
import { appError, conflict } from "../../errors";
import { checkNumber } from "../checks";
import { heldByOther } from "../control/holding";
import * as Deployments from "../deployments/deployments";
import { known } from "../known";
import { tellPromote } from "../notices/tellings";
import type { Acting, Me } from "../people/me";
import type { Condition } from "./condition";
import { gatherFacts } from "./promoteFacts";
import type * as Rules from "./events";
import { intentLifeMs, mostActions, shortestBudgetMs } from "./state";
import { load, type Loaded } from "./loaded";
import { useUp } from "./presence";
import { take, type Write } from "./store";

// From the dry run to the arm: an intent, a budget, and no promote without its evidence.

export async function requestIntent(ctx: Write, me: Me, id: Id<"sessions">, now: number) {
  const { doc, state } = await load(ctx, me.organizationId, id);
  if (state.status === "closed") throw conflict("session_closed", "The session is closed.");
  const expiresAt = now + intentLifeMs;
  const intent = await ctx.db.insert("promoteIntents", {
    sessionId: doc._id,
    userId: me.user._id,
    version: state.version,
    createdAt: now,
    expiresAt,
    usedAt: null,
  });
  return { intent, version: state.version, issuedAt: now, expiresAt };
}

export type Promoted = { ok: true; loaded: Loaded } | { ok: false; reason: string; unmet: Condition[]; loaded: Loaded };

type PromoteArgs = {
  id: Id<"sessions">;
  intent: Rules.Intent | "missing" | null;
  seenVersion: number | null;
  budgetSeconds: number | null;
  /** `null`: any number. */
  actionBudget: number | null;
  mayPromote: boolean;
};

/** Milliseconds, within the policy of the session's deployment; its default when none is named. */
async function budgetOf(ctx: Write, doc: Doc<"sessions">, seconds: number | null): Promise<number> {
  const deployment = doc.deploymentId === null ? null : await ctx.db.get("deployments", doc.deploymentId);
  const { defaultBudgetSeconds, maxBudgetSeconds } = Deployments.policyOf(deployment);
  const wanted = seconds ?? defaultBudgetSeconds;
  return checkNumber(wanted, "$.budgetSeconds", shortestBudgetMs / 1000, maxBudgetSeconds) * 1000;
}

/** A number of actions as a caller gave it. Throws `invalid`. */
export function checkActions(actions: number): number {
  if (!Number.isInteger(actions)) throw appError({ code: "invalid", path: "$.actionBudget", message: "Give a whole number of actions." });
  return checkNumber(actions, "$.actionBudget", 1, mostActions);
}

/** The one way to `apply_actions`, for people and keys alike. */
export async function promote(ctx: Write, me: Acting, args: PromoteArgs, now: number): Promise<Promoted> {
  const found = await load(ctx, me.organizationId, args.id);
  const budgetMs = await budgetOf(ctx, found.doc, args.budgetSeconds);
  const actionBudget = args.actionBudget === null ? null : checkActions(args.actionBudget);
  // Time first: a lease that ran out restarts the evidence, which the facts must show.
  const { loaded: current } = await take(ctx, found, { kind: "tick", now }, me.actor);
  const caller = { mayPromote: args.mayPromote, actor: me.actor };
  const { facts, evidence, intervalMs } = await gatherFacts(ctx, current, caller, now);
  const { intent, seenVersion } = args;
  const bounds = { budgetMs, actionBudget, appliedSteps: current.live.appliedSteps };
  const event: Rules.Event = { kind: "promote", now, intent, seenVersion, ...bounds, intervalMs, facts };
  const { loaded, outcome } = await take(ctx, current, event, me.actor, { evidence: { ...evidence, actionBudget } });
  if (outcome.ok) await useUp(ctx, loaded.doc, now);
  await tellPromote(ctx, loaded.doc, outcome, me.actor, now);
  return outcome.ok ? { ok: true, loaded } : { ...outcome, loaded };
}

export async function promoteAsOperator(
  ctx: Write,
  me: Me,
  args: { id: Id<"sessions">; intent: string; version: number; budgetSeconds?: number; actionBudget?: number },
  now: number,
) {
  const { id, version, budgetSeconds = null, actionBudget = null } = args;
  const intent = await useIntent(ctx, me, args, now);
  const answer = await promote(ctx, me, { id, intent, seenVersion: version, budgetSeconds, actionBudget, mayPromote: true }, now);
  if (!answer.ok) return { ok: false as const, reason: answer.reason, unmet: answer.unmet };
  const { leaseExpiresAt, budgetEndsAt, version: promoted } = answer.loaded.state;
  await ctx.db.patch("promoteIntents", known(ctx.db.normalizeId("promoteIntents", args.intent)), { hasPromoted: true });
  return { ok: true as const, version: promoted, leaseExpiresAt: known(leaseExpiresAt), budgetEndsAt: known(budgetEndsAt) };
}

/** Used up by being shown, whether the promote then succeeds or not. */
async function useIntent(ctx: Write, me: Me, args: { id: Id<"sessions">; intent: string }, now: number): Promise<Rules.Intent | "missing"> {
  const intentId = ctx.db.normalizeId("promoteIntents", args.intent);
  const row = intentId === null ? null : await ctx.db.get("promoteIntents", intentId);
  if (row === null || row.sessionId !== args.id) return "missing";
  if (row.usedAt === null) await ctx.db.patch("promoteIntents", row._id, { usedAt: now });
  return {
    sessionVersion: row.version,
    issuedAt: row.createdAt,
    expiresAt: row.expiresAt,
    used: row.usedAt !== null,
    hasPromoted: row.hasPromoted === true,
    ofCaller: row.userId === me.user._id,
  };
}

export async function extendBudget(
  ctx: Write,
  me: Acting,
  args: { id: Id<"sessions">; budgetSeconds: number; version: number },
  now: number,
) {
  const before = await load(ctx, me.organizationId, args.id);
  const holder = await heldByOther(ctx, before.doc.robotId, me.actor);
  if (holder !== null) throw conflict("held_by_other", `${holder} holds this robot.`);
  const budgetMs = await budgetOf(ctx, before.doc, args.budgetSeconds);
  const event: Rules.Event = { kind: "extendBudget", now, budgetMs, seenVersion: args.version };
  const { loaded, outcome } = await take(ctx, before, event, me.actor);
  const { budgetEndsAt, version } = loaded.state;
  // Thrown, so what the clock did in this transaction is undone and done again by the sweep.
  if (!outcome.ok) throw conflict(outcome.reason, "The time of this session cannot be extended now.");
  return { version, budgetEndsAt: known(budgetEndsAt) };
}
