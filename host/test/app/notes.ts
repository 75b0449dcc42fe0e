import { internalMutationGeneric, internalQueryGeneric, mutationGeneric, paginationOptsValidator, queryGeneric } from "convex/server";
import { ConvexError, v } from "convex/values";

const room = { room: v.string() };

export const list = queryGeneric({
  args: room,
  handler: (ctx, args) =>
    ctx.db
      .query("notes")
      .withIndex("by_room", (q) => q.eq("room", args.room))
      .order("desc")
      .take(20),
});

export const page = queryGeneric({
  args: { room: v.string(), paginationOpts: paginationOptsValidator },
  handler: (ctx, args) =>
    ctx.db
      .query("notes")
      .withIndex("by_room", (q) => q.eq("room", args.room))
      .paginate(args.paginationOpts),
});

export const add = mutationGeneric({
  args: { room: v.string(), text: v.string() },
  returns: v.id("notes"),
  handler: async (ctx, args) => {
    if (args.text === "bad") throw new ConvexError({ code: "refused", reason: "bad" });
    if (args.text === "broken") throw new TypeError("the code is broken");
    return ctx.db.insert("notes", args);
  },
});

/** Writes and then fails, in a nested mutation that the caller forgives. */
export const addForgiving = mutationGeneric({
  args: room,
  handler: async (ctx, args) => {
    await ctx.db.insert("notes", { room: args.room, text: "kept" });
    try {
      await ctx.runMutation("notes:addThenFail" as never, args as never);
    } catch (error) {
      return error instanceof ConvexError ? error.data : String(error);
    }
    return null;
  },
});

export const addThenFail = internalMutationGeneric({
  args: room,
  handler: async (ctx, args) => {
    await ctx.db.insert("notes", { room: args.room, text: "undone" });
    throw new ConvexError("nested");
  },
});

export const secret = internalQueryGeneric({ args: {}, handler: () => "secret" });

export const clock = queryGeneric({
  args: {},
  handler: async () => {
    console.log("reading the clock", { at: 1 });
    const first = Date.now();
    await Promise.resolve();
    return { same: first === Date.now() && new Date().getTime() === first, env: Object.keys(process.env).sort(), random: Math.random() };
  },
});

export const useTimer = queryGeneric({ args: {}, handler: () => new Promise((resolve) => setTimeout(resolve, 1)) });

export const fill = mutationGeneric({
  args: { room: v.string(), count: v.number() },
  handler: async ({ db }, { room, count }) => {
    for (let n = 0; n < count; n += 1) await db.insert("notes", { room, text: `note ${n}` });
  },
});

/** Reads a whole room, one note after the other. */
export const length = queryGeneric({
  args: { room: v.string() },
  handler: async ({ db }, { room }) => {
    let total = 0;
    for await (const note of db.query("notes").withIndex("by_room", (q) => q.eq("room", room))) total += note["text"] === "" ? 0 : 1;
    return total;
  },
});

/** Also by an id that means nothing yet. */
export const get = queryGeneric({ args: { id: v.string() }, handler: (ctx, { id }) => ctx.db.get(id as never) });
