import { defineTable } from "convex/server";
import { v } from "convex/values";

import { actor } from "../shapes";
import { newRule } from "./shapes";

/** The rules that organizations write themselves; at most 20 each. Part of the schema. */
export const alertRuleTables = {
  // Those that are on are repeated in the row of the organization (`compiled.ts`), where a heartbeat reads them.
  alertRules: defineTable({
    organizationId: v.id("organizations"),
    ...newRule,
    revision: v.number(),
    createdBy: actor,
    createdAt: v.number(),
    changedAt: v.number(),
  }).index("by_organizationId", ["organizationId"]),
};
