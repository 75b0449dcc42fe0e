import type { Doc, Id } from "../../_generated/dataModel";
import { appError } from "../../errors";
import { recordAudit, systemActor } from "../audit";
import { checkNumber, checkOptional } from "../checks";
import * as Deployments from "../deployments/deployments";
import { issueGrant } from "./grants";
import { emptyLatency } from "../heartbeats/latency";
import { tellPromote } from "../notices/tellings";
import type { Acting, Me } from "../people/me";
import type { Condition } from "./promoteConditions";
import { applyingOn, gatherFacts } from "./promoteFacts";
import { retentionOf } from "../heartbeats/retention";
import * as Robots from "../robots/robots";
import * as Rules from "./rules";
import { load, toStopView, type Loaded } from "./loaded";
import { take, type Write } from "./store";
import { baseModelOf, findWorker, type Worker } from "../deployments/workers";

export type AuthorizeArgs = {
  artifactId?: string;
  deploymentId?: Id<"deployments">;
  robotId?: Id<"robots">;
  baseModel?: string;
  runtime?: string;
  robotType?: string;
  mode?: "dry_run" | "apply_actions";
  clientSessionId?: string;
};

type Authorized =
  | { ok: true; sessionId: Id<"sessions">; token: string; expiresAt: number; worker: Worker }
  | { ok: false; reason: "no_inference_node_available" };

/** Always starts as a dry run. The same `clientSessionId` again answers the same session with a fresh grant. */
export async function authorize(ctx: Write, me: Acting, args: AuthorizeArgs, now: number): Promise<Authorized> {
  const clientSessionId = checkOptional(args.clientSessionId, "$.clientSessionId");
  if (clientSessionId !== null) {
    const known = await ctx.db
      .query("sessions")
      .withIndex("by_organizationId_and_clientSessionId", (q) =>
        q.eq("organizationId", me.organizationId).eq("clientSessionId", clientSessionId),
      )
      .order("desc")
      .first();
    if (known !== null && known.status !== "closed") return await reauthorize(ctx, known, args, now);
    if (known !== null) throw conflict("session_closed", "The session of this clientSessionId is closed.");
  }
  return await startSession(ctx, me, args, clientSessionId, now);
}

const conflict = (reason: string, message: string) => appError({ code: "conflict", reason, message });

async function reauthorize(ctx: Write, known: Doc<"sessions">, args: AuthorizeArgs, now: number): Promise<Authorized> {
  if ((args.robotId ?? known.robotId) !== known.robotId) {
    throw conflict("other_robot", "The session of this clientSessionId is on another robot.");
  }
  if ((args.deploymentId ?? known.deploymentId) !== known.deploymentId) {
    throw conflict("other_deployment", "The session of this clientSessionId runs another deployment.");
  }
  return await grant(ctx, known, now);
}

/** The grant of an open session, new for 30 minutes. */
export async function grant(ctx: Write, session: Doc<"sessions">, now: number): Promise<Authorized> {
  const deployment = session.deploymentId === null ? null : await ctx.db.get("deployments", session.deploymentId);
  const { organizationId, runtime, baseModel } = session;
  const worker = await findWorker(ctx, { organizationId, runtime, deployment, baseModel });
  if (worker === "none_available") return { ok: false, reason: "no_inference_node_available" };
  const { token, expiresAt } = await issueGrant(ctx, session, now);
  return { ok: true, sessionId: session._id, token, expiresAt, worker };
}

