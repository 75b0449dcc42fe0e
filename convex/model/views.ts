import { doc } from "convex-helpers/validators";
import { v } from "convex/values";

import schema from "../schema";
import {
  actor,
  checkpoint,
  condition,
  doctorCheck,
  doubleState,
  givenVerdict,
  heartbeatNumbers,
  limits,
  mode,
  nullable,
  policy,
  probeResult,
  promotionEvidence,
  resolution,
  robotState,
  role,
  runSummary,
  schemaSummary,
  sessionStatus,
  stopFacts,
  verdict,
} from "./shapes";

// What public functions answer. Never a hash, never a private key.

export const memberView = v.object({
  id: v.id("memberships"),
  userId: v.id("users"),
  name: v.string(),
  email: v.string(),
  role,
  /** Kept for admins too, who have none while they are admins. */
  limits: v.optional(limits),
  joinedAt: v.number(),
  hasSecondFactor: v.boolean(),
  isMe: v.boolean(),
});

/** `state` says `open` until accepted or revoked; the client ages `expiresAt` itself. */
export const invitationView = v.object({
  id: v.id("invitations"),
  email: v.string(),
  role,
  prefix: v.string(),
  invitedBy: actor,
  createdAt: v.number(),
  expiresAt: v.number(),
  state: v.union(v.literal("open"), v.literal("accepted"), v.literal("revoked")),
});

export const apiKeyView = v.object({
  id: v.id("apiKeys"),
  name: v.string(),
  prefix: v.string(),
  role,
  limits: v.optional(limits),
  createdBy: actor,
  createdAt: v.number(),
  expiresAt: nullable(v.number()),
  lastUsedAt: nullable(v.number()),
  lastUsedFrom: nullable(v.string()),
  revokedAt: nullable(v.number()),
});

export const robotSchemaView = v.object({
  id: v.id("robotSchemas"),
  name: v.string(),
  version: v.number(),
  robotKind: nullable(v.string()),
  hash: v.string(),
  summary: schemaSummary,
  createdBy: actor,
  createdAt: v.number(),
});

export const robotView = v.object({
  id: v.id("robots"),
  name: v.string(),
  robotSchemaId: v.id("robotSchemas"),
  robotSchemaName: v.string(),
  robotSchemaVersion: v.number(),
  robotKind: nullable(v.string()),
  calibrationId: nullable(v.string()),
  emergencyStopLocation: v.string(),
  createdBy: actor,
  createdAt: v.number(),
  retiredAt: nullable(v.number()),
  /** The machine that holds the robot's credential, `null` until paired. */
  paired: nullable(
    v.object({ hostname: nullable(v.string()), agentVersion: nullable(v.string()), prefix: v.string(), at: v.number() }),
  ),
});

/** What of a robot changes seldom: what a list of the whole fleet follows. */
export const robotStateView = v.object({ robotId: v.id("robots"), ...robotState });

/** The live row of a robot. Times are server time, epoch ms. */
export const robotStatusView = v.object({
  robotId: v.id("robots"),
  ...robotState,
  state: v.string(),
  lastSeenAt: nullable(v.number()),
  intervalMs: v.number(),
  seq: v.number(),
  deploymentId: nullable(v.id("deployments")),
  clockSkewMs: nullable(v.number()),
  duplicates: v.number(),
  outOfOrder: v.number(),
  ...heartbeatNumbers,
  joints: v.optional(v.array(v.number())),
});

/** `state` is as stored; the client shows `expired` itself once `expiresAt` has passed on server time. */
export const pairingView = v.object({
  id: v.id("pairingTokens"),
  robotId: v.id("robots"),
  robotName: v.string(),
  prefix: v.string(),
  createdAt: v.number(),
  expiresAt: v.number(),
  state: v.union(v.literal("open"), v.literal("claimed"), v.literal("revoked"), v.literal("burned")),
  wrongAttempts: v.number(),
  claim: nullable(
    v.object({ at: v.number(), hostname: nullable(v.string()), agentVersion: nullable(v.string()) }),
  ),
  /** True once the credential that this token gave out was revoked. */
  credentialRevoked: v.boolean(),
});

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
});

export const reviewView = v.object({
  verdict: nullable(verdict),
  note: v.string(),
  reviewedBy: actor,
  reviewedAt: v.number(),
});

/**
 * A receipt that two people review without seeing each other's verdict. `given` holds only the caller's own word until both are
 * there (`count` says how many are), and none for an API key.
 */
export const doubleView = v.object({
  state: doubleState,
  count: v.number(),
  given: v.array(v.object({ ...givenVerdict.fields, isMine: v.boolean() })),
  resolution: nullable(resolution),
});

