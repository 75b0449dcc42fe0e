import canonicalize from "canonicalize";
import type { Infer } from "convex/values";

import type { Doc, Id } from "../../_generated/dataModel";
import type { QueryCtx } from "../../_generated/server";
import { approvalState, type Approval, type ApprovalState, type Bound } from "./approvalRules";
import type { Actor } from "../audit";
import { heldByOther } from "../control/holding";
import { policyOf, specNumber } from "../deployments/deployments";
import { newestFor } from "../deployments/doctor";
import { known } from "../known";
import { latencyPercentile } from "../heartbeats/latency";
import { limitBroken, type Limits } from "../people/limitRules";
import { mayDecideOn } from "../people/limits";
import type { Event } from "./events";
import { pendingStop } from "../heartbeats/orders";
import * as Robots from "../robots/robots";
import { sha256Hex } from "../secrets";
import type { Loaded } from "./loaded";
import { provenAt } from "./presence";
import type { promotionEvidence } from "./shapes";

type Read = Pick<QueryCtx, "db">;
type Facts = Extract<Event, { kind: "promote" }>["facts"];
type Evidence = Infer<typeof promotionEvidence>;

/** Reads, in the caller's transaction, everything a promote is decided on. Bounded: a fixed number of rows. */
export async function gatherFacts(
  ctx: Read,
  { doc, live }: Pick<Loaded, "doc" | "live">,
  caller: { mayPromote: boolean; limits?: Limits | null; actor: Actor },
  now: number,
): Promise<{ facts: Facts; evidence: Evidence; intervalMs: number; binding: string }> {
  const robot = doc.robotId === null ? null : await ctx.db.get("robots", doc.robotId);
  const status = robot === null ? null : await Robots.statusOf(ctx, robot);
  const deployment = doc.deploymentId === null ? null : await ctx.db.get("deployments", doc.deploymentId);
  const schema = robot === null ? null : await ctx.db.get("robotSchemas", robot.robotSchemaId);
  const report = deployment === null ? null : await newestFor(ctx, deployment, robot);
  const safeStop = schema?.summary.safeStop?.kind ?? null;
  const steps = Math.max(0, live.steps - live.evidence.fromSteps);
  const latencyP95Ms = latencyPercentile(live.dryRunLatency, 0.95);
  const controlPeriodMs = controlPeriodOf(schema, deployment, status);
  const { safeStops, faults } = live.evidence;
  const policy = policyOf(deployment);
  const firstMove = firstMoveOf(doc, status, schema);
  const presenceProvenAt = await provenAt(ctx, doc, caller.actor, now);
  const approval = policy.requiresApproval ? await newestApproval(ctx, doc._id) : null;
  const binding = bindingOf({
    sessionId: doc._id,
    sessionVersion: doc.version,
    robotId: robot?._id ?? null,
    robotSchemaId: schema?._id ?? null,
    robotSchemaHash: schema?.hash ?? null,
    calibrationId: robot?.calibrationId ?? null,
    deploymentId: deployment?._id ?? null,
    specHash: deployment?.specHash ?? null,
    policy: canonical(policy),
    doctorReportId: report?.id ?? null,
    evidence: { since: live.evidence.since, safeStops, faults },
  });
  const facts: Facts = {
    sessionId: doc._id,
    callerMayPromote: caller.mayPromote,
    callerLimit: limitBroken(caller.limits, doc),
    heldByOther: await heldByOther(ctx, doc.robotId, caller.actor),
    firstMove,
    minDryRunSteps: policy.minDryRunSteps,
    maxFirstMove: policy.maxFirstMove ?? null,
    trialNeeded: policy.trialActions ?? null,
    presence: policy.requiresPresence !== true ? "not_needed" : presenceProvenAt === null ? "missing" : "proven",
    approval: policy.requiresApproval ? await judgeApproval(ctx, doc, approval, binding, caller.actor, now) : "not_needed",
    approvedActions: approval?.evidence.actionBudget ?? null,
    robot:
      robot === null || status === null
        ? null
        : {
            retired: robot.retiredAt !== null,
            lastSeenAt: status.lastSeenAt,
            // A goodbye makes the link offline at once; the sweep does so only after the silence.
            saidGoodbye: status.link === "offline",
            intervalMs: status.intervalMs,
            sessionId: status.sessionId,
            mode: status.mode,
            health: status.health,
            clockSkewMs: status.clockSkewMs,
          },
    doctor: report === null ? null : { passed: report.passed, checkedAt: report.checkedAt, outdated: report.outdated },
    safeStop,
    evidence: { steps, safeStops, faults, latencyP95Ms },
    controlPeriodMs,
    robotStopPending: robot !== null && (await pendingStop(ctx, robot._id)) !== null,
    otherSessionApplying: robot !== null && (await applyingOn(ctx, robot._id)).some((session) => session._id !== doc._id),
  };
  const evidence: Evidence = {
    decidedAt: now,
    steps,
    safeStops,
    faults,
    latencyP95Ms,
    controlPeriodMs,
    clockSkewMs: status?.clockSkewMs ?? null,
    lastHeartbeatAt: status?.lastSeenAt ?? null,
    doctorReportId: report?.id ?? null,
    doctorCheckedAt: report?.checkedAt ?? null,
    safeStop,
    firstMove,
    presenceProvenAt,
  };
  return { facts, evidence, intervalMs: status?.intervalMs ?? 1_000, binding };
}

