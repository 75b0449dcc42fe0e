import { mutationGeneric, queryGeneric } from "convex/server";
import { ConvexError, v } from "convex/values";

/** Counts a use; refuses the fourth, after it has written. */
export const take = mutationGeneric({
  args: { name: v.string() },
  handler: async (ctx, { name }) => {
    const before = await ctx.db
      .query("uses")
      .withIndex("by_name", (q) => q.eq("name", name))
      .order("desc")
      .first();
    const count = (before?.["count"] ?? 0) + 1;
    await ctx.db.insert("uses", { name, count, ...(before === null ? {} : { previous: before._id }) });
    if (count > 3) throw new ConvexError({ limit: 3 });
    return count;
  },
});

export const all = queryGeneric({
  args: {},
  handler: async (ctx) => ({
    user: await ctx.auth.getUserIdentity(),
    counts: (await ctx.db.query("uses").collect()).map((use) => use["count"]),
  }),
});

export const later = mutationGeneric({
  args: { name: v.string() },
  handler: async (ctx, { name }): Promise<void> => {
    await ctx.scheduler.runAfter(0, "uses:take" as never, { name } as never);
  },
});

export const read = queryGeneric({ args: { id: v.string() }, handler: (ctx, { id }) => ctx.db.get(id as never) });
