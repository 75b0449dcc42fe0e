import { Password } from "@convex-dev/auth/providers/Password";
import { convexAuth, getAuthUserId } from "@convex-dev/auth/server";
import { queryGeneric } from "convex/server";
import { v } from "convex/values";

export const { auth, signIn, signOut, store, isAuthenticated } = convexAuth({ providers: [Password] });

export const me = queryGeneric({
  args: {},
  handler: async (ctx) => {
    const userId = await getAuthUserId(ctx as never);
    return userId === null ? null : ctx.db.get(userId);
  },
});

export const identity = queryGeneric({ args: {}, handler: (ctx) => ctx.auth.getUserIdentity() });

/** Asks who calls only when somebody has counted. */
export const whoCounts = queryGeneric({
  args: { name: v.string() },
  handler: async (ctx, { name }) => {
    const counter = await ctx.db
      .query("counters")
      .withIndex("by_name", (q) => q.eq("name", name))
      .unique();
    if (counter === null) return "nobody";
    return ((await ctx.runQuery("auth:identity" as never, {} as never)) as { subject: string } | null)?.subject ?? "a stranger";
  },
});
