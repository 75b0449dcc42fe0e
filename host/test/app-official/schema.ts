import { rateLimitTables } from "convex-helpers/server/rateLimit";
import { defineSchema, defineTable } from "convex/server";
import { v } from "convex/values";

export default defineSchema({
  ...rateLimitTables,
  scores: defineTable({ player: v.string(), points: v.number(), isChecked: v.optional(v.boolean()) }),
  plainLimits: defineTable({ key: v.string(), at: v.number(), left: v.number() }).index("by_key", ["key"]),
  plainTotals: defineTable({ player: v.string(), count: v.number(), points: v.number() }).index("by_player", ["player"]),
  outcomes: defineTable({ what: v.string() }),
});
