import { v } from "convex/values";

import { mutationAs, queryAs } from "./functions";
import * as Controlling from "./model/control/controlling";
import { viewOf } from "./model/control/holding";
import { controlView } from "./model/control/shapes";
import { nullable } from "./model/shapes";

const robotId = v.id("robots");

/** Who holds the robot and to whom it is offered, `null` for nobody. Wakes when that changes. */
export const get = queryAs("viewer")({
  args: { robotId },
  returns: nullable(controlView),
  handler: (ctx, args) => viewOf(ctx, ctx.me.organizationId, args.robotId),
});

/**
 * The caller holds a robot on which a session is open: nobody else may promote on it or give it more time until that ends. Stops stay everybody's.
 * `heldBy`: the id of who holds it as the page shows it. From somebody else it takes a `reason`, which they are told.
 * Throws `conflict`: `changed`, `no_session`; `invalid` where a reason is missing.
 */
export const take = mutationAs("operator")({
  args: { robotId, heldBy: nullable(v.string()), reason: v.optional(v.string()) },
  returns: v.null(),
  handler: async (ctx, args) => {
    await Controlling.take(ctx, ctx.me, args, Date.now());
    return null;
  },
});

/** Offers it to another operator or admin, who has two minutes to accept; `to: null` takes the offer back. Throws `conflict`: `not_yours`, `yours`, `viewer`, `limited`. */
export const offer = mutationAs("operator")({
  args: { robotId, to: nullable(v.id("memberships")) },
  returns: v.null(),
  handler: async (ctx, args) => {
    await Controlling.offer(ctx, ctx.me, args, Date.now());
    return null;
  },
});

/** By whom it was offered to: holds it from now on, or declines. Throws `conflict`: `no_offer`, `offer_too_old`. */
export const answer = mutationAs("operator")({
  args: { robotId, accept: v.boolean() },
  returns: v.null(),
  handler: async (ctx, args) => {
    await Controlling.answer(ctx, ctx.me, args, Date.now());
    return null;
  },
});

/** Nobody holds it any more. Throws `conflict` (`not_yours`) for what somebody else holds, unless an admin asks. */
export const release = mutationAs("operator")({
  args: { robotId },
  returns: v.null(),
  handler: async (ctx, args) => {
    await Controlling.release(ctx, ctx.me, args.robotId, Date.now());
    return null;
  },
});
