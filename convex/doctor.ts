import { v, type Infer } from "convex/values";

import { api, internal } from "./_generated/api";
import { internalAction, internalMutation } from "./_generated/server";
import { accessOf, allowedOf, mutationAs, pageAction, queryAs, requireAllowed } from "./functions";
import { requireActing } from "./model/people/roles";
import * as Doctor from "./model/deployments/doctor";
import { touchingFields } from "./model/people/limits";
import { readiness as readinessOf } from "./model/deployments/readiness";
import * as Probes from "./model/deployments/probes";
import { nullable } from "./model/shapes";
import { probeResult } from "./model/deployments/shapes";
import { doctorReportView, readinessView } from "./model/deployments/answers";

const which = { deploymentId: v.id("deployments"), robotId: v.optional(v.id("robots")) };
const question = v.object({ organizationId: v.id("organizations"), url: v.string(), baseModel: v.string() });

/** Runs every check on what is known now. With `robotId`, also those that need the robot. `check` asks the worker first. */
export const run = mutationAs("operator")({
  args: which,
  returns: doctorReportView,
  handler: (ctx, args) => Doctor.run(ctx, ctx.me, args, Date.now()),
});

/** Calls the deployment's worker (up to 5 s), then runs every check. */
export const check = pageAction({
  args: which,
  returns: doctorReportView,
  handler: async (ctx, args): Promise<Infer<typeof doctorReportView>> => {
    const asked: Infer<typeof question> | null = await ctx.runMutation(internal.doctor.prepare, {
      ...args,
      organization: ctx.organization,
    });
    if (asked !== null) await Probes.ask(ctx, asked);
    return await ctx.runMutation(api.doctor.run, { ...args, organization: ctx.organization });
  },
});

/** The newest report, `null` when never run. Without `robotId`: of the deployment alone. */
export const latest = queryAs("viewer")({
  args: which,
  returns: nullable(doctorReportView),
  handler: (ctx, args) => Doctor.latest(ctx, ctx.me.organizationId, args),
});

/** The newest report of each robot the deployment was checked with, and of the deployment alone. */
export const readiness = queryAs("viewer")({
  args: { deploymentId: v.id("deployments") },
  returns: readinessView,
  handler: (ctx, { deploymentId }) => readinessOf(ctx, ctx.me.organizationId, deploymentId),
});

/** Whom `check` must ask, `null` for nobody. */
export const prepare = internalMutation({
  args: { ...which, organization: v.optional(v.string()) },
  returns: nullable(question),
  handler: async (ctx, { organization, ...args }) => {
    const me = await requireActing(ctx, "operator", organization);
    await requireAllowed(ctx, me, args, touchingFields(which));
    return await Doctor.prepare(ctx, me.organizationId, args.deploymentId, Date.now());
  },
});

/** The same for a key; also `null` when the key may not, which the mutation that follows then says. */
export const prepareForKey = internalMutation({
  args: { apiKey: v.string(), ...which },
  returns: nullable(question),
  handler: async (ctx, { apiKey, ...args }) => {
    const access = await allowedOf(
      ctx,
      await accessOf(ctx, apiKey, { key: "operator", robot: false }, Date.now()),
      args,
      touchingFields(which),
    );
    return access.ok ? await Doctor.prepare(ctx, access.caller.organizationId, args.deploymentId, Date.now()) : null;
  },
});

/** For a run that found no recent answer. */
export const askWorker = internalAction({
  args: question.fields,
  returns: v.null(),
  handler: async (ctx, args) => {
    await Probes.ask(ctx, args);
    return null;
  },
});

export const healthGrant = internalMutation({
  args: { organizationId: v.id("organizations") },
  returns: v.string(),
  handler: (ctx, { organizationId }) => Probes.healthGrant(ctx, organizationId, Date.now()),
});

export const recordProbe = internalMutation({
  args: { organizationId: v.id("organizations"), url: v.string(), result: probeResult },
  returns: v.null(),
  handler: async (ctx, { organizationId, url, result }) => {
    await Probes.record(ctx, organizationId, url, result, Date.now());
    return null;
  },
});
