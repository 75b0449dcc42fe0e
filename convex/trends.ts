import { v } from "convex/values";

import { queryAs } from "./functions";
import { nullable } from "./model/shapes";
import * as Cells from "./model/trends/cells";
import { groupBy, per, point } from "./model/trends/shapes";
import { verdict } from "./model/receipts/shapes";

/**
 * Sums of the organization's runs by day, week or month (UTC, by when the receipt was written) and by robot, deployment or model: of runs
 * with a receipt, within at most 366 days. What a sum means and its unit stands with `sums` and `worst`. A year of many robots comes in
 * parts, newest days first: ask again with `continueCursor` until `isDone`, and add the points of the same bucket and group.
 * `isCounting`: older receipts are not in the sums yet. Throws `invalid` for times that are no days, or too many of them.
 */
export const part = queryAs("viewer")({
  args: {
    /** The first day, and the day after the last: epoch ms of midnight UTC. */
    from: v.number(),
    to: v.number(),
    per,
    groupBy,
    robotId: v.optional(v.id("robots")),
    deploymentId: v.optional(v.id("deployments")),
    modelId: v.optional(v.string()),
    /** Whether the run ever was in `apply_actions`. */
    applied: v.optional(v.boolean()),
    /** The verdict that stands; of a receipt that two people review, none until both have spoken. */
    verdict: v.optional(v.union(verdict, v.literal("none"))),
    cursor: nullable(v.string()),
  },
  returns: v.object({
    points: v.array(point),
    names: v.array(v.object({ group: v.string(), name: v.string() })),
    isCounting: v.boolean(),
    isDone: v.boolean(),
    continueCursor: v.string(),
  }),
  handler: (ctx, { cursor, ...asked }) => Cells.part(ctx, ctx.me.organizationId, asked, cursor),
});
