import { componentsGeneric, createFunctionHandle, mutationGeneric, queryGeneric } from "convex/server";
import { v } from "convex/values";

// The real types come from generated code, which this app does without.
const { limiter, second } = componentsGeneric() as unknown as Record<
  "limiter" | "second",
  { uses: Record<"take" | "all" | "later" | "read", never> }
>;

export const take = mutationGeneric({
  args: { name: v.string() },
  handler: (ctx, args): Promise<unknown> => ctx.runMutation(limiter.uses.take, args as never),
});

/** Goes on after a refusal, whose writes must be gone. */
export const tryTake = mutationGeneric({
  args: { name: v.string() },
  handler: async (ctx, args): Promise<unknown> => {
    await ctx.db.insert("uses", { own: true });
    try {
      return await ctx.runMutation(limiter.uses.take, args as never);
    } catch {
      return "refused";
    }
  },
});

export const counts = queryGeneric({
  args: {},
  handler: async (ctx): Promise<unknown> => ({
    own: (await ctx.db.query("uses").collect()).length,
    limiter: await ctx.runQuery(limiter.uses.all),
    second: await ctx.runQuery(second.uses.all),
  }),
});

export const later = mutationGeneric({
  args: { name: v.string() },
  handler: (ctx, args): Promise<unknown> => ctx.runMutation(second.uses.later, args as never),
});

export const byHandle = mutationGeneric({
  args: { name: v.string() },
  handler: async (ctx, args): Promise<unknown> => ctx.runMutation((await createFunctionHandle(limiter.uses.take)) as never, args as never),
});

export const foreign = queryGeneric({
  args: {},
  handler: async (ctx): Promise<unknown> => {
    const own = await ctx.db.query("uses").first();
    return own === null ? "none" : ctx.runQuery(limiter.uses.read, { id: own._id } as never);
  },
});
