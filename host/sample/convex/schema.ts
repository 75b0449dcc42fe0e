import { defineSchema, defineTable } from "convex/server";
import { v } from "convex/values";

// oxlint-disable-next-line import/no-default-export -- the name that Convex reads
export default defineSchema({
  messages: defineTable({ room: v.string(), author: v.string(), text: v.string() }).index("by_room", ["room"]),
});
