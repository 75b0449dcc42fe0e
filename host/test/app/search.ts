import { actionGeneric, mutationGeneric, paginationOptsValidator, queryGeneric } from "convex/server";
import { v } from "convex/values";

const wanted = { text: v.string(), room: v.optional(v.string()) };

export const notes = queryGeneric({
  args: wanted,
  handler: ({ db }, { text, room }) =>
    db
      .query("notes")
      .withSearchIndex("search_text", (q) => (room === undefined ? q.search("text", text) : q.search("text", text).eq("room", room)))
      .take(10),
});

export const pages = queryGeneric({
  args: { text: v.string(), paginationOpts: paginationOptsValidator },
  handler: ({ db }, { text, paginationOpts }) =>
    db
      .query("notes")
      .withSearchIndex("search_text", (q) => q.search("text", text))
      .paginate(paginationOpts),
});

/** Writes a note and tells how many it finds then, in the same transaction. */
export const addAndFind = mutationGeneric({
  args: { room: v.string(), text: v.string() },
  handler: async ({ db }, { room, text }) => {
    await db.insert("notes", { room, text });
    return (
      await db
        .query("notes")
        .withSearchIndex("search_text", (q) => q.search("text", text).eq("room", room))
        .collect()
    ).length;
  },
});

export const addPlace = mutationGeneric({
  args: { name: v.string(), vector: v.array(v.float64()) },
  handler: async ({ db }, args) => void (await db.insert("places", args)),
});

export const nearest = actionGeneric({
  args: { vector: v.array(v.float64()), name: v.optional(v.string()) },
  handler: (ctx, { vector, name }) =>
    ctx.vectorSearch("places", "by_vector", {
      vector,
      limit: 2,
      ...(name === undefined ? {} : { filter: (q) => q.or(q.eq("name", name), q.eq("name", "none")) }),
    }),
});
