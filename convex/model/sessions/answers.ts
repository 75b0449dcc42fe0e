import { v } from "convex/values";

import { actor, condition, mode, nullable, sessionStatus } from "../shapes";
import { actionBudget, promotionEvidence, runSummary, stopFacts } from "./shapes";

/** `binding` is what the decider hands back, so that they decide on what they saw. `state` is as of the last change; the client ages `expiresAt`. */
export const approvalView = v.object({
  id: v.id("approvals"),
  sessionId: v.id("sessions"),
  binding: v.string(),
  evidence: promotionEvidence,
  requestedBy: actor,
  requestedAt: v.number(),
  expiresAt: v.number(),
  note: v.string(),
  decision: nullable(v.object({ by: actor, at: v.number(), approved: v.boolean(), reason: v.string() })),
  /** True once anything it was bound to has changed. */
  dissolved: v.boolean(),
});

/** `proof.until`: until when it lets its author promote. Times are epoch ms. */
export const presenceView = v.object({
  askedBy: actor,
  askedAt: v.number(),
  expiresAt: v.number(),
  /** Since when the robot says that it shows the code. */
  shownAt: nullable(v.number()),
  triesLeft: v.number(),
  proof: nullable(v.object({ by: actor, at: v.number(), until: v.number() })),
  usedAt: nullable(v.number()),
});

export const sessionView = v.object({
  id: v.id("sessions"),
  robotId: nullable(v.id("robots")),
  robotName: nullable(v.string()),
  emergencyStopLocation: nullable(v.string()),
  deploymentId: nullable(v.id("deployments")),
  deploymentName: nullable(v.string()),
  robotSchemaId: nullable(v.id("robotSchemas")),
  artifactId: nullable(v.string()),
  baseModel: v.string(),
  runtime: v.string(),
  robotType: nullable(v.string()),
  clientSessionId: nullable(v.string()),
  status: sessionStatus,
  mode,
  modeSince: v.number(),
  version: v.number(),
  budgetEndsAt: nullable(v.number()),
  /** What the promotion is bound to in actions; `null` or absent: it is not. */
  actions: v.optional(nullable(actionBudget)),
  /** Actions of the longest trial that went well, absent: none. */
  trialActions: v.optional(v.number()),
  promotions: v.number(),
  createdBy: actor,
  createdAt: v.number(),
  activatedAt: nullable(v.number()),
  endedAt: nullable(v.number()),
  closeReason: nullable(v.string()),
  closedBy: nullable(actor),
  receiptId: nullable(v.id("receipts")),
  /** From when its raw samples are kept (epoch ms); absent: they are not. */
  samplesKeptFrom: v.optional(v.number()),
  /** When kept samples go, after the keeping was taken back (epoch ms). */
  samplesGoAt: v.optional(v.number()),
  /** The latest software stop of this session, `null` when none was ever asked for. */
  stop: nullable(stopFacts),
});

/** The part of a session that changes with every heartbeat. */
export const sessionLiveView = v.object({
  sessionId: v.id("sessions"),
  leaseExpiresAt: nullable(v.number()),
  lastHeartbeatAt: nullable(v.number()),
  heartbeats: v.number(),
  longestGapMs: v.number(),
  steps: v.number(),
  appliedSteps: v.number(),
  safeStops: v.number(),
  faults: v.number(),
  errors: v.array(v.string()),
  latencyP50Ms: nullable(v.number()),
  latencyP95Ms: nullable(v.number()),
  /** Since the session last entered the dry run. */
  dryRunSteps: v.number(),
  runSummary: nullable(runSummary),
});

export const sessionEventView = v.object({
  id: v.id("sessionEvents"),
  at: v.number(),
  kind: v.string(),
  actor,
  mode,
  version: v.number(),
  reason: nullable(v.string()),
  evidence: nullable(promotionEvidence),
});

export const readinessView = v.object({
  ready: v.boolean(),
  unmet: v.array(condition),
  evidence: promotionEvidence,
  version: v.number(),
  /** Of how many actions the policy asks a trial first (`null`: none), and how many the longest that went well had. */
  trial: v.object({ needed: nullable(v.number()), passed: v.number() }),
  /** The most actions that an approval lets through; `null`: no approval bounds them. */
  approvedActions: nullable(v.number()),
});
