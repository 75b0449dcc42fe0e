import { v } from "convex/values";

import { mutationAs, queryAs } from "./functions";
import * as Deployments from "./model/deployments/deployments";
import { newDeployment, policy } from "./model/deployments/shapes";
import { deploymentView } from "./model/deployments/answers";

/** Newest first, at most 500. */
export const list = queryAs("viewer")({
  args: {},
  returns: v.array(deploymentView),
  handler: (ctx) => Deployments.list(ctx, ctx.me.organizationId),
});

export const get = queryAs("viewer")({
  args: { id: v.id("deployments") },
  returns: deploymentView,
  handler: (ctx, { id }) => Deployments.get(ctx, ctx.me.organizationId, id),
});

/** `spec` is JSON text of an object. One of `modelId` and `artifactId` is needed. `runtime` defaults to `edge`. */
export const create = mutationAs("operator")({
  args: { ...newDeployment, spec: v.optional(v.string()) },
  returns: v.object({ id: v.id("deployments") }),
  handler: (ctx, args) => Deployments.create(ctx, ctx.me, args, Date.now()),
});

/**
 * What every promote of this deployment must meet; fields left out stay as they are. Steps 1 to 1,000,000, budgets 10 to
 * 14,400 s. Lowering a guard needs a `reason` and is marked in the log (`deployment.lowerGuard`). Dissolves approvals.
 */
export const setPolicy = mutationAs("admin")({
  args: { id: v.id("deployments"), policy: policy.partial(), reason: v.optional(v.string()) },
  returns: v.object({ policy, lowered: v.array(v.string()) }),
  handler: (ctx, args) => Deployments.setPolicy(ctx, ctx.me, args, Date.now()),
});
