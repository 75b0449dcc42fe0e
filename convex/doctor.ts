import { v } from "convex/values";

import { mutationAs, queryAs } from "./functions";
import * as Doctor from "./model/doctor";
import { nullable } from "./model/shapes";
import { doctorReportView } from "./model/views";

/** Runs every check now. With `robotId`, also those that need the robot. */
export const run = mutationAs("operator")({
  args: { deploymentId: v.id("deployments"), robotId: v.optional(v.id("robots")) },
  returns: doctorReportView,
  handler: (ctx, args) => Doctor.run(ctx, ctx.me, args, Date.now()),
});

/** The newest report, `null` when never run. Without `robotId`: of the deployment alone. */
export const latest = queryAs("viewer")({
  args: { deploymentId: v.id("deployments"), robotId: v.optional(v.id("robots")) },
  returns: nullable(doctorReportView),
  handler: (ctx, args) => Doctor.latest(ctx, ctx.me.organizationId, args),
});
