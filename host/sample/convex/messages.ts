import { mutationGeneric, queryGeneric } from "convex/server";
import { v } from "convex/values";

/** The newest messages of a room, the newest first. Whoever follows this query is told of every new one. */
export const list = queryGeneric({
  args: { room: v.string() },
  handler: (ctx, { room }) =>
    ctx.db
      .query("messages")
      .withIndex("by_room", (q) => q.eq("room", room))
      .order("desc")
      .take(50),
});

/** Adds a message. When it answers, the message is on disk. */
export const send = mutationGeneric({
  args: { room: v.string(), author: v.string(), text: v.string() },
  handler: (ctx, message) => ctx.db.insert("messages", message),
});
