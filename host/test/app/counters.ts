import { actionGeneric, internalActionGeneric, internalMutationGeneric, mutationGeneric, queryGeneric } from "convex/server";
import type { DataModelFromSchemaDefinition, GenericDatabaseWriter } from "convex/server";
import { v } from "convex/values";

import type schema from "./schema";

const name = { name: v.string() };

export const get = queryGeneric({
  args: name,
  handler: async (ctx, args) =>
    (
      await ctx.db
        .query("counters")
        .withIndex("by_name", (q) => q.eq("name", args.name))
        .unique()
    )?.value ?? 0,
});

async function increase(
  { db }: { db: GenericDatabaseWriter<DataModelFromSchemaDefinition<typeof schema>> },
  counter: string,
): Promise<number> {
  const found = await db
    .query("counters")
    .withIndex("by_name", (q) => q.eq("name", counter))
    .unique();
  if (found === null) await db.insert("counters", { name: counter, value: 1 });
  else await db.patch(found._id, { value: found.value + 1 });
  return (found?.value ?? 0) + 1;
}

export const add = mutationGeneric({ args: name, handler: (ctx, args) => increase(ctx, args.name) });
export const addInternal = internalMutationGeneric({ args: name, handler: (ctx, args) => increase(ctx, args.name) });

/** Where the call came from. */
export const whence = mutationGeneric({ args: {}, handler: async (ctx) => (await ctx.meta.getRequestMetadata()).ip });

/** Takes one from a counter and gives it to another, so that all of them together stay the same. */
export const move = mutationGeneric({
  args: { from: v.string(), to: v.string() },
  handler: async (ctx, { from, to }) => {
    const find = (counter: string) =>
      ctx.db
        .query("counters")
        .withIndex("by_name", (q) => q.eq("name", counter))
        .unique();
    const [giver, taker] = [await find(from), await find(to)];
    if (giver === null) await ctx.db.insert("counters", { name: from, value: -1 });
    // A counter at 0 goes away, so that documents come and go.
    else if (giver.value === 1) await ctx.db.delete(giver._id);
    else await ctx.db.patch(giver._id, { value: giver.value - 1 });
    if (taker === null) await ctx.db.insert("counters", { name: to, value: 1 });
    else if (taker.value === -1) await ctx.db.delete(taker._id);
    else await ctx.db.patch(taker._id, { value: taker.value + 1 });
  },
});
export const sum = queryGeneric({
  args: { prefix: v.string() },
  handler: async (ctx, { prefix }) => {
    const found = await ctx.db
      .query("counters")
      .withIndex("by_name", (q) => q.gte("name", prefix).lt("name", `${prefix}~`))
      .collect();
    return found.reduce((total, { value }) => total + Number(value), 0);
  },
});
export const addThenFail = internalMutationGeneric({
  args: name,
  handler: async (ctx, args) => {
    await increase(ctx, args.name);
    throw new Error("fails");
  },
});

export const addLater = mutationGeneric({
  args: { name: v.string(), inMs: v.number(), what: v.string() },
  handler: (ctx, args) => ctx.scheduler.runAfter(args.inMs, `counters:${args.what}` as never, { name: args.name } as never),
});

export const cancel = mutationGeneric({
  args: { id: v.id("_scheduled_functions") },
  handler: (ctx, args) => ctx.scheduler.cancel(args.id),
});
export const job = queryGeneric({ args: { id: v.id("_scheduled_functions") }, handler: (ctx, args) => ctx.db.system.get(args.id) });

/** Adds, and then takes as long as it must for the host to be stopped meanwhile. */
export const slowAction = internalActionGeneric({
  args: name,
  handler: async (ctx, args) => {
    await ctx.runMutation("counters:addInternal" as never, args as never);
    await new Promise((resolve) => setTimeout(resolve, 60_000));
  },
});

export const addTwice = actionGeneric({
  args: name,
  handler: async (ctx, args) => {
    await ctx.runMutation("counters:addInternal" as never, args as never);
    await ctx.runMutation("counters:addInternal" as never, args as never);
    return ctx.runQuery("counters:get" as never, args as never);
  },
});

/** Leaves behind what would end a process that does not guard itself. */
export const leaveErrors = actionGeneric({
  args: {},
  handler: async () => {
    setTimeout(() => {
      throw new Error("thrown with nobody near");
    }, 1);
    void Promise.reject(new Error("rejected with nobody near"));
  },
});