async function startSession(
  ctx: Write,
  me: Acting,
  args: AuthorizeArgs,
  clientSessionId: string | null,
  now: number,
): Promise<Authorized> {
  const { organizationId, actor } = me;
  const deployment =
    args.deploymentId === undefined ? null : await Deployments.getOrThrow(ctx, organizationId, args.deploymentId);
  const robot = args.robotId === undefined ? null : await Robots.getOrThrow(ctx, organizationId, args.robotId);
  if (robot !== null && robot.retiredAt !== null) throw conflict("robot_retired", "The robot is retired.");
  const wanted = deployment?.robotSchemaId ?? null;
  if (robot !== null && wanted !== null && wanted !== robot.robotSchemaId) {
    throw conflict("schema_mismatch", "Robot and deployment use different schema versions.");
  }
  if (robot !== null && (await Robots.openSessionsOf(ctx, robot._id)).length >= 20) {
    throw conflict("too_many_sessions", "The robot has 20 open sessions. Close some first.");
  }
  const runtime = checkOptional(args.runtime, "$.runtime", 100) ?? deployment?.runtime ?? Deployments.defaultRuntime;
  const baseModel = checkOptional(args.baseModel, "$.baseModel") ?? baseModelOf(deployment);
  const worker = await findWorker(ctx, { organizationId, runtime, deployment, baseModel });
  if (worker === "none_available") return { ok: false, reason: "no_inference_node_available" };
  const state = Rules.newSession(now);
  const { status, mode, version, modeSince, budgetEndsAt, endedAt, closeReason } = state;
  const sessionId = await ctx.db.insert("sessions", {
    organizationId,
    robotId: robot?._id ?? null,
    deploymentId: deployment?._id ?? null,
    robotSchemaId: robot?.robotSchemaId ?? wanted,
    artifactId: checkOptional(args.artifactId, "$.artifactId", 300) ?? deployment?.artifactId ?? null,
    baseModel,
    runtime,
    robotType: checkOptional(args.robotType, "$.robotType", 100) ?? robot?.robotKind ?? null,
    clientSessionId,
    ...{ status, mode, version, modeSince, budgetEndsAt, endedAt, closeReason },
    createdBy: actor,
    createdAt: now,
    ...((await retentionOf(ctx, organizationId)).keepsEveryRun ? { samplesKeptFrom: now } : {}),
    activatedAt: null,
    promotions: 0,
    closedBy: null,
    receiptId: null,
  });
  const liveId = await ctx.db.insert("sessionLive", {
    sessionId,
    nextCheckAt: Rules.nextCheckAt(state),
    leaseExpiresAt: null,
    lastHeartbeatAt: null,
    heartbeats: 0,
    longestGapMs: 0,
    steps: 0,
    appliedSteps: 0,
    safeStops: 0,
    faults: 0,
    errors: [],
    troubles: { spans: [], missed: 0 },
    reported: { steps: 0, appliedSteps: 0, safeStops: 0, health: "unknown" },
    evidence: { since: now, fromSteps: 0, safeStops: 0, faults: 0 },
    latency: emptyLatency(),
    mayHaveStop: false,
    dryRunLatency: emptyLatency(),
    runSummary: null,
  });
  await ctx.db.patch("sessions", sessionId, { liveId });
  // What spares every idle heartbeat a look for sessions must say in the same transaction that there is one.
  const live = robot === null ? null : await Robots.statusOf(ctx, robot);
  if (live !== null) await ctx.db.patch("robotStatus", live._id, { mayHaveSession: true });
  await ctx.db.insert("sessionEvents", {
    ...{ sessionId, at: now, kind: "session.authorize", actor, mode, version },
    ...{ reason: null, evidence: null },
  });
  await recordAudit(ctx, {
    organizationId,
    at: now,
    actor,
    action: "session.authorize",
    target: { kind: "session", id: sessionId, name: baseModel },
    after: { status, mode, version, robotId: robot?._id ?? null, deploymentId: deployment?._id ?? null },
  });
  const session = await ctx.db.get("sessions", sessionId);
  if (session === null) throw new Error("the session just written is gone");
  const { token, expiresAt } = await issueGrant(ctx, session, now);
  return { ok: true, sessionId, token, expiresAt, worker };
}

export async function authorizeAsOperator(
  ctx: Write,
  me: Acting,
  args: { deploymentId: Id<"deployments">; robotId: Id<"robots">; clientSessionId?: string },
  now: number,
): Promise<{ sessionId: Id<"sessions">; token: string; expiresAt: number }> {
  const answer = await authorize(ctx, me, args, now);
  if (!answer.ok) throw conflict(answer.reason, "No worker serves this deployment's runtime.");
  const { sessionId, token, expiresAt } = answer;
  return { sessionId, token, expiresAt };
}

