import { defineSchema, defineTable } from "convex/server";
import { v } from "convex/values";

// oxlint-disable-next-line import/no-default-export -- the name that Convex reads
export default defineSchema({ items: defineTable({ key: v.number(), value: v.number(), body: v.string() }).index("by_key", ["key"]) });