const { body: _body, signature: _signature, organizationId: _organization, ...receiptColumns } =
  schema.tables.receipts.validator.fields;

/** A row of the receipts list. */
export const receiptRow = v.object({
  ...receiptColumns,
  id: v.id("receipts"),
  robotName: nullable(v.string()),
  deploymentName: nullable(v.string()),
  review: nullable(reviewView),
  /** Absent where one verdict is enough, or nobody has begun. */
  double: v.optional(doubleView),
  /** How odd it is among its deployment's last 200, from 3.5 worth a look; `reason` names what is odd, oddest first, and is empty below. Absent for receipts from before this was judged. */
  outlier: v.optional(v.object({ score: v.number(), reason: v.string() })),
});

const foundWhere = v.union(v.literal("note"), v.literal("robot"), v.literal("deployment"), v.literal("model"), v.literal("schema"), v.literal("reason"), v.literal("message"), v.literal("person"));

/** With, in an answer to words, parts of the texts that they stand in, at most two. */
export const listedReceipt = receiptRow.extend({ found: v.optional(v.array(v.object({ where: foundWhere, text: v.string() }))) });

/** What of a receipt its deployment's trend is drawn from. */
export const trendPoint = v.object({
  id: v.id("receipts"),
  sequence: v.number(),
  timestamp: v.number(),
  durationMs: v.number(),
  steps: v.number(),
  safeStops: v.number(),
  errorCount: v.number(),
  longestGapMs: v.number(),
  latencyP95Ms: nullable(v.number()),
  applied: v.boolean(),
});

/** One thing said of a receipt; `undoneAt` is set once it was taken back. */
export const reviewEntryView = v.object({
  id: v.id("reviewEntries"),
  reviewedAt: v.number(),
  reviewedBy: actor,
  verdict: nullable(verdict),
  note: v.string(),
  /** It resolved a disagreement of two others. */
  isResolution: v.boolean(),
  /** It overruled two others who agreed. */
  isOverruling: v.boolean(),
  undoneAt: nullable(v.number()),
});

/** How two people agree who reviewed the same receipts blind: one's verdicts down and the other's across, good, needs attention, bad. */
export const agreementTable = v.object({
  a: v.object({ id: v.string(), name: v.string() }),
  b: v.object({ id: v.string(), name: v.string() }),
  counts: v.array(v.array(v.number())),
});

/** A receipt as it is verified: `body` is the exact text that `hash` is over. */
export const signedReceipt = v.object({
  id: v.id("receipts"),
  sequence: v.number(),
  previousHash: v.string(),
  body: v.string(),
  hash: v.string(),
  signature: v.string(),
  keyId: v.string(),
});

/** A part of an organization's chain with all that verifies it. */
export const receiptChain = {
  receipts: v.array(signedReceipt),
  /** Base64url Ed25519 keys by key id. */
  publicKeys: v.record(v.string(), v.string()),
  /** When each key was in use (epoch ms), replaced ones too. */
  keyTimes: v.record(v.string(), v.object({ createdAt: v.number(), retiredAt: nullable(v.number()) })),
  /** The signed head: exported with the receipts, it proves that the end of the file is there. */
  checkpoint: nullable(checkpoint),
  /** The last link of the whole chain, so a cut-off end is noticed; `null` before the first receipt. */
  head: nullable(v.object({ sequence: v.number(), hash: v.string() })),
};

/** A signed statement of one day that can be published: where the chain then ended. `at` epoch ms. */
export const dailyCheckpoint = v.object({ at: v.number(), sequence: v.number(), hash: v.string(), checkpoint });

export const auditView = v.object({
  id: v.id("auditEntries"),
  at: v.number(),
  actor,
  action: v.string(),
  targetKind: v.string(),
  targetId: v.string(),
  targetName: v.string(),
  before: nullable(v.string()),
  after: nullable(v.string()),
  reason: nullable(v.string()),
});

export const heartbeatMinuteView = v.object({
  minute: v.number(),
  count: v.number(),
  longestGapMs: v.number(),
  fields: doc(schema, "heartbeatMinutes").fields.fields,
});

/** What `usePaginatedQuery` needs of an answer. */
export const paged = <T extends Parameters<typeof v.array>[0]>(row: T) =>
  v.object({
    page: v.array(row),
    isDone: v.boolean(),
    continueCursor: v.string(),
    splitCursor: v.optional(v.union(v.string(), v.null())),
    pageStatus: v.optional(v.union(v.literal("SplitRecommended"), v.literal("SplitRequired"), v.null())),
  });
