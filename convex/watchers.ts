import { v } from "convex/values";

import { mutationAs, notHeld, queryAs } from "./functions";
import { device, watcher } from "./model/watching/shapes";
import * as Watchers from "./model/watching/watchers";

const robotId = v.id("robots");

/** Who has the page of the robot's session open, on what, and when each page was last heard; at most 20. Throws `not_found`. */
export const list = queryAs("viewer")({
  args: { robotId },
  returns: v.array(watcher),
  handler: (ctx, args) => Watchers.list(ctx, ctx.me.organizationId, args.robotId),
});

/** An open page says so, every 20 s and when it comes into sight or leaves it. `tab`: names the page, 1 to 64 characters. Throws `not_found`, `invalid`. */
export const tell = mutationAs(
  "viewer",
  notHeld,
)({
  args: { robotId, tab: v.string(), device, isInSight: v.boolean() },
  returns: v.null(),
  handler: async (ctx, args) => {
    await Watchers.tell(ctx, ctx.me, args, Date.now());
    return null;
  },
});

/** The page was closed. Throws `not_found`. */
export const leave = mutationAs(
  "viewer",
  notHeld,
)({
  args: { robotId, tab: v.string() },
  returns: v.null(),
  handler: async (ctx, args) => {
    await Watchers.leave(ctx, ctx.me, args);
    return null;
  },
});
