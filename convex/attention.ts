import { v } from "convex/values";

import { mutationAs } from "./functions";
import * as Attending from "./model/robots/attending";
import { nullable } from "./model/shapes";

// `attendedBy`: the id of the person who attends to the robot as the page shows it, `null` for nobody; another than is so is a `conflict`.
const shown = { robotId: v.id("robots"), attendedBy: nullable(v.string()) };

/**
 * "I take this": the caller attends to a robot that needs attention, in place of whoever did. Changes nothing of the robot, and ends by itself
 * when its cause is gone. Throws `conflict`: `no_cause`, `changed`.
 */
export const take = mutationAs("operator")({
  args: shown,
  returns: v.null(),
  handler: async (ctx, args) => {
    await Attending.take(ctx, ctx.me, args, Date.now());
    return null;
  },
});

/** Gives it to another operator or admin, who is told. Throws `conflict`: `no_cause`, `changed`, `viewer`, `limited` (may not act on it). */
export const give = mutationAs("operator")({
  args: { ...shown, to: v.id("memberships") },
  returns: v.null(),
  handler: async (ctx, args) => {
    await Attending.give(ctx, ctx.me, args, Date.now());
    return null;
  },
});

/** Nobody attends to it any more; what is wrong stays on the list. Throws `conflict` (`not_yours`) for what somebody else attends to, unless an admin asks. */
export const done = mutationAs("operator")({
  args: { robotId: v.id("robots") },
  returns: v.null(),
  handler: async (ctx, { robotId }) => {
    await Attending.done(ctx, ctx.me, robotId, Date.now());
    return null;
  },
});
