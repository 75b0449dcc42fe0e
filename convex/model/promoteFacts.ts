import type { Infer } from "convex/values";

import type { Doc, Id } from "../_generated/dataModel";
import type { QueryCtx } from "../_generated/server";
import { specNumber } from "./deployments";
import { newestFor } from "./doctor";
import { latencyPercentile } from "./latency";
import type { PromoteFacts } from "./promoteConditions";
import { pendingStop } from "./orders";
import * as Robots from "./robots";
import type { Loaded } from "./sessionStore";
import type { promotionEvidence } from "./shapes";

type Read = Pick<QueryCtx, "db">;
type Facts = Omit<PromoteFacts, "now" | "session" | "stopPending"> & { sessionId: string; robotStopPending: boolean };
type Evidence = Infer<typeof promotionEvidence>;

/** Reads, in the caller's transaction, everything a promote is decided on. Bounded: a fixed number of rows. */
export async function gatherFacts(
  ctx: Read,
  { doc, live }: Pick<Loaded, "doc" | "live">,
  callerMayPromote: boolean,
  now: number,
): Promise<{ facts: Facts; evidence: Evidence; intervalMs: number }> {
  const robot = doc.robotId === null ? null : await ctx.db.get("robots", doc.robotId);
  const status = robot === null ? null : await Robots.statusRow(ctx, robot._id);
  const deployment = doc.deploymentId === null ? null : await ctx.db.get("deployments", doc.deploymentId);
  const schema = robot === null ? null : await ctx.db.get("robotSchemas", robot.robotSchemaId);
  const report = deployment === null ? null : await newestFor(ctx, deployment, robot);
  const safeStop = schema?.summary.safeStop?.kind ?? null;
  const steps = Math.max(0, live.steps - live.evidence.fromSteps);
  const latencyP95Ms = latencyPercentile(live.dryRunLatency, 0.95);
  const controlPeriodMs = controlPeriodOf(schema, deployment, status);
  const { safeStops, faults } = live.evidence;
  const facts: Facts = {
    sessionId: doc._id,
    callerMayPromote,
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
    doctor:
      report === null
        ? null
        : { passed: report.passed, checkedAt: report.checkedAt, outdated: report.outdated },
    safeStop,
    evidence: { steps, safeStops, faults, latencyP95Ms },
    controlPeriodMs,
    robotStopPending: robot !== null && (await pendingStop(ctx, robot._id)) !== null,
    otherSessionApplying:
      robot !== null && (await applyingOn(ctx, robot._id)).some((session) => session._id !== doc._id),
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
  };
  return { facts, evidence, intervalMs: status?.intervalMs ?? 1_000 };
}

/** A policy that plays several actions of a chunk has that many control ticks for one inference. */
function controlPeriodOf(
  schema: Doc<"robotSchemas"> | null,
  deployment: Doc<"deployments"> | null,
  status: Doc<"robotStatus"> | null,
): number | null {
  const controlHz = schema?.summary.controlHz ?? specNumber(deployment, "controlHz") ?? status?.controlHz ?? null;
  if (controlHz === null || controlHz <= 0) return null;
  const played = Math.min(specNumber(deployment, "actionsPlayedPerChunk") ?? 1, 100);
  return Math.round((Math.max(1, played) * 1000) / controlHz);
}

/** The sessions that apply actions on a robot; by the rules at most one, so the bound is never reached. */
export async function applyingOn(ctx: Read, robotId: Id<"robots">): Promise<Doc<"sessions">[]> {
  const ofStatus = (status: "authorized" | "active") =>
    ctx.db
      .query("sessions")
      .withIndex("by_robotId_and_mode", (q) =>
        q.eq("robotId", robotId).eq("status", status).eq("mode", "apply_actions"),
      )
      .take(10);
  return (await Promise.all([ofStatus("authorized"), ofStatus("active")])).flat();
}
