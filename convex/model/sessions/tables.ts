import { defineTable } from "convex/server";
import { v } from "convex/values";

import { actor, health, mode, nullable, sessionStatus } from "../shapes";
import { actionBudget, promotionEvidence, robotSignature, runSummary, trouble } from "./shapes";

const time = v.number();
const counts = { steps: v.number(), appliedSteps: v.number(), safeStops: v.number() };
const organizationId = v.id("organizations");

/** The tables of runs and of every word that lets one move or ends it. Part of the schema. */
export const sessionTables = {
  sessions: defineTable({
    organizationId,
    robotId: nullable(v.id("robots")),
    deploymentId: nullable(v.id("deployments")),
    robotSchemaId: nullable(v.id("robotSchemas")),
    artifactId: nullable(v.string()),
    baseModel: v.string(),
    runtime: v.string(),
    robotType: nullable(v.string()),
    clientSessionId: nullable(v.string()),
    status: sessionStatus,
    mode,
    /** Raised by every change; what a stop acknowledgement and a promote intent are bound to. */
    version: v.number(),
    createdBy: actor,
    createdAt: time,
    activatedAt: nullable(time),
    modeSince: time,
    /** End of the operator's time budget; `null` in a dry run. */
    budgetEndsAt: nullable(time),
    /** What the promotion is bound to in actions; `null` or absent: it is not. */
    actions: v.optional(nullable(actionBudget)),
    /** Actions of the longest trial that went well, absent: none. 0 again after any trouble. */
    trialActions: v.optional(v.number()),
    promotions: v.number(),
    endedAt: nullable(time),
    closeReason: nullable(v.string()),
    closedBy: nullable(actor),
    receiptId: nullable(v.id("receipts")),
    /** Its live row, so that a heartbeat need not look for it; absent in sessions from before. */
    liveId: v.optional(v.id("sessionLive")),
    /** Since when its raw samples are kept; absent: not. */
    samplesKeptFrom: v.optional(time),
    /** When the copies go, after somebody took the keeping back; absent: nobody did. */
    samplesGoAt: v.optional(time),
    /** The newest code that its robot was asked to show; absent: none was. */
    presenceId: v.optional(v.id("presenceChallenges")),
  })
    .index("by_organizationId_and_status", ["organizationId", "status"])
    // oxlint-disable-next-line convex/no-duplicate-indexes -- newest first
    .index("by_organizationId", ["organizationId"])
    // oxlint-disable-next-line convex/no-duplicate-indexes -- newest first
    .index("by_robotId", ["robotId"])
    .index("by_robotId_and_mode", ["robotId", "status", "mode"])
    // oxlint-disable-next-line convex/no-duplicate-indexes -- newest first
    .index("by_deploymentId", ["deploymentId"])
    .index("by_deploymentId_and_status", ["deploymentId", "status"])
    .index("by_organizationId_and_clientSessionId", ["organizationId", "clientSessionId"]),

  // The part of a session every heartbeat writes: lease, counters, evidence.
  sessionLive: defineTable({
    sessionId: v.id("sessions"),
    /** Server time at which an unused session closes or an applied one falls back. */
    nextCheckAt: nullable(time),
    leaseExpiresAt: nullable(time),
    lastHeartbeatAt: nullable(time),
    heartbeats: v.number(),
    longestGapMs: v.number(),
    steps: v.number(),
    appliedSteps: v.number(),
    safeStops: v.number(),
    faults: v.number(),
    errors: v.array(v.string()),
    /** Its first 40 faults and safe stops, and how many more there were; absent in sessions from before they were noted. */
    troubles: v.optional(v.object({ spans: v.array(trouble), missed: v.number() })),
    /** The counters as the robot last reported them for this session; the sums above grow by the difference. */
    reported: v.object({
      ...counts,
      health,
      countsSince: v.optional(v.number()),
      /** Of agents of this robot before, whose messages may still be under way; at most eight. */
      earlier: v.optional(v.array(v.object({ ...counts, countsSince: v.number() }))),
    }),
    /** Evidence since the session last entered the dry run. */
    evidence: v.object({ since: time, fromSteps: v.number(), safeStops: v.number(), faults: v.number() }),
    /** Counts per latency bucket (`model/heartbeats/latency.ts`), whole session and since the last dry run. */
    latency: v.array(v.number()),
    /** False: no stop was ever asked of it. Otherwise one may have been, and is looked for. Set with every stop. */
    mayHaveStop: v.optional(v.boolean()),
    dryRunLatency: v.array(v.number()),
    runSummary: nullable(runSummary),
    /** The robot's own signature on `runSummary`; absent: it was not signed. */
    robotSignature: v.optional(robotSignature),
  })
    .index("by_sessionId", ["sessionId"])
    .index("by_nextCheckAt", ["nextCheckAt"]),

  promoteIntents: defineTable({
    sessionId: v.id("sessions"),
    userId: v.id("users"),
    version: v.number(),
    createdAt: time,
    expiresAt: time,
    usedAt: nullable(time),
    /** It was good: the session was promoted with it. */
    hasPromoted: v.optional(v.boolean()),
  })
    .index("by_sessionId", ["sessionId"])
    .index("by_expiresAt", ["expiresAt"]),

  // A code that a robot shows to whoever stands at it. What it is stands nowhere but there: here is a hash, until `expiresAt`.
  presenceChallenges: defineTable({
    sessionId: v.id("sessions"),
    askedBy: actor,
    askedAt: time,
    expiresAt: time,
    /** `null` until a heartbeat was answered with a code. */
    codeHash: nullable(v.string()),
    /** Since when the robot says that it shows it. */
    shownAt: nullable(time),
    wrong: v.number(),
    proof: nullable(v.object({ by: actor, at: time })),
    /** When a promote was accepted with it. */
    usedAt: nullable(time),
  }).index("by_expiresAt", ["expiresAt"]),

  // A second operator's word on one promote. `binding` hashes everything that was looked at.
  approvals: defineTable({
    organizationId,
    sessionId: v.id("sessions"),
    binding: v.string(),
    /** As it stood when asked, for the one who decides and for the record. */
    evidence: promotionEvidence,
    requestedBy: actor,
    requestedAt: time,
    expiresAt: time,
    note: v.string(),
    decision: nullable(v.object({ by: actor, at: time, approved: v.boolean(), reason: v.string() })),
  })
    .index("by_sessionId", ["sessionId"])
    .index("by_organizationId_and_expiresAt", ["organizationId", "expiresAt"])
    .index("by_expiresAt", ["expiresAt"]),

  // Commands of last resort: pending until the robot echoes session and version.
  stops: defineTable({
    organizationId,
    sessionId: v.id("sessions"),
    robotId: nullable(v.id("robots")),
    version: v.number(),
    /** `sentAt` as the client said it; the same again is the same press. */
    pressedAt: time,
    sentAt: time,
    acceptedAt: time,
    acknowledgedAt: nullable(time),
    motionZeroAt: nullable(time),
    requestedBy: actor,
    requests: v.number(),
  })
    .index("by_sessionId", ["sessionId"])
    .index("by_robotId_and_acknowledgedAt", ["robotId", "acknowledgedAt"]),

  sessionEvents: defineTable({
    sessionId: v.id("sessions"),
    at: time,
    kind: v.string(),
    actor,
    mode,
    version: v.number(),
    reason: nullable(v.string()),
    evidence: nullable(promotionEvidence),
  }).index("by_sessionId_and_at", ["sessionId", "at"]),
};
