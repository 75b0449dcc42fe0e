import { v } from "convex/values";

import { actor, mode, nullable } from "../shapes";
import { doctorCheck, policy, probeResult } from "./shapes";

export const deploymentView = v.object({
  id: v.id("deployments"),
  name: v.string(),
  modelId: nullable(v.string()),
  artifactId: nullable(v.string()),
  robotSchemaId: nullable(v.id("robotSchemas")),
  robotSchemaName: nullable(v.string()),
  runtime: v.string(),
  mode,
  /** JSON text. */
  spec: v.string(),
  specHash: v.string(),
  policy,
  /** Guards of the policy that are weaker than the product's defaults. */
  loweredGuards: v.array(v.string()),
  createdBy: actor,
  createdAt: v.number(),
});

/** `probe`: the worker's newest answer, `null` when it was never asked. */
export const inferenceEndpointView = v.object({
  id: v.id("inferenceEndpoints"),
  baseModel: v.string(),
  workerUrl: v.string(),
  primeUrl: nullable(v.string()),
  createdBy: actor,
  createdAt: v.number(),
  probe: nullable(v.object({ checkedAt: v.number(), ...probeResult.fields })),
});

export const doctorReportView = v.object({
  id: v.id("doctorReports"),
  deploymentId: v.id("deployments"),
  robotId: nullable(v.id("robots")),
  checks: v.array(doctorCheck),
  passed: v.boolean(),
  checkedAt: v.number(),
  /** After this the report no longer counts, whatever it says. */
  staleAt: v.number(),
  /** True when deployment, schema or robot changed since. */
  outdated: v.boolean(),
});

const previewedPlace = v.object({
  robotId: nullable(v.id("robots")),
  robotName: nullable(v.string()),
  passed: v.boolean(),
  checks: v.array(doctorCheck),
});

/** What a deployment would be, and what the doctor would say of it. */
export const deploymentPreview = v.object({
  /** JSON text, in the form in which it is hashed. */
  spec: v.string(),
  specHash: v.string(),
  policy,
  /** Guards that are stronger than the product's defaults. */
  raisedGuards: v.array(v.string()),
  alone: previewedPlace,
  places: v.array(previewedPlace),
  /** There may be robots beyond those told. */
  more: v.boolean(),
});

/** Where a deployment was checked: with which robots, `null` for the deployment alone. `failed` and `warned` name checks. */
export const readinessView = v.object({
  newest: nullable(doctorReportView),
  places: v.array(
    v.object({
      robotId: nullable(v.id("robots")),
      robotName: nullable(v.string()),
      passed: v.boolean(),
      checkedAt: v.number(),
      staleAt: v.number(),
      outdated: v.boolean(),
      failed: v.array(v.string()),
      warned: v.array(v.string()),
    }),
  ),
  /** There are robots beyond those told. */
  more: v.boolean(),
});
