import { authTables } from "@convex-dev/auth/server";
import { defineSchema, defineTable } from "convex/server";
import { v } from "convex/values";

import { rawTables } from "./model/heartbeats/tables";
import { peopleTables } from "./model/people/tables";
import { checkpointTables } from "./model/receipts/tables";
import {
  actor,
  doctorCheck,
  doubleState,
  givenVerdict,
  health,
  heartbeatNumbers,
  measureColumns,
  mailChoice,
  measures,
  minuteStats,
  mode,
  noticeKind,
  noticeTarget,
  nullable,
  deliveryAttempt,
  deliveryState,
  limits,
  policy,
  probeResult,
  promotionEvidence,
  resolution,
  robotState,
  role,
  robotSignature,
  runSummary,
  schemaSummary,
  sessionStatus,
  trouble,
  verdict,
  viewPage,
} from "./model/shapes";

const time = v.number();
const organizationId = v.id("organizations");

export default defineSchema({
  ...authTables,

  organizations: defineTable({
    name: v.string(),
    createdAt: time,
    /** Since when its watch pass is good (`watchPass.ts`); absent before the first hour is over. */
    passRenewedAt: v.optional(time),
    /** Members without a second factor may look and stop, nothing else. */
    needsSecondFactor: v.optional(v.boolean()),
  }).index("by_passRenewedAt", ["passRenewedAt"]),

  // Read by every function of a person.
  memberships: defineTable({ organizationId, userId: v.id("users"), role, createdAt: time, limits: v.optional(limits) })
    .index("by_userId", ["userId"])
    .index("by_organizationId", ["organizationId"]),

  // A list as somebody narrowed it, named for everybody of the organization. `query` is what stands behind the ? of the page's address.
  savedViews: defineTable({ organizationId, page: viewPage, name: v.string(), query: v.string(), createdBy: actor, createdAt: time }).index(
    "by_organizationId_and_page",
    ["organizationId", "page"],
  ),

  ...peopleTables,

  // Immutable versions: a change of the document is a new row with the next version.
  robotSchemas: defineTable({
    organizationId,
    name: v.string(),
    version: v.number(),
    robotKind: nullable(v.string()),
    /** JSON text: a Convex value may not hold every key a JSON document may. */
    document: v.string(),
    hash: v.string(),
    summary: schemaSummary,
    createdBy: actor,
    createdAt: time,
  })
    .index("by_organizationId_and_name", ["organizationId", "name", "version"])
    // oxlint-disable-next-line convex/no-duplicate-indexes -- newest first
    .index("by_organizationId", ["organizationId"]),

  robots: defineTable({
    organizationId,
    name: v.string(),
    robotSchemaId: v.id("robotSchemas"),
    robotKind: nullable(v.string()),
    calibrationId: nullable(v.string()),
    /** Where the hardware emergency stop is, in words a person on the floor understands. */
    emergencyStopLocation: v.string(),
    createdBy: actor,
    createdAt: time,
    retiredAt: nullable(time),
    /** Shown facts of the live credential, `null` when there is none: the list of robots reads no other table for it. */
    paired: nullable(
      v.object({ hostname: nullable(v.string()), agentVersion: nullable(v.string()), prefix: v.string(), at: time }),
    ),
    /** Its live row, so that a heartbeat need not look for it; absent in robots from before. */
    statusId: v.optional(v.id("robotStatus")),
  })
    .index("by_organizationId_and_name", ["organizationId", "name"])
    .index("by_robotSchemaId", ["robotSchemaId"]),

  robotCredentials: defineTable({
    organizationId,
    robotId: v.id("robots"),
    prefix: v.string(),
    hash: v.string(),
    hostname: nullable(v.string()),
    agentVersion: nullable(v.string()),
    publicKey: nullable(v.string()),
    createdAt: time,
    revokedAt: nullable(time),
  })
    .index("by_hash", ["hash"])
    .index("by_robotId", ["robotId", "revokedAt"]),

  // A machine without a token asks to be paired: a person reads its code with a phone, and says which robot it is.
  pairingRequests: defineTable({
    userCode: v.string(),
    hash: v.string(),
    hostname: nullable(v.string()),
    agentVersion: nullable(v.string()),
    createdAt: time,
    expiresAt: time,
    state: v.union(v.literal("open"), v.literal("approved"), v.literal("denied"), v.literal("used")),
    approval: nullable(v.object({ organizationId, robotId: v.id("robots"), by: actor })),
  })
    .index("by_userCode", ["userCode"])
    .index("by_hash", ["hash"])
    .index("by_expiresAt", ["expiresAt"]),

  pairingTokens: defineTable({
    organizationId,
    robotId: v.id("robots"),
    prefix: v.string(),
    hash: v.string(),
    createdBy: actor,
    createdAt: time,
    expiresAt: time,
    revokedAt: nullable(time),
    wrongAttempts: v.number(),
    /** Set when five wrong secrets were tried against the prefix. */
    burnedAt: nullable(time),
    claim: nullable(v.object({ at: time, hostname: nullable(v.string()), agentVersion: nullable(v.string()) })),
  })
    .index("by_prefix", ["prefix"])
    .index("by_robotId", ["robotId"])
    .index("by_organizationId_and_expiresAt", ["organizationId", "expiresAt"])
    .index("by_expiresAt", ["expiresAt"]),

  // One row per robot, written by every heartbeat. Apart from `robots`, so only live views wake.
  robotStatus: defineTable({
    organizationId,
    robotId: v.id("robots"),
    ...robotState,
    /** Server time at which the sweep must look again; `null` when silence changes nothing more. */
    nextLinkAt: nullable(time),
    state: v.string(),
    lastSeenAt: nullable(time),
    intervalMs: v.number(),
    seq: v.number(),
    deploymentId: nullable(v.id("deployments")),
    /** Robot clock minus server clock, ms; includes the network, so an upper bound of the skew. */
    clockSkewMs: nullable(v.number()),
    duplicates: v.number(),
    outOfOrder: v.number(),
    lastSampleAt: nullable(time),
    /** Heartbeats taken since, for their limit; here, because this row is written anyway. */
    taken: v.optional(v.object({ since: time, count: v.number() })),
    /** Robot clock of the newest heartbeat: tells a restarted agent from an old message. */
    lastSentAt: nullable(time),
    ...heartbeatNumbers,
    joints: v.optional(v.array(v.number())),
    /** False: no stop of this robot waits for its acknowledgement. Otherwise one may, and is looked for. Set with every stop. */
    mayHaveStop: v.optional(v.boolean()),
    /** The same for an open session that the robot has not named yet. Set with every session that is authorized. */
    mayHaveSession: v.optional(v.boolean()),
    /** The newest row of the ring of samples, and the minute that runs: a heartbeat finds both here. */
    chunk: v.optional(v.object({ id: v.id("sampleChunks"), from: time })),
    minute: v.optional(v.object(minuteStats)),
    /** Absent in rows from before there were `robotStates`: theirs is still to be made. */
    hasState: v.optional(v.literal(true)),
  })
    .index("by_robotId", ["robotId"])
    .index("by_organizationId", ["organizationId"])
    .index("by_hasState", ["hasState"])
    .index("by_nextLinkAt", ["nextLinkAt"]),

  // What of the row above changes seldom, in a row of its own: the fleet's list follows these (`model/robots/states.ts`).
  robotStates: defineTable({ organizationId, robotId: v.id("robots"), ...robotState })
    .index("by_robotId", ["robotId"])
    .index("by_organizationId", ["organizationId"]),

  ...rawTables,

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
    .index("by_checkedAt", ["checkedAt"]),

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
    reported: v.object({ steps: v.number(), appliedSteps: v.number(), safeStops: v.number(), health, countsSince: v.optional(v.number()) }),
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

  // Never changed and never deleted: no function of this folder patches or deletes this table.
  receipts: defineTable({
    organizationId,
    sequence: v.number(),
    sessionId: v.id("sessions"),
    robotId: nullable(v.id("robots")),
    deploymentId: nullable(v.id("deployments")),
    timestamp: time,
    startedAt: time,
    modelId: v.string(),
    steps: v.number(),
    appliedSteps: v.number(),
    safeStops: v.number(),
    errorCount: v.number(),
    longestGapMs: v.number(),
    latencyP95Ms: nullable(v.number()),
    applied: v.boolean(),
    closeReason: v.string(),
    /** A safe stop, an error, or an end nobody asked for; absent in receipts from before it was told. */
    isProblem: v.optional(v.boolean()),
    /** RFC 8785 canonical JSON; the hash is over exactly this text. */
    body: v.string(),
    previousHash: v.string(),
    hash: v.string(),
    signature: v.string(),
    keyId: v.string(),
  })
    .index("by_organizationId_and_sequence", ["organizationId", "sequence"])
    .index("by_organizationId_and_timestamp", ["organizationId", "timestamp"])
    .index("by_organizationId_and_isProblem", ["organizationId", "isProblem", "sequence"])
    .index("by_organizationId_and_applied", ["organizationId", "applied", "sequence"])
    .index("by_organizationId_and_deploymentId", ["organizationId", "deploymentId", "sequence"])
    .index("by_organizationId_and_robotId", ["organizationId", "robotId", "sequence"])
    .index("by_sessionId", ["sessionId"]),

  // One row per receipt, made with it: what is not reviewed yet is found by index.
  reviews: defineTable({
    organizationId,
    receiptId: v.id("receipts"),
    sequence: v.number(),
    verdict: nullable(verdict),
    note: v.string(),
    reviewedBy: nullable(actor),
    reviewedAt: nullable(time),
    /** How odd the receipt was among its deployment's last 200 (`model/receipts/outliers.ts`), and why. */
    score: v.optional(v.number()),
    oddities: v.optional(v.array(v.string())),
    /** Set with the first verdict of a receipt that is reviewed twice (`model/receipts/double.ts`); `verdict` waits for the outcome. */
    double: v.optional(v.object({ given: v.array(givenVerdict), isSeen: v.boolean(), resolution: nullable(resolution) })),
    doubleState: v.optional(doubleState),
    /** It and its receipt are found by their words (`model/receipts/search/`); absent: not yet. */
    isFindable: v.optional(v.boolean()),
  })
    .index("by_receiptId", ["receiptId"])
    .index("by_isFindable", ["isFindable", "organizationId", "sequence"])
    .index("by_organizationId_and_sequence", ["organizationId", "sequence"])
    .index("by_organizationId_and_verdict", ["organizationId", "verdict", "sequence"])
    .index("by_organizationId_and_verdict_and_score", ["organizationId", "verdict", "score"])
    .index("by_organizationId_and_doubleState", ["organizationId", "doubleState", "sequence"]),

  // Which of 1,024 receipts in a row (`block` times that, and on) have a word, or a value of a filter; written with each of them and its review.
  receiptWords: defineTable({ organizationId, word: v.string(), block: v.number(), bits: v.array(v.number()) })
    .index("by_organizationId_and_word", ["organizationId", "word", "block"]),

  // At most one row per organization; none: every receipt is reviewed once.
  reviewSettings: defineTable({
    organizationId,
    /** Share of the receipts that two people review without seeing each other's verdict, 0 to 1. */
    doubleShare: v.number(),
  }).index("by_organizationId", ["organizationId"]),

  // Every verdict ever given, also those taken back: never changed but for the mark, never deleted.
  reviewEntries: defineTable({
    receiptId: v.id("receipts"),
    at: time,
    by: actor,
    verdict: nullable(verdict),
    note: v.string(),
    /** What it replaced, for an undo. */
    before: v.object({
      verdict: nullable(verdict),
      note: v.string(),
      reviewedBy: nullable(actor),
      reviewedAt: nullable(time),
      isBlind: v.optional(v.boolean()),
    }),
    /** Set on what was said of a receipt that is reviewed twice. */
    part: v.optional(v.union(v.literal("verdict"), v.literal("resolution"), v.literal("overruling"))),
    undoneAt: nullable(time),
  }).index("by_receiptId", ["receiptId", "undoneAt"]),

  // What the newest receipts of a deployment are compared by (`model/receipts/siblings.ts`), newest first, rewritten by every close.
  deploymentMeasures: defineTable({ deploymentId: v.id("deployments"), columns: measureColumns }).index("by_deploymentId", ["deploymentId"]),

  // The same from before they shared a row; nothing is written here any more, and read only until there is such a row.
  receiptMeasures: defineTable({ deploymentId: v.id("deployments"), sequence: v.number(), measures }).index(
    "by_deploymentId_and_sequence",
    ["deploymentId", "sequence"],
  ),

  // Counts per organization and hour (UTC), raised by every close; the totals are of all hours up to this one.
  receiptHours: defineTable({
    organizationId,
    hour: time,
    count: v.number(),
    problems: v.number(),
    /** Absent in rows from before there were totals: theirs are still to be made. */
    total: v.optional(v.number()),
    totalProblems: v.optional(v.number()),
  })
    .index("by_organizationId_and_hour", ["organizationId", "hour"])
    .index("by_total", ["total"]),

  ...checkpointTables,

  auditEntries: defineTable({
    organizationId,
    at: time,
    actor,
    action: v.string(),
    targetKind: v.string(),
    targetId: v.string(),
    targetName: v.string(),
    /** JSON text of what changed, before and after; never a secret. */
    before: nullable(v.string()),
    after: nullable(v.string()),
    reason: nullable(v.string()),
  })
    .index("by_organizationId_and_at", ["organizationId", "at"])
    .index("by_organizationId_and_actorId", ["organizationId", "actor.id", "at"])
    .index("by_organizationId_and_targetId", ["organizationId", "targetId", "at"]),

  // What members are told of without looking, kept for 30 days. The same again within minutes raises `count` (`model/notices/notices.ts`).
  notices: defineTable({ organizationId, at: time, kind: noticeKind, target: noticeTarget, text: v.string(), actor, count: v.number() })
    .index("by_organizationId_and_at", ["organizationId", "at"])
    .index("by_organizationId_and_targetId", ["organizationId", "target.id", "kind"])
    .index("by_at", ["at"]),

  // One row per person and organization, from the first choice or the first look on.
  noticeSettings: defineTable({
    organizationId,
    userId: v.id("users"),
    readUpTo: time,
    muted: v.array(noticeKind),
    /** What is also written to the person by e-mail, and when not; absent: nothing. */
    mail: v.optional(mailChoice),
  })
    .index("by_userId_and_organizationId", ["userId", "organizationId"])
    .index("by_organizationId", ["organizationId"]),

  // Whom notices are posted to. The secret signs, so it cannot be kept as a hash; no public function returns it but `create`.
  webhooks: defineTable({
    organizationId,
    url: v.string(),
    kinds: v.array(noticeKind),
    secret: v.string(),
    /** The one before, which signs too until then, so that receivers can change over. */
    previous: v.optional(nullable(v.object({ secret: v.string(), until: time }))),
    createdBy: actor,
    createdAt: time,
    /** Since when no attempt succeeded; `null` after a success. */
    failingSince: nullable(time),
    /** Nothing is posted any more; by a person, or after days of failure. */
    disabledAt: nullable(time),
  }).index("by_organizationId", ["organizationId"]),

  // What was posted and is to be posted, kept for 7 days. `attempting`: the attempt whose answer is still awaited.
  webhookDeliveries: defineTable({
    organizationId,
    webhookId: v.id("webhooks"),
    kind: v.union(noticeKind, v.literal("test")),
    /** The same for every attempt and replay: receivers tell repeats by it. */
    messageId: v.string(),
    body: v.string(),
    createdAt: time,
    state: deliveryState,
    attempts: v.number(),
    attempting: nullable(v.number()),
    nextAttemptAt: nullable(time),
    last: nullable(deliveryAttempt),
  })
    // oxlint-disable-next-line convex/no-duplicate-indexes -- newest first
    .index("by_webhookId", ["webhookId"])
    .index("by_createdAt", ["createdAt"]),

  // Private keys. No public function returns a row of this table.
  signingKeys: defineTable({
    purpose: v.union(v.literal("grants"), v.literal("receipts")),
    keyId: v.string(),
    publicKey: v.string(),
    privateKey: v.string(),
    createdAt: time,
    /** Absent or `null`: in use. Replaced keys stay, to verify what they signed. */
    retiredAt: v.optional(nullable(time)),
    /** Replaced because somebody else may know it: what it signs counts no longer. */
    compromised: v.optional(v.boolean()),
  }).index("by_purpose", ["purpose"]),

  rateLimits: defineTable({ key: v.string(), count: v.number(), resetsAt: time })
    .index("by_key", ["key"])
    .index("by_resetsAt", ["resetsAt"]),
});
