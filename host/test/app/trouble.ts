import { actionGeneric, internalQueryGeneric, makeFunctionReference, mutationGeneric } from "convex/server";
import { ConvexError, v } from "convex/values";

class OwnError extends ConvexError<string> {
  override name = "OwnError";
}

export const fail = internalQueryGeneric({
  args: {},
  handler: (): null => {
    throw new OwnError("stop");
  },
});

export const failInside = actionGeneric({
  args: {},
  handler: async (ctx): Promise<unknown> => {
    const answer: unknown = await ctx.runQuery(makeFunctionReference<"query">("trouble:fail"));
    return answer;
  },
});

export const wait = actionGeneric({ args: {}, handler: () => new Promise(() => undefined) });

export const pause = actionGeneric({
  args: { ms: v.number() },
  handler: async (_ctx, { ms }) => {
    await new Promise((resolve) => setTimeout(resolve, ms));
    return "rested";
  },
});

/** Rests when it has left a sign that it began. */
export const signAndPause = actionGeneric({
  args: { name: v.string(), ms: v.number() },
  handler: async (ctx, { name, ms }) => {
    await ctx.runMutation(makeFunctionReference<"mutation">("counters:addInternal"), { name });
    await new Promise((resolve) => setTimeout(resolve, ms));
  },
});

export const spin = mutationGeneric({
  args: { isEndless: v.boolean() },
  handler: (_ctx, { isEndless }) => {
    while (isEndless);
    return "done";
  },
});

export const grow = mutationGeneric({
  args: {},
  handler: () => {
    const kept: number[][] = [];
    for (;;) kept.push(Array<number>(100_000).fill(kept.length + 0.5));
  },
});

/** Fills the memory with pauses in between, so that it never holds the thread for long. */
export const hoard = actionGeneric({
  args: { isAsking: v.boolean() },
  handler: async (ctx, { isAsking }): Promise<never> => {
    const kept: number[][] = [];
    for (;;) {
      kept.push(Array<number>(500_000).fill(kept.length));
      await new Promise((resolve) => setTimeout(resolve, 20));
      if (isAsking) await ctx.runQuery(makeFunctionReference<"query">("counters:get"), { name: "kept" });
    }
  },
});

/** Its error comes from a timer that nobody waits for. */
export const leaveTimer = actionGeneric({
  args: {},
  handler: async () => {
    setTimeout(() => {
      throw new Error("left behind");
    }, 1);
    await new Promise((resolve) => setTimeout(resolve, 5000));
  },
});

export const label = actionGeneric({
  args: {},
  handler: () => {
    console.time("a");
    console.time("a");
    console.timeEnd("a");
    console.timeEnd("a");
  },
});
