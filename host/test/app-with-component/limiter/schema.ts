import { defineSchema, defineTable } from "convex/server";
import { v } from "convex/values";

export default defineSchema({
  uses: defineTable({ name: v.string(), count: v.number(), previous: v.optional(v.id("uses")) }).index("by_name", ["name"]),
});
