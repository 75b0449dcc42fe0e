import { v } from "convex/values";

import { mutationAs, queryAs } from "./functions";
import { checkNumber } from "./model/checks";
import { tellRuleTest } from "./model/notices/ruleTellings";
import { past as pastOf } from "./model/runRules/past";
import * as Rules from "./model/runRules/rules";
import { newRunRule, runsCondition } from "./model/runRules/shapes";
import { actor } from "./model/shapes";

const id = v.id("runRules");
const span = v.object({ from: v.number(), until: v.number() });

/** The organization's rules about runs, at most 20, oldest first. `open`: of how many deployments or robots the runs break it now, 100 for more. Times are server time, epoch ms. */
export const list = queryAs("viewer")({
  args: {},
  returns: v.array(v.object({ id, ...newRunRule, createdBy: actor, createdAt: v.number(), changedAt: v.number(), open: v.number() })),
  handler: (ctx) => Rules.list(ctx, ctx.me.organizationId),
});

/**
 * Writes a rule about runs: an incident opens when `atLeast` runs of one deployment, one robot or the organization with one of the signs ended within
 * `withinMs`, and ends when the window no longer holds so many. Looked at from the next such run. Throws `invalid`, and `conflict`: `too_many`.
 */
export const create = mutationAs("admin")({
  args: newRunRule,
  returns: v.object({ id }),
  handler: (ctx, args) => Rules.create(ctx, ctx.me, args, Date.now()),
});

/** Says a rule anew, or switches it on or off. Its open incidents end unless only name or severity changed. Throws `invalid`, `not_found`. */
export const change = mutationAs("admin")({
  args: { id, ...newRunRule },
  returns: v.null(),
  handler: async (ctx, args) => {
    await Rules.change(ctx, ctx.me, args, Date.now());
    return null;
  },
});

/** Ends a rule and its open incidents; what it found stays readable. Throws `not_found`. */
export const remove = mutationAs("admin")({
  args: { id },
  returns: v.null(),
  handler: async (ctx, args) => {
    await Rules.remove(ctx, ctx.me, args.id, Date.now());
    return null;
  },
});

/** Sends the caller a notice as the rule would, marked as a test; webhooks that want this kind get it too. Throws `not_found`. */
export const test = mutationAs("admin")({
  args: { id },
  returns: v.null(),
  handler: async (ctx, args) => {
    await tellRuleTest(ctx, await Rules.ofOrganization(ctx, ctx.me.organizationId, args.id), ctx.me.user._id, Date.now());
    return null;
  },
});

/**
 * What a rule about runs would have done in the week up to `until` (server time, epoch ms): the 20 that would have broken it most, with how many runs of that
 * week count and when. `isWhole`: false where a sign has more than 1,000 runs, of which the newest were looked at. Throws `invalid`.
 */
export const past = queryAs("viewer")({
  args: { ...runsCondition, until: v.number() },
  returns: v.object({
    isWhole: v.boolean(),
    more: v.number(),
    subjects: v.array(v.object({ name: v.string(), runs: v.number(), spans: v.array(span) })),
  }),
  handler: (ctx, { until, ...condition }) => {
    const at = checkNumber(until, "$.until", -8.64e15, Number.MAX_SAFE_INTEGER);
    return pastOf(ctx, ctx.me.organizationId, Rules.checkRuns(condition), at);
  },
});