const canonical = (value: object): string => known(canonicalize(value) ?? null);
const bindingOf = (bound: Bound): string => sha256Hex(canonical(bound));

export async function newestApproval(ctx: Read, sessionId: Id<"sessions">): Promise<Doc<"approvals"> | null> {
  return await ctx.db
    .query("approvals")
    .withIndex("by_sessionId", (q) => q.eq("sessionId", sessionId))
    .order("desc")
    .first();
}

export function toApproval({ binding, requestedBy, expiresAt, decision }: Doc<"approvals">): Approval {
  const decided = decision === null ? null : { by: decision.by.id, approved: decision.approved };
  return { binding, requestedBy: requestedBy.id, expiresAt, decision: decided };
}

async function judgeApproval(
  ctx: Read,
  session: Doc<"sessions">,
  row: Doc<"approvals"> | null,
  binding: string,
  promoter: Actor,
  now: number,
): Promise<ApprovalState> {
  const state = approvalState(row === null ? null : toApproval(row), binding, await personBehind(ctx, promoter), now);
  if (state !== "given") return state;
  // The approver's word counts as long as they may give it.
  const { by } = known(known(row).decision);
  return (await mayDecideOn(ctx, by.id, session)) ? "given" : "limited";
}

/** A key acts for whoever made it, so nobody approves their own promote by way of a key. */
async function personBehind(ctx: Read, actor: Actor): Promise<string> {
  const keyId = ctx.db.normalizeId("apiKeys", actor.id);
  const key = keyId === null ? null : await ctx.db.get("apiKeys", keyId);
  return key?.createdBy.kind === "operator" ? key.createdBy.id : actor.id;
}

/** Only what it says of this session, and of every value of an action. */
function firstMoveOf(session: Doc<"sessions">, status: Doc<"robotStatus"> | null, schema: Doc<"robotSchemas"> | null): number[] | null {
  const told = status?.sessionId === session._id ? (status.firstMove ?? []) : [];
  const values = schema?.summary.actionShape.at(-1) ?? told.length;
  return told.length === 0 || told.length !== values ? null : told;
}

/** A policy that plays several actions of a chunk has that many control ticks for one inference. */
function controlPeriodOf(
  schema: Doc<"robotSchemas"> | null,
  deployment: Doc<"deployments"> | null,
  status: Doc<"robotStatus"> | null,
): number | null {
  const controlHz = schema?.summary.controlHz ?? specNumber(deployment, "controlHz") ?? status?.controlHz ?? 0;
  if (controlHz <= 0) return null;
  const played = Math.min(specNumber(deployment, "actionsPlayedPerChunk") ?? 1, 100);
  return Math.round((Math.max(1, played) * 1000) / controlHz);
}

/** The sessions that apply actions on a robot; by the rules at most one, so the bound is never reached. */
export async function applyingOn(ctx: Read, robotId: Id<"robots">): Promise<Doc<"sessions">[]> {
  const ofStatus = (status: "authorized" | "active") =>
    ctx.db
      .query("sessions")
      .withIndex("by_robotId_and_mode", (q) => q.eq("robotId", robotId).eq("status", status).eq("mode", "apply_actions"))
      .take(10);
  return (await Promise.all([ofStatus("authorized"), ofStatus("active")])).flat();
}
