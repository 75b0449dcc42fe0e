import { v } from "convex/values";

import { mutationAs, notHeld, queryAs } from "./functions";
import { checkNumber } from "./model/checks";
import * as Deployments from "./model/deployments/deployments";
import { preview as previewOf } from "./model/deployments/preview";
import { newDeployment, policy } from "./model/deployments/shapes";
import { deploymentPreview, deploymentView } from "./model/deployments/answers";

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

const draft = { ...newDeployment, spec: v.optional(v.string()), from: v.optional(v.id("deployments")) };

/** What `create` would make of the same arguments, and what the doctor would say of it, at `at` (epoch ms). Writes nothing; refuses as `create` does. */
export const preview = queryAs("viewer")({
  args: { ...draft, at: v.number() },
  returns: deploymentPreview,
  handler: (ctx, { at, ...args }) => previewOf(ctx, ctx.me.organizationId, args, checkNumber(at, "$.at", 0, Number.MAX_SAFE_INTEGER)),
});

/**
 * `spec` is JSON text of an object. One of `modelId` and `artifactId` is needed. `runtime` defaults to `edge`. Made `from` another, it
 * takes over what that one's policy guards more strongly than the usual one, and nothing that it guards less.
 */
export const create = mutationAs(
  "operator",
  notHeld,
)({
  args: draft,
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
