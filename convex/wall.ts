import { v } from "convex/values";

import { wallMutation, wallQuery } from "./functions";
import * as WallLinks from "./model/people/wallLinks";
import { heardView, wallView } from "./model/robots/answers";
import * as Wall from "./model/robots/wall";

// For a screen where nobody signs in: who shows a link (`wallLinks.ts`) may look, at this and at nothing else.

/** What the wall shows, for whoever shows a link: name and state of every robot in service. Throws `unauthenticated` for a link that is none or that ended. */
export const fleet = wallQuery({
  args: {},
  returns: wallView,
  handler: async (ctx) => ({
    organization: (await ctx.db.get("organizations", ctx.wall.organizationId))?.name ?? "",
    expiresAt: ctx.wall.expiresAt,
    robots: await Wall.ofWall(ctx, ctx.wall.organizationId),
  }),
});

/** When one robot was last heard, `null` when it is not of the link's organization; wakes with its every heartbeat. Throws `unauthenticated`. */
export const heard = wallQuery({
  args: { robotId: v.id("robots") },
  returns: v.union(heardView, v.null()),
  handler: (ctx, { robotId }) => Wall.heardOf(ctx, ctx.wall.organizationId, robotId),
});

/** Notes that a link is in use, at most once a minute. Throws `unauthenticated`, by the clock also for one that ran out and was not swept yet. */
export const noteUse = wallMutation({
  args: {},
  returns: v.null(),
  handler: async (ctx) => {
    await WallLinks.noteUse(ctx, ctx.wall, Date.now());
    return null;
  },
});
