import { v } from "convex/values";

import { mode, nullable } from "../shapes";

// Deployments and the doctor: of schema, arguments and answers.

export const doctorCheck = v.object({
  name: v.string(),
  result: v.union(v.literal("pass"), v.literal("warn"), v.literal("fail"), v.literal("skipped")),
  detail: v.string(),
  /** What a person does about it; empty when there is nothing to do. */
  fix: v.string(),
  checkedAt: v.number(),
});

/** What an admin lays down for the promotes of a deployment. Steps and budgets are whole numbers; budgets 10 to 14,400 s. */
export const policy = v.object({
  minDryRunSteps: v.number(),
  defaultBudgetSeconds: v.number(),
  maxBudgetSeconds: v.number(),
  requiresApproval: v.boolean(),
  /** The schema's units, 0.001 to 10,000; `null` or absent: any distance. */
  maxFirstMove: v.optional(nullable(v.number())),
  /** Whoever promotes must type a code that the robot shows. */
  requiresPresence: v.optional(v.boolean()),
  /** 1 to 10,000 actions that a session's first promote lets through at most; `null` or absent: any number. */
  trialActions: v.optional(nullable(v.number())),
});

/** What came of asking a worker whether it is there. */
export const probeResult = v.object({ ok: v.boolean(), latencyMs: nullable(v.number()), detail: v.string() });

/** What creating a deployment takes besides its spec, which the wire also takes as an object. */
export const newDeployment = {
  name: v.string(),
  modelId: v.optional(v.string()),
  artifactId: v.optional(v.string()),
  robotSchemaId: v.optional(v.id("robotSchemas")),
  runtime: v.optional(v.string()),
  mode: v.optional(mode),
};
