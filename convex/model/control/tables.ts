import { defineTable } from "convex/server";
import { v } from "convex/values";

import { actor } from "../shapes";
import { offer } from "./shapes";

/** The table of who holds a robot: a row from the taking until it ends. Part of the schema. */
export const controlTables = {
  robotControls: defineTable({
    organizationId: v.id("organizations"),
    robotId: v.id("robots"),
    by: actor,
    since: v.number(),
    offer: v.optional(offer),
  })
    .index("by_robotId", ["robotId"])
    .index("by_organizationId_and_holder", ["organizationId", "by.id"]),
};
