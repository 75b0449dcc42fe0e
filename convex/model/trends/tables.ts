import { defineTable } from "convex/server";
import { v } from "convex/values";

import { nullable } from "../shapes";
import { cell, worstCell } from "./shapes";

const organizationId = v.id("organizations");

/** The tables that questions over weeks are answered from. Part of the schema. */
export const trendTables = {
  // The runs of one day (UTC, when the receipt was written), deployment, robot and model, added up: at most eight cells. Written with
  // each receipt and each verdict, in the same transaction; kept as long as receipts are, for ever.
  trendDays: defineTable({
    organizationId,
    day: v.number(),
    deploymentId: nullable(v.id("deployments")),
    robotId: nullable(v.id("robots")),
    modelId: v.string(),
    cells: v.array(cell),
    worst: v.array(worstCell),
  })
    .index("by_organizationId_and_day", ["organizationId", "day", "deploymentId", "robotId", "modelId"])
    .index("by_organizationId_and_deploymentId", ["organizationId", "deploymentId", "day"])
    .index("by_organizationId_and_robotId", ["organizationId", "robotId", "day"])
    .index("by_organizationId_and_modelId", ["organizationId", "modelId", "day"]),
};
