import { v } from "convex/values";

import { mutationAs, queryAs } from "./functions";
import * as Deployments from "./model/deployments";
import { mode } from "./model/shapes";
import { deploymentView } from "./model/views";

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
  args: {
    name: v.string(),
    modelId: v.optional(v.string()),
    artifactId: v.optional(v.string()),
    robotSchemaId: v.optional(v.id("robotSchemas")),
    runtime: v.optional(v.string()),
    mode: v.optional(mode),
    spec: v.optional(v.string()),
  },
  returns: v.object({ id: v.id("deployments") }),
  handler: (ctx, args) => Deployments.create(ctx, ctx.me, args, Date.now()),
});
