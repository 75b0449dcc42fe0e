import { mutationGeneric, queryGeneric } from "convex/server";
import { v } from "convex/values";

export const insert = mutationGeneric({
  args: { key: v.number(), body: v.string() },
  handler: async (ctx, { key, body }) => {
    await ctx.db.insert("items", { key, value: 0, body });
    return null;
  },
});

export const fill = mutationGeneric({
  args: { from: v.number(), count: v.number(), body: v.string() },
  handler: async (ctx, { from, count, body }) => {
    for (let key = from; key < from + count; key++) await ctx.db.insert("items", { key, value: 0, body });
  },
});

export const value = queryGeneric({
  args: { key: v.number() },
  handler: async (ctx, { key }) => {
    const found = await ctx.db
      .query("items")
      .withIndex("by_key", (q) => q.eq("key", key))
      .first();
    return found === null ? null : found["value"];
  },
});

export const set = mutationGeneric({
  args: { key: v.number(), value: v.number() },
  handler: async (ctx, args) => {
    const found = await ctx.db
      .query("items")
      .withIndex("by_key", (q) => q.eq("key", args.key))
      .first();
    if (found !== null) await ctx.db.patch(found._id, { value: args.value });
    return null;
  },
});

/** Reads many documents, one after the other. */
export const sum = queryGeneric({
  args: { count: v.number() },
  handler: async (ctx, { count }) => {
    let total = 0;
    for await (const { value } of ctx.db.query("items").withIndex("by_key")) {
      total += Number(value);
      if (--count === 0) break;
    }
    return total;
  },
});

/** The first so many documents: every one of these queries is touched by a change of the first. `of` tells equal ones apart. */
export const first = queryGeneric({
  args: { count: v.number(), of: v.optional(v.number()) },
  handler: (ctx, { count }) => ctx.db.query("items").withIndex("by_key").take(count),
});
