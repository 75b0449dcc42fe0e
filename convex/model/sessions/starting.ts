import type { Doc, Id } from "../../_generated/dataModel";
import { conflict } from "../../errors";
import { recordAudit } from "../audit";
import { checkOptional } from "../checks";
import * as Deployments from "../deployments/deployments";
import { issueGrant } from "./grants";
import { emptyLatency } from "../heartbeats/latency";
import { known } from "../known";
import type { Acting } from "../people/me";
import { retentionOf } from "../heartbeats/retention";
import * as Robots from "../robots/robots";
import { newSession, nextCheckAt } from "./state";
import type { Write } from "./store";
import { baseModelOf, findWorker, type Worker } from "../deployments/workers";
import { auditTarget } from "./target";

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
      .first();
    if (known !== null && known.status !== "closed") return await reauthorize(ctx, known, args, now);
    if (known !== null) throw conflict("session_closed", "The session of this clientSessionId is closed.");
  }
  return await startSession(ctx, me, args, clientSessionId, now);
}

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

async function startSession(ctx: Write, me: Acting, args: AuthorizeArgs, clientSessionId: string | null, now: number): Promise<Authorized> {
  const { organizationId, actor } = me;
  const deployment = args.deploymentId === undefined ? null : await Deployments.getOrThrow(ctx, organizationId, args.deploymentId);
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
  const state = newSession(now);
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
    nextCheckAt: nextCheckAt(state),
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
    target: await auditTarget(ctx, { _id: sessionId, robotId: robot?._id ?? null, baseModel }),
    after: { status, mode, version, robotId: robot?._id ?? null, deploymentId: deployment?._id ?? null },
  });
  const { token, expiresAt } = await issueGrant(ctx, known(await ctx.db.get("sessions", sessionId)), now);
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
