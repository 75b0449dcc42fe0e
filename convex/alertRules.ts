import { v } from "convex/values";

import { mutationAs, queryAs } from "./functions";
import { checkNumber } from "./model/checks";
import { pastOf } from "./model/alertRules/past";
import * as Rules from "./model/alertRules/rules";
import { condition, newRule, noDataMs } from "./model/alertRules/shapes";
import * as Heartbeats from "./model/heartbeats/heartbeats";
import { tellRuleTest } from "./model/notices/ruleTellings";
import { actor, nullable } from "./model/shapes";

const id = v.id("alertRules");
const checkTime = (time: number, path: string) => checkNumber(time, path, -8.64e15, Number.MAX_SAFE_INTEGER);
const valueOfPast = v.object({ at: v.number(), min: v.number(), mean: v.number(), max: v.number() });
const spans = v.array(v.object({ from: v.number(), until: nullable(v.number()) }));

/**
 * The rules that the organization wrote itself, at most 20, oldest first. `open`: robots with an open incident of it, 100 for more; `withoutData`: as many
 * of them because their heartbeats lack the value. Times are server time, epoch ms.
 */
export const list = queryAs("viewer")({
  args: {},
  returns: v.array(
    v.object({ id, ...newRule, createdBy: actor, createdAt: v.number(), changedAt: v.number(), open: v.number(), withoutData: v.number() }),
  ),
  handler: (ctx) => Rules.list(ctx, ctx.me.organizationId),
});

/**
 * Writes a rule: an incident opens when a value that robots report was above (`isOver`) or below `threshold` for `forMs` without a break;
 * with `noDataMs`, also when heartbeats came without the value for so long. A silent robot has a cause of its own, which a rule never repeats.
 * Throws `invalid` (name, threshold beyond what may be reported, more than an hour, `noDataMs`, robots), `not_found` for a robot, `conflict`: `too_many`.
 */
export const create = mutationAs("admin")({
  args: newRule,
  returns: v.object({ id }),
  handler: (ctx, args) => Rules.create(ctx, ctx.me, args, Date.now()),
});

/** Says a rule anew, or switches it on or off. Its open incidents end unless only name or severity changed. Throws `invalid`, `not_found`. */
export const change = mutationAs("admin")({
  args: { id, ...newRule },
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
    await tellRuleTest(ctx, await Rules.ofOrganization(ctx, ctx.me, args.id), ctx.me.user._id, Date.now());
    return null;
  },
});

/**
 * What a condition would have done on one robot, from its minutes between `since` and `until` (server time, epoch ms; the newest 1,440):
 * estimates, `sure` and `possible`, between which the truth mostly lies; how many minutes had the value, and at most some 240 points of it, more where
 * minutes are missing between them; `withoutData`: when an incident would have been open because the value did not come. Throws `invalid`, `not_found`.
 */
export const past = queryAs("viewer")({
  args: { robotId: v.id("robots"), since: v.number(), until: v.number(), ...condition, noDataMs },
  returns: v.object({ sure: spans, possible: spans, minutes: v.number(), values: v.array(valueOfPast), withoutData: spans }),
  handler: async (ctx, { robotId, since, until, ...wanted }) => {
    const asked = { ...Rules.checkCondition(wanted), ...Rules.checkNoData(wanted.noDataMs) };
    const window = { robotId, since: checkTime(since, "$.since"), until: checkTime(until, "$.until") };
    return pastOf(asked, await Heartbeats.minutesWithLast(ctx, ctx.me.organizationId, window));
  },
});
