import { defineTable } from "convex/server";
import { v } from "convex/values";

import { actor, nullable } from "../shapes";
import { newRunRule, runSign } from "./shapes";

const organizationId = v.id("organizations");

/** The tables of rules about runs. Part of the schema. */
export const runRuleTables = {
  // At most 20 of an organization.
  runRules: defineTable({ organizationId, ...newRunRule, createdBy: actor, createdAt: v.number(), changedAt: v.number() }).index(
    "by_organizationId",
    ["organizationId"],
  ),

  // One row for each sign of a run, none for a run without: written with its receipt and with its review, gone after 15 days.
  runSigns: defineTable({
    organizationId,
    receiptId: v.id("receipts"),
    sessionId: v.id("sessions"),
    deploymentId: nullable(v.id("deployments")),
    robotId: nullable(v.id("robots")),
    sign: runSign,
    /** When the run ended; of `flagged`, when it was flagged. */
    at: v.number(),
  })
    .index("by_receiptId", ["receiptId", "sign"])
    .index("by_organizationId_and_sign", ["organizationId", "sign", "at"])
    .index("by_deploymentId_and_sign", ["deploymentId", "sign", "at"])
    .index("by_robotId_and_sign", ["robotId", "sign", "at"])
    .index("by_at", ["at"]),

  // One row for each rule and whose runs break it now; none while they do not.
  runStandings: defineTable({
    organizationId,
    ruleId: v.id("runRules"),
    /** The id of the deployment, the robot or the organization. */
    subject: v.string(),
    incidentId: v.id("incidents"),
    /** When the oldest run that it needs leaves the window. */
    lookAt: v.number(),
  })
    .index("by_ruleId_and_subject", ["ruleId", "subject"])
    .index("by_lookAt", ["lookAt"]),
};
