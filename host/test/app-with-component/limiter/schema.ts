import { defineSchema, defineTable } from "convex/server";
import { v } from "convex/values";

// oxlint-disable-next-line import/no-default-export -- the name that Convex reads
export default defineSchema({
  uses: defineTable({ name: v.string(), count: v.number(), previous: v.optional(v.id("uses")) }).index("by_name", ["name"]),
});