export async function requestIntent(ctx: Write, me: Me, id: Id<"sessions">, now: number) {
  const { doc, state } = await load(ctx, me.organizationId, id);
  if (state.status === "closed") throw conflict("session_closed", "The session is closed.");
  const expiresAt = now + Rules.intentLifeMs;
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

export type Promoted =
  | { ok: true; loaded: Loaded }
  | { ok: false; reason: string; unmet: Condition[]; loaded: Loaded };

type PromoteArgs = {
  id: Id<"sessions">;
  intent: Rules.Intent | "missing" | null;
  seenVersion: number | null;
  budgetSeconds: number | null;
  mayPromote: boolean;
};

/** Milliseconds, within the policy of the session's deployment; its default when none is named. */
async function budgetOf(ctx: Write, doc: Doc<"sessions">, seconds: number | null): Promise<number> {
  const deployment = doc.deploymentId === null ? null : await ctx.db.get("deployments", doc.deploymentId);
  const { defaultBudgetSeconds, maxBudgetSeconds } = Deployments.policyOf(deployment);
  const wanted = seconds ?? defaultBudgetSeconds;
  return checkNumber(wanted, "$.budgetSeconds", Rules.shortestBudgetMs / 1000, maxBudgetSeconds) * 1000;
}

/** The one way to `apply_actions`, for people and keys alike. */
export async function promote(ctx: Write, me: Acting, args: PromoteArgs, now: number): Promise<Promoted> {
  const found = await load(ctx, me.organizationId, args.id);
  const budgetMs = await budgetOf(ctx, found.doc, args.budgetSeconds);
  // Time first: a lease that ran out restarts the evidence, which the facts must show.
  const { loaded: current } = await take(ctx, found, { kind: "tick", now }, systemActor("clock"));
  const caller = { mayPromote: args.mayPromote, actor: me.actor };
  const { facts, evidence, intervalMs } = await gatherFacts(ctx, current, caller, now);
  const { intent, seenVersion } = args;
  const event: Rules.Event = { kind: "promote", now, intent, seenVersion, budgetMs, intervalMs, facts };
  const { loaded, outcome } = await take(ctx, current, event, me.actor, { evidence });
  await tellPromote(ctx, loaded.doc, outcome, me.actor, now);
  return outcome.ok ? { ok: true, loaded } : { ...outcome, loaded };
}

export async function promoteAsOperator(
  ctx: Write,
  me: Me,
  args: { id: Id<"sessions">; intent: string; version: number; budgetSeconds?: number },
  now: number,
) {
  const { id, version, budgetSeconds } = args;
  const intent = await useIntent(ctx, me, args, now);
  const answer = await promote(
    ctx,
    me,
    { id, intent, seenVersion: version, budgetSeconds: budgetSeconds ?? null, mayPromote: true },
    now,
  );
  if (!answer.ok) return { ok: false as const, reason: answer.reason, unmet: answer.unmet };
  const { leaseExpiresAt, budgetEndsAt, version: promoted } = answer.loaded.state;
  if (leaseExpiresAt === null || budgetEndsAt === null) throw new Error("promoted without a lease");
  const intentId = ctx.db.normalizeId("promoteIntents", args.intent);
  if (intentId !== null) await ctx.db.patch("promoteIntents", intentId, { hasPromoted: true });
  return { ok: true as const, version: promoted, leaseExpiresAt, budgetEndsAt };
}

/** Used up by being shown, whether the promote then succeeds or not. */
async function useIntent(
  ctx: Write,
  me: Me,
  args: { id: Id<"sessions">; intent: string },
  now: number,
): Promise<Rules.Intent | "missing"> {
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

const shortReason = (reason: string | undefined) => (reason === undefined ? null : reason.slice(0, 500));

export async function demote(ctx: Write, me: Acting, args: { id: Id<"sessions">; reason?: string }, now: number) {
  const before = await load(ctx, me.organizationId, args.id);
  const event: Rules.Event = { kind: "demote", now, reason: shortReason(args.reason) };
  const { loaded } = await take(ctx, before, event, me.actor);
  return { mode: loaded.state.mode, version: loaded.state.version };
}

export async function stop(
  ctx: Write,
  me: Acting,
  args: { id: Id<"sessions">; sentAt?: number; reason?: string },
  now: number,
) {
  const before = await load(ctx, me.organizationId, args.id);
  // A stop is never refused for its decoration: an unusable time is replaced by our own.
  const sentAt = Number.isFinite(args.sentAt) ? (args.sentAt ?? now) : now;
  const event: Rules.Event = { kind: "stop", now, sentAt, reason: shortReason(args.reason) };
  const { loaded } = await take(ctx, before, event, me.actor);
  if (loaded.stop === null) throw new Error("a stop left no trace");
  await demoteOthers(ctx, me, loaded.doc, now);
  const robot = loaded.doc.robotId === null ? null : await ctx.db.get("robots", loaded.doc.robotId);
  return { ...toStopView(loaded.stop), emergencyStopLocation: robot?.emergencyStopLocation ?? null };
}

/** A stop means the arm, not the page it was pressed on: nothing else may go on applying on the same robot. */
async function demoteOthers(ctx: Write, me: Acting, stopped: Doc<"sessions">, now: number): Promise<void> {
  if (stopped.robotId === null) return;
  for (const other of await applyingOn(ctx, stopped.robotId)) {
    if (other._id === stopped._id) continue;
    const before = await load(ctx, me.organizationId, other._id);
    await take(ctx, before, { kind: "demote", now, reason: "robot_stopped" }, me.actor);
  }
}

export async function extendBudget(
  ctx: Write,
  me: Acting,
  args: { id: Id<"sessions">; budgetSeconds: number; version: number },
  now: number,
) {
  const before = await load(ctx, me.organizationId, args.id);
  const budgetMs = await budgetOf(ctx, before.doc, args.budgetSeconds);
  const event: Rules.Event = { kind: "extendBudget", now, budgetMs, seenVersion: args.version };
  const { loaded, outcome } = await take(ctx, before, event, me.actor);
  const { budgetEndsAt, version } = loaded.state;
  // Thrown, so what the clock did in this transaction is undone and done again by the sweep.
  if (!outcome.ok || budgetEndsAt === null) {
    throw conflict(outcome.ok ? "not_applying" : outcome.reason, "The time of this session cannot be extended now.");
  }
  return { version, budgetEndsAt };
}

export async function close(ctx: Write, me: Acting, args: { id: Id<"sessions">; reason: string }, now: number) {
  const reason = checkOptional(args.reason, "$.reason", 200) ?? "closed";
  const before = await load(ctx, me.organizationId, args.id);
  const { loaded } = await take(ctx, before, { kind: "close", now, reason }, me.actor);
  return { receiptId: loaded.doc.receiptId, loaded };
}

export async function closeAsOperator(
  ctx: Write,
  me: Acting,
  args: { id: Id<"sessions">; reason?: string },
  now: number,
) {
  const { receiptId } = await close(ctx, me, { id: args.id, reason: args.reason ?? "operator_closed" }, now);
  return { receiptId };
}
