import { defineSchema, defineTable } from "convex/server";
import { v } from "convex/values";
import { authTables } from "@convex-dev/auth/server";

// oxlint-disable-next-line import/no-default-export -- the name that Convex reads
export default defineSchema({
  ...authTables,
  notes: defineTable({ room: v.string(), text: v.string(), by: v.optional(v.string()) })
    .index("by_room", ["room"])
    .searchIndex("search_text", { searchField: "text", filterFields: ["room"] }),
  places: defineTable({ name: v.string(), vector: v.array(v.float64()) }).vectorIndex("by_vector", {
    vectorField: "vector",
    dimensions: 2,
    filterFields: ["name"],
  }),
  counters: defineTable({ name: v.string(), value: v.number() })
    .index("by_name", ["name"])
    .searchIndex("search_name", { searchField: "name" }),
});
