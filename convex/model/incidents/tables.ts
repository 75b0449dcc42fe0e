import { defineTable } from "convex/server";
import { v } from "convex/values";

import { incidentFields } from "./shapes";

/** What needed attention and what became of it. Part of the schema. */
export const incidentTables = {
  // One row for each robot, cause, deployment of what happened, and beginning. Written where a robot's state changes, never by a heartbeat that changes nothing; goes a year after its end.
  incidents: defineTable({ organizationId: v.id("organizations"), ...incidentFields })
    .index("by_robotId_and_cause_and_deploymentId", ["robotId", "cause", "deploymentId", "startedAt"])
    .index("by_robotId_and_cause_and_endedAt", ["robotId", "cause", "endedAt"])
    .index("by_robotId_and_endedAt", ["robotId", "endedAt"])
    .index("by_robotId_and_startedAt", ["robotId", "startedAt"])
    .index("by_organizationId_and_startedAt", ["organizationId", "startedAt"])
    .index("by_organizationId_and_isOfMotion", ["organizationId", "isOfMotion", "startedAt"])
    .index("by_robotId_and_isOfMotion", ["robotId", "isOfMotion", "startedAt"])
    .index("by_organizationId_and_endedAt", ["organizationId", "endedAt", "severity", "startedAt"])
    .index("by_organizationId_and_ruleId_and_endedAt", ["organizationId", "rule.id", "endedAt"])
    .index("by_organizationId_and_ruleId", ["organizationId", "rule.id", "startedAt"])
    .index("by_endedAt", ["endedAt"]),
};
