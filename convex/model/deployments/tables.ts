import { defineTable } from "convex/server";
import { v } from "convex/values";

import { actor, mode, nullable } from "../shapes";
import { doctorCheck, policy, probeResult } from "./shapes";

const time = v.number();
const organizationId = v.id("organizations");

/** The tables of what runs on robots, where its model is served, and whether it may run. Part of the schema. */
export const deploymentTables = {
  deployments: defineTable({
    organizationId,
    name: v.string(),
    modelId: nullable(v.string()),
    artifactId: nullable(v.string()),
    robotSchemaId: nullable(v.id("robotSchemas")),
    runtime: v.string(),
    /** Default mode of its sessions; a session itself always starts as a dry run. */
    mode,
    /** JSON text. */
    spec: v.string(),
    specHash: v.string(),
    /** Absent: the default policy. */
    policy: v.optional(policy),
    createdBy: actor,
    createdAt: time,
  })
    .index("by_organizationId", ["organizationId"])
    .index("by_robotSchemaId", ["robotSchemaId"]),

  // Which worker serves a base model, for runtimes other than `edge`.
  inferenceEndpoints: defineTable({
    organizationId,
    baseModel: v.string(),
    workerUrl: v.string(),
    primeUrl: nullable(v.string()),
    createdBy: actor,
    createdAt: time,
  }).index("by_organizationId_and_baseModel", ["organizationId", "baseModel"]),

  // The newest answer of each worker; apart from the endpoints, because a deployment may name a worker of its own.
  workerProbes: defineTable({ organizationId, url: v.string(), checkedAt: time, ...probeResult.fields })
    .index("by_organizationId_and_url", ["organizationId", "url"])
    .index("by_checkedAt", ["checkedAt"]),

  doctorReports: defineTable({
    organizationId,
    deploymentId: v.id("deployments"),
    robotId: nullable(v.id("robots")),
    checks: v.array(doctorCheck),
    passed: v.boolean(),
    checkedAt: time,
    /** Hash of what was looked at; any change makes the report stale. */
    fingerprint: v.string(),
  })
    .index("by_deploymentId_and_robotId", ["deploymentId", "robotId", "checkedAt"])
    .index("by_deploymentId_and_checkedAt", ["deploymentId", "checkedAt"])
    .index("by_checkedAt", ["checkedAt"]),
};
