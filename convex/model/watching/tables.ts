import { defineTable } from "convex/server";
import { v } from "convex/values";

import { actor } from "../shapes";
import { device } from "./shapes";

/** Who has the page of a robot's session open. Part of the schema. */
export const watchingTables = {
  // One row for each open page, written every 20 s by it; goes ten minutes after it was last heard.
  watchers: defineTable({
    organizationId: v.id("organizations"),
    robotId: v.id("robots"),
    tab: v.string(),
    by: actor,
    device,
    isInSight: v.boolean(),
    seenAt: v.number(),
  })
    .index("by_robotId_and_person", ["robotId", "by.id", "tab"])
    .index("by_robotId_and_seenAt", ["robotId", "seenAt"])
    .index("by_seenAt", ["seenAt"]),
};
