import type { Id } from "../../_generated/dataModel";
import type { QueryCtx } from "../../_generated/server";
import { appError } from "../../errors";
import { siblingCount } from "./outliers";
import { byFilter } from "./lists";

/** The numbers of a deployment's newest 200 receipts, oldest first. */
export async function trend(ctx: Pick<QueryCtx, "db">, organizationId: Id<"organizations">, deploymentId: Id<"deployments">) {
  const deployment = await ctx.db.get("deployments", deploymentId);
  if (deployment === null || deployment.organizationId !== organizationId) throw appError({ code: "not_found", what: "deployment" });
  const newest = await byFilter(ctx, organizationId, { deploymentId }, Number.MAX_SAFE_INTEGER).take(siblingCount);
  return newest
    .reverse()
    .map(({ _id, sequence, timestamp, startedAt, steps, safeStops, errorCount, longestGapMs, latencyP95Ms, applied }) => ({
      id: _id,
      durationMs: timestamp - startedAt,
      ...{ sequence, timestamp, steps, safeStops, errorCount, longestGapMs, latencyP95Ms, applied },
    }));
}
