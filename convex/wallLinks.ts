import { v } from "convex/values";

import { mutationAs, queryAs } from "./functions";
import { wallLinkView } from "./model/people/answers";
import * as WallLinks from "./model/people/wallLinks";

/** Links for screens where nobody signs in: all that were not revoked, newest first, then the 50 that were revoked last. */
export const list = queryAs("admin")({
  args: {},
  returns: v.array(wallLinkView),
  handler: (ctx) => WallLinks.list(ctx, ctx.me.organizationId),
});

/** `link` is shown this once; `expiresAt` is epoch ms, a minute to 366 days from now. Throws `invalid`, and `conflict` (`too_many`) beyond 50. */
export const create = mutationAs("admin")({
  args: { name: v.string(), expiresAt: v.number() },
  returns: v.object({ id: v.id("wallLinks"), link: v.string(), prefix: v.string() }),
  handler: (ctx, args) => WallLinks.create(ctx, ctx.me, args, Date.now()),
});

/** For good, and at once: screens that show it are shown nothing more. */
export const revoke = mutationAs("admin")({
  args: { id: v.id("wallLinks") },
  returns: v.null(),
  handler: async (ctx, { id }) => {
    await WallLinks.revoke(ctx, ctx.me, id, Date.now());
    return null;
  },
});
