import { v, type Infer } from "convex/values";

import { internal } from "./_generated/api";
import { internalMutation } from "./_generated/server";
import { mutationAs, pageAction, queryAs } from "./functions";
import { requireActing } from "./model/people/roles";
import { limitProbes } from "./model/deployments/doctor";
import * as Probes from "./model/deployments/probes";
import { nullable } from "./model/shapes";
import { probeResult } from "./model/deployments/shapes";
import { inferenceEndpointView } from "./model/deployments/answers";
import * as Workers from "./model/deployments/workers";

/** By base model, at most 200, each with the worker's newest answer. */
export const list = queryAs("viewer")({
  args: {},
  returns: v.array(inferenceEndpointView),
  handler: (ctx) => Workers.list(ctx, ctx.me.organizationId),
});

/** `workerUrl` and `primeUrl` are http(s) or ws(s); `primeUrl` defaults to the worker's. Refused with `conflict` `known`, `too_many`. */
export const register = mutationAs("admin")({
  args: { baseModel: v.string(), workerUrl: v.string(), primeUrl: v.optional(v.string()) },
  returns: v.object({ id: v.id("inferenceEndpoints") }),
  handler: (ctx, args) => Workers.register(ctx, ctx.me, args, Date.now()),
});

/** Sessions that were given it keep it until they renew their grant. */
export const remove = mutationAs("admin")({
  args: { id: v.id("inferenceEndpoints") },
  returns: v.null(),
  handler: async (ctx, { id }) => {
    await Workers.remove(ctx, ctx.me, id, Date.now());
    return null;
  },
});

/** Asks the worker now, up to 5 s. */
export const check = pageAction({
  args: { id: v.id("inferenceEndpoints") },
  returns: probeResult,
  handler: async (ctx, { id }): Promise<Infer<typeof probeResult>> =>
    await Probes.ask(ctx, await ctx.runMutation(internal.inferenceEndpoints.prepare, { id, organization: ctx.organization })),
});

export const prepare = internalMutation({
  args: { id: v.id("inferenceEndpoints"), organization: v.optional(v.string()) },
  returns: v.object({ organizationId: v.id("organizations"), url: v.string(), baseModel: nullable(v.string()) }),
  handler: async (ctx, { id, organization }) => {
    const { organizationId } = await requireActing(ctx, "operator", organization);
    const { workerUrl: url, baseModel } = await Workers.getOrThrow(ctx, organizationId, id);
    await limitProbes(ctx, organizationId, Date.now());
    return { organizationId, url, baseModel };
  },
});
