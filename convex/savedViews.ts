import { v } from "convex/values";

import { mutationAs, queryAs } from "./functions";
import * as SavedViews from "./model/savedViews";
import { actor, viewPage } from "./model/shapes";

/** The views of one page that the organization shares, by name. For every member. */
export const list = queryAs("viewer")({
  args: { page: viewPage },
  returns: v.array(v.object({ id: v.id("savedViews"), name: v.string(), query: v.string(), createdBy: actor, createdAt: v.number() })),
  handler: (ctx, { page }) => SavedViews.list(ctx, ctx.me.organizationId, page),
});

/**
 * Shares a view; one of the same name is replaced. `query` is what stands behind the ? of the page's address.
 * Throws `invalid` for a name or query that cannot be used, `conflict` when the page has as many as it may.
 */
export const save = mutationAs("operator")({
  args: { page: viewPage, name: v.string(), query: v.string() },
  returns: v.object({ id: v.id("savedViews") }),
  handler: (ctx, args) => SavedViews.save(ctx, ctx.me, args, Date.now()),
});

/** Ends the sharing of a view, for everybody. Throws `not_found`. */
export const remove = mutationAs("operator")({
  args: { id: v.id("savedViews") },
  returns: v.null(),
  handler: async (ctx, { id }) => {
    await SavedViews.remove(ctx, ctx.me, id, Date.now());
    return null;
  },
});
