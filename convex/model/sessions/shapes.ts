import { v } from "convex/values";

import { actor, mode, nullable } from "../shapes";

// Runs, their stops and their evidence: of schema, arguments and answers.

/** A software stop: four separate facts with their times (epoch ms). */
export const stopFacts = v.object({
  id: v.id("stops"),
  sentAt: v.number(),
  acceptedAt: v.number(),
  acknowledgedAt: nullable(v.number()),
  motionZeroAt: nullable(v.number()),
  requestedBy: actor,
  /** The session version a robot must echo. */
  version: v.number(),
  /** How often the same stop was asked for; repeats add nothing but certainty. */
  requests: v.number(),
});

/** A promotion lets `budget` actions through, counted on from the `from` that its session had applied before. */
export const actionBudget = v.object({ budget: v.number(), from: v.number() });

export const promotionEvidence = v.object({
  decidedAt: v.number(),
  steps: v.number(),
  safeStops: v.number(),
  faults: v.number(),
  latencyP95Ms: nullable(v.number()),
  controlPeriodMs: nullable(v.number()),
  clockSkewMs: nullable(v.number()),
  lastHeartbeatAt: nullable(v.number()),
  doctorReportId: nullable(v.id("doctorReports")),
  doctorCheckedAt: nullable(v.number()),
  safeStop: nullable(v.string()),
  /** How far each joint would have gone at once, in the schema's units; `null`: the robot did not say. Absent before it was asked. */
  firstMove: v.optional(nullable(v.array(v.number()))),
  /** When whoever promoted typed the code that the robot showed; `null`: they did not. Absent before there were codes. */
  presenceProvenAt: v.optional(nullable(v.number())),
  /**
   * How many actions the promotion was bound to, or an approval asked for; `null`: any number. Absent before there were such bounds, and
   * where neither was done yet.
   */
  actionBudget: v.optional(nullable(v.number())),
});

/** `body` is what the robot's machine signed with its own key, canonical JSON; see `receipts/robotSignature.ts`. */
export const robotSignature = v.object({ body: v.string(), signature: v.string(), publicKey: v.string() });

/** A robot in fault or in a safe stop, by the times at which the server heard of it; `to` null: until the end of the session. */
export const trouble = v.object({
  kind: v.union(v.literal("fault"), v.literal("safe_stop")),
  from: v.number(),
  to: nullable(v.number()),
  message: v.string(),
});

/** What the robot itself says it did, as `reflex connect --json` ends. */
export const runSummary = v.object({
  ok: v.boolean(),
  steps: v.number(),
  appliedSteps: v.number(),
  safeStops: v.number(),
  errors: v.array(v.string()),
});

/** What beginning a session takes; `mode` is what it is for, and it starts as a dry run. */
export const newSession = {
  artifactId: v.optional(v.string()),
  deploymentId: v.optional(v.id("deployments")),
  robotId: v.optional(v.id("robots")),
  baseModel: v.optional(v.string()),
  runtime: v.optional(v.string()),
  robotType: v.optional(v.string()),
  mode: v.optional(mode),
  clientSessionId: v.optional(v.string()),
};
