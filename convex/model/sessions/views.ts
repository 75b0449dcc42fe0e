import type { PaginationOptions } from "convex/server";

import type { Doc, Id } from "../../_generated/dataModel";
import type { QueryCtx } from "../../_generated/server";
import { mapInBatches } from "../batches";
import { latencyPercentile } from "../heartbeats/latency";
import { limitsOf } from "../people/limits";
import type { Me } from "../people/me";
import { fewerActions } from "./approvalRules";
import { unmetPromoteConditions } from "./promoteConditions";
import { gatherFacts } from "./promoteFacts";
import { getDoc, liveOf, load, newestStop, toStopView } from "./loaded";
import { isStopPending } from "./state";

type Read = Pick<QueryCtx, "db">;

export async function toView(ctx: Read, doc: Doc<"sessions">) {
  const [robot, deployment, stop] = await Promise.all([
    doc.robotId === null ? null : ctx.db.get("robots", doc.robotId),
    doc.deploymentId === null ? null : ctx.db.get("deployments", doc.deploymentId),
    newestStop(ctx, doc._id),
  ]);
  const { _id, _creationTime, organizationId: _, liveId, presenceId, ...facts } = doc;
  return {
    id: _id,
    ...facts,
    robotName: robot?.name ?? null,
    emergencyStopLocation: robot?.emergencyStopLocation ?? null,
    deploymentName: deployment?.name ?? null,
    stop: stop === null ? null : toStopView(stop),
  };
}

export async function get(ctx: Read, organizationId: Id<"organizations">, id: Id<"sessions">) {
  return await toView(ctx, await getDoc(ctx, organizationId, id));
}

type ListArgs = {
  status?: "authorized" | "active" | "closed" | "open";
  robotId?: Id<"robots">;
  deploymentId?: Id<"deployments">;
  paginationOpts: PaginationOptions;
};

function byIndex(ctx: Read, organizationId: Id<"organizations">, args: ListArgs) {
  const { status, robotId, deploymentId } = args;
  const sessions = ctx.db.query("sessions");
  // Both open states sort before "closed", so one range holds exactly them.
  if (robotId !== undefined) {
    if (status === undefined) return sessions.withIndex("by_robotId", (q) => q.eq("robotId", robotId));
    // A closed session is in its dry run, so the closed ones of a robot are newest first by this index too.
    return sessions.withIndex("by_robotId_and_mode", (q) =>
      status === "open" ? q.eq("robotId", robotId).lt("status", "closed") : q.eq("robotId", robotId).eq("status", status),
    );
  }
  if (deploymentId !== undefined) {
    if (status === undefined) return sessions.withIndex("by_deploymentId", (q) => q.eq("deploymentId", deploymentId));
    return sessions.withIndex("by_deploymentId_and_status", (q) =>
      status === "open"
        ? q.eq("deploymentId", deploymentId).lt("status", "closed")
        : q.eq("deploymentId", deploymentId).eq("status", status),
    );
  }
  if (status === undefined) return sessions.withIndex("by_organizationId", (q) => q.eq("organizationId", organizationId));
  return sessions.withIndex("by_organizationId_and_status", (q) =>
    status === "open"
      ? q.eq("organizationId", organizationId).lt("status", "closed")
      : q.eq("organizationId", organizationId).eq("status", status),
  );
}

export async function list(ctx: Read, organizationId: Id<"organizations">, args: ListArgs) {
  const { deploymentId } = args;
  const found = await byIndex(ctx, organizationId, args).order("desc").paginate(args.paginationOpts);
  const wanted = found.page.filter(
    (doc) =>
      // A robot or deployment id of another organization finds its sessions by index, and nothing of them is shown.
      doc.organizationId === organizationId && (deploymentId === undefined || doc.deploymentId === deploymentId),
  );
  return { ...found, page: await mapInBatches(wanted, (doc) => toView(ctx, doc)) };
}

export async function live(ctx: Read, organizationId: Id<"organizations">, id: Id<"sessions">) {
  const row = await liveOf(ctx, await getDoc(ctx, organizationId, id));
  const { sessionId, leaseExpiresAt, lastHeartbeatAt, heartbeats, longestGapMs, steps, appliedSteps } = row;
  return {
    ...{ sessionId, leaseExpiresAt, lastHeartbeatAt, heartbeats, longestGapMs, steps, appliedSteps },
    safeStops: row.safeStops,
    faults: row.faults,
    errors: row.errors,
    latencyP50Ms: latencyPercentile(row.latency, 0.5),
    latencyP95Ms: latencyPercentile(row.latency, 0.95),
    dryRunSteps: Math.max(0, row.steps - row.evidence.fromSteps),
    runSummary: row.runSummary,
  };
}

export async function timeline(ctx: Read, organizationId: Id<"organizations">, id: Id<"sessions">) {
  await getDoc(ctx, organizationId, id);
  const events = await ctx.db
    .query("sessionEvents")
    .withIndex("by_sessionId_and_at", (q) => q.eq("sessionId", id))
    .take(1_000);
  return events.map(({ _id, _creationTime, sessionId: _, ...event }) => ({ id: _id, ...event }));
}

/** The same conditions as the promote itself, judged at the client's `now`; informs, and decides nothing. */
export async function readiness(ctx: Read, me: Me, args: { id: Id<"sessions">; now: number }) {
  const { organizationId, membership, actor } = me;
  const loaded = await load(ctx, organizationId, args.id);
  const caller = { mayPromote: membership.role !== "viewer", limits: limitsOf(membership), actor };
  const { facts, evidence } = await gatherFacts(ctx, loaded, caller, args.now);
  const { sessionId, robotStopPending, trialNeeded: needed, ...rest } = facts;
  const { status, mode, version, trialActions: passed } = loaded.state;
  const unmet = unmetPromoteConditions({
    ...rest,
    now: args.now,
    session: { id: sessionId, status, mode },
    // How many actions will be let through is chosen with the promote; what a trial and the approval may have is chosen well.
    trial: { needed, passed, actionBudget: fewerActions(needed, rest.approvedActions) },
    stopPending: isStopPending(loaded.state) || robotStopPending,
  });
  const approvedActions = rest.approval === "given" ? rest.approvedActions : null;
  return { ready: unmet.length === 0, unmet, evidence, version, trial: { needed, passed }, approvedActions };
}
