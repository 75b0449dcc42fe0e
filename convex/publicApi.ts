import { v, type Infer } from "convex/values";

import { api, internal } from "./_generated/api";
import { keyMutation, keyQuery, keyRefusal, notHeld, openAction, openMutation } from "./functions";
import { ask } from "./model/deployments/probes";
import * as Deployments from "./model/wire/deployments";
import * as People from "./model/wire/people";
import * as Receipts from "./model/wire/receipts";
import * as Robots from "./model/wire/robots";
import * as Sessions from "./model/wire/sessions";
import { commandAck, heartbeatNumbers } from "./model/heartbeats/shapes";
import { condition, mode, nullable, sessionStatus } from "./model/shapes";
import { newDeployment } from "./model/deployments/shapes";
import { newRobot } from "./model/robots/shapes";
import { runSummary, stopFacts } from "./model/sessions/shapes";
import { deploymentView, doctorReportView } from "./model/deployments/answers";
import { dailyCheckpoint, receiptChain, receiptRow, signedReceipt } from "./model/receipts/answers";
import { robotSchemaView, robotStatusView, robotView } from "./model/robots/answers";

// The documented wire. Every function answers `{ok: true, ...}` or `{ok: false, reason}`; bad arguments are errors.

const refused = v.object({
  ok: v.literal(false),
  reason: v.string(),
  unmet: v.optional(v.array(condition)),
  /** With `rate_limited`. Heartbeats, stops and demotions are never refused for it. */
  retryAfterMs: v.optional(v.number()),
});
const answer = <T extends Parameters<typeof v.object>[0]>(fields: T) =>
  v.union(v.object({ ok: v.literal(true), ...fields }), keyRefusal, refused);

const viewerKey = { key: "viewer", robot: false } as const;
const operatorKey = { key: "operator", robot: false } as const;
/** The robot itself, or somebody's script with an operator key. */
const robotOrKey = { key: "operator", robot: true } as const;
const sessionId = v.id("sessions");

const sessionState = { sessionId, status: sessionStatus, mode, version: v.number() };

const sessionRow = v.object({
  _id: sessionId,
  baseModel: v.string(),
  status: sessionStatus,
  createdAt: v.number(),
  runtime: v.optional(v.string()),
  robotType: v.optional(v.string()),
  mode: v.optional(mode),
  endedAt: v.optional(v.number()),
  closeReason: v.optional(v.string()),
  robotId: v.optional(v.id("robots")),
  deploymentId: v.optional(v.id("deployments")),
  version: v.number(),
});

const grantFields = {
  sessionId,
  primeUrl: nullable(v.string()),
  workerUrl: nullable(v.string()),
  /** Epoch ms; the token lives 30 minutes and is renewable while the session is open. */
  expiresAt: v.number(),
  token: v.string(),
};

export const whoami = keyQuery({ key: "viewer", robot: true })({
  args: {},
  returns: answer({
    keyId: v.string(),
    account: v.object({
      userId: v.string(),
      email: v.string(),
      organization: v.object({ id: v.id("organizations"), name: v.string() }),
    }),
    /** Set when the key is a robot's. */
    robotId: v.optional(v.id("robots")),
    role: v.string(),
  }),
  handler: (ctx) => People.whoami(ctx, ctx.access),
});

/** Idempotent by `clientSessionId`. `mode: "apply_actions"` still starts as a dry run: applying is a promote of its own. */
export const authorizeSession = keyMutation(robotOrKey, { begins: true })({
  args: {
    artifactId: v.optional(v.string()),
    deploymentId: v.optional(v.id("deployments")),
    robotId: v.optional(v.id("robots")),
    baseModel: v.optional(v.string()),
    runtime: v.optional(v.string()),
    robotType: v.optional(v.string()),
    mode: v.optional(mode),
    clientSessionId: v.optional(v.string()),
  },
  returns: answer(grantFields),
  handler: (ctx, args) => Sessions.authorizeSession(ctx, ctx.access, args, Date.now()),
});

/** A new token for an open session. */
export const renewGrant = keyMutation(robotOrKey)({
  args: { sessionId },
  returns: answer(grantFields),
  handler: (ctx, args) => Sessions.renewGrant(ctx, ctx.access, args.sessionId, Date.now()),
});

/** A key's direct call needs no intent. `mode: "dry_run"` demotes. A robot may demote itself, never promote itself. */
export const promoteSession = keyMutation(robotOrKey, { isFree: ({ mode: wanted }) => wanted === "dry_run" })({
  args: { sessionId, mode: v.optional(mode), budgetSeconds: v.optional(v.number()) },
  returns: answer({
    ...sessionState,
    leaseExpiresAt: nullable(v.number()),
    budgetEndsAt: nullable(v.number()),
  }),
  handler: (ctx, args) => Sessions.promoteSession(ctx, ctx.access, args, Date.now()),
});

/** Software stop by key; repeat until `stop.acknowledgedAt` is set. */
export const stopSession = keyMutation({ key: "viewer", robot: true }, notHeld)({
  args: { sessionId, sentAt: v.optional(v.number()), reason: v.optional(v.string()) },
  returns: answer({
    ...sessionState,
    stop: v.object({ ...stopFacts.fields, emergencyStopLocation: nullable(v.string()) }),
  }),
  handler: (ctx, args) => Sessions.stopSession(ctx, ctx.access, args, Date.now()),
});

export const closeSession = keyMutation(robotOrKey, { isForStarter: true })({
  args: { sessionId, reason: v.optional(v.string()) },
  returns: answer({ ...sessionState, closeReason: v.string(), receiptId: nullable(v.id("receipts")) }),
  handler: (ctx, args) => Sessions.closeSession(ctx, ctx.access, args, Date.now()),
});

/** Newest first, at most 200. */
export const listInferenceSessions = keyQuery({ key: "viewer", robot: true })({
  args: { status: v.optional(sessionStatus) },
  returns: answer({ sessions: v.array(sessionRow) }),
  handler: (ctx, args) => Sessions.listSessions(ctx, ctx.access, args.status ?? null),
});

/** `spec` is an object or JSON text of one. */
export const createDeployment = keyMutation(operatorKey)({
  args: { ...newDeployment, spec: v.optional(v.any()) },
  returns: answer(deploymentView.fields),
  handler: (ctx, args) => Deployments.createDeployment(ctx, ctx.access, args, Date.now()),
});

export const listDeployments = keyQuery(viewerKey)({
  args: {},
  returns: answer({ deployments: v.array(deploymentView) }),
  handler: (ctx) => Deployments.listDeployments(ctx, ctx.access),
});

export const getDeployment = keyQuery(viewerKey)({
  args: { deploymentId: v.id("deployments") },
  returns: answer(deploymentView.fields),
  handler: (ctx, args) => Deployments.getDeployment(ctx, ctx.access, args.deploymentId),
});

const readinessAnswer = answer(doctorReportView.fields);

/** On what is known now: a worker that was not asked lately is asked afterwards. `checkReadiness` asks it first. */
export const runReadinessCheck = keyMutation(operatorKey)({
  args: { deploymentId: v.id("deployments"), robotId: v.optional(v.id("robots")) },
  returns: readinessAnswer,
  handler: (ctx, args) => Deployments.runReadinessCheck(ctx, ctx.access, args, Date.now()),
});

/** `runReadinessCheck` as an action: calls the deployment's worker (up to 5 s), then runs every check. */
export const checkReadiness = openAction({
  args: { apiKey: v.string(), deploymentId: v.id("deployments"), robotId: v.optional(v.id("robots")) },
  returns: readinessAnswer,
  handler: async (ctx, args): Promise<Infer<typeof readinessAnswer>> => {
    const asked: Parameters<typeof ask>[1] | null = await ctx.runMutation(internal.doctor.prepareForKey, args);
    if (asked !== null) await ask(ctx, asked);
    return await ctx.runMutation(api.publicApi.runReadinessCheck, args);
  },
});

/** `schema` is an object or JSON text of one. */
export const registerRobotSchema = keyMutation(operatorKey)({
  args: { name: v.string(), schema: v.any(), robotKind: v.optional(v.string()) },
  returns: answer({ id: v.id("robotSchemas"), version: v.number() }),
  handler: (ctx, args) => Robots.registerRobotSchema(ctx, ctx.access, args, Date.now()),
});

export const listRobotSchemas = keyQuery(viewerKey)({
  args: {},
  returns: answer({ robotSchemas: v.array(robotSchemaView) }),
  handler: (ctx) => Robots.listRobotSchemas(ctx, ctx.access),
});

export const registerRobot = keyMutation(operatorKey)({
  args: newRobot,
  returns: answer({ id: v.id("robots") }),
  handler: (ctx, args) => Robots.registerRobot(ctx, ctx.access, args, Date.now()),
});

export const listRobots = keyQuery(viewerKey)({
  args: {},
  returns: answer({
    robots: v.array(v.object({ ...robotView.fields, status: nullable(robotStatusView) })),
  }),
  handler: (ctx) => Robots.listRobots(ctx, ctx.access),
});

/** Default life 3600 s, at most 86,400 s. `token` is shown this once. */
export const createPairingToken = keyMutation(operatorKey)({
  args: { robotId: v.id("robots"), ttlSeconds: v.optional(v.number()) },
  returns: answer({
    id: v.id("pairingTokens"),
    token: v.string(),
    prefix: v.string(),
    createdAt: v.number(),
    expiresAt: v.number(),
  }),
  handler: (ctx, args) => Robots.createPairingToken(ctx, ctx.access, args, Date.now()),
});

/** No key: the token is the permission. Exactly one claim of a token succeeds. */
export const claimPairingToken = openMutation({
  args: {
    token: v.string(),
    hostname: v.optional(v.string()),
    agentVersion: v.optional(v.string()),
    publicKey: v.optional(v.string()),
  },
  returns: v.union(
    v.object({
      ok: v.literal(true),
      robotId: v.id("robots"),
      robotName: v.string(),
      robotSchemaId: v.id("robotSchemas"),
      organizationId: v.id("organizations"),
      /** `rbt_...`, shown this once. */
      credential: v.string(),
    }),
    v.object({
      ok: v.literal(false),
      reason: v.union(
        v.literal("expired"),
        v.literal("used"),
        v.literal("revoked"),
        v.literal("unknown"),
        v.literal("rate_limited"),
      ),
      /** With `used`: by which host, when (epoch ms). */
      usedBy: v.optional(nullable(v.string())),
      usedAt: v.optional(v.number()),
      retryAfterMs: v.optional(v.number()),
    }),
  ),
  handler: (ctx, args) => Robots.claimPairingToken(ctx, args, Date.now()),
});

/** A machine that has no pairing token shows `userCode`, and its QR code, to a person, then polls with `requestCode`, which is secret. Lives 10 minutes. */
export const startPairingRequest = openMutation({
  args: { hostname: v.optional(v.string()), agentVersion: v.optional(v.string()) },
  returns: v.union(
    v.object({
      ok: v.literal(true),
      requestCode: v.string(),
      userCode: v.string(),
      expiresAt: v.number(),
      pollEveryMs: v.number(),
    }),
    v.object({ ok: v.literal(false), reason: v.literal("rate_limited"), retryAfterMs: v.number() }),
  ),
  handler: (ctx, args) => Robots.startPairingRequest(ctx, args, Date.now()),
});

/** A pairing token, once, after somebody said in the dashboard which robot the machine is; it lives 60 s: claim it at once. */
export const pollPairingRequest = openMutation({
  args: { requestCode: v.string() },
  returns: v.union(
    v.object({ ok: v.literal(true), token: v.string() }),
    v.object({
      ok: v.literal(false),
      reason: v.union(
        v.literal("pending"),
        v.literal("denied"),
        v.literal("expired"),
        v.literal("used"),
        v.literal("unknown"),
      ),
    }),
  ),
  handler: (ctx, args) => Robots.pollPairingRequest(ctx, args.requestCode, Date.now()),
});

/** First step of `reflex login`: show `userCode` to a person, then poll with `deviceCode`, which is secret. Lives 10 minutes. */
export const startDeviceLogin = openMutation({
  args: { hostname: v.optional(v.string()) },
  returns: v.union(
    v.object({
      ok: v.literal(true),
      deviceCode: v.string(),
      userCode: v.string(),
      expiresAt: v.number(),
      pollEveryMs: v.number(),
    }),
    v.object({ ok: v.literal(false), reason: v.literal("rate_limited"), retryAfterMs: v.number() }),
  ),
  handler: (ctx, args) => People.startDeviceLogin(ctx, args, Date.now()),
});

/** The API key, once, after somebody approved the code. */
export const pollDeviceLogin = openMutation({
  args: { deviceCode: v.string() },
  returns: v.union(
    v.object({ ok: v.literal(true), apiKey: v.string() }),
    v.object({
      ok: v.literal(false),
      reason: v.union(
        v.literal("pending"),
        v.literal("denied"),
        v.literal("expired"),
        v.literal("used"),
        v.literal("unknown"),
      ),
    }),
  ),
  handler: (ctx, args) => People.pollDeviceLogin(ctx, args.deviceCode, Date.now()),
});

/** What a robot is told, by the answer of a heartbeat and by `watchRobot`. */
const orders = {
  session: nullable(
    v.object({
      ...sessionState,
      leaseExpiresAt: nullable(v.number()),
      budgetEndsAt: nullable(v.number()),
      closeReason: nullable(v.string()),
    }),
  ),
  /** Obey at once, then acknowledge with this id, session and version. */
  stop: nullable(v.object({ id: v.string(), sessionId, version: v.number(), sentAt: v.number() })),
};

export const heartbeatRobot = keyMutation(robotOrKey)({
  args: {
    robotId: v.id("robots"),
    sessionId: v.optional(nullable(sessionId)),
    deploymentId: v.optional(nullable(v.id("deployments"))),
    /** Whole number, raised by one with every heartbeat; may start again after `goodbye` or a pairing. */
    seq: v.number(),
    sentAt: v.optional(v.number()),
    /** 200 to 60,000; default 1,000. */
    intervalMs: v.optional(v.number()),
    countsSince: v.optional(v.number()),
    mode: v.optional(mode),
    /** `ok`, `warning`, `fault` and `safe_stop` are read as health; any other word is `ok` and shown as it is. */
    state: v.optional(v.string()),
    ...heartbeatNumbers,
    joints: v.optional(v.array(v.number())),
    message: v.optional(v.string()),
    goodbye: v.optional(v.boolean()),
    ack: v.optional(nullable(commandAck)),
  },
  returns: answer({
    serverTime: v.number(),
    /** False when `seq` was not new (counted, not charted) or the heartbeat was one too many. */
    accepted: v.boolean(),
    /** Set when it was one too many: beyond 10 a second nothing is recorded, but the orders below hold all the same. */
    retryAfterMs: v.optional(v.number()),
    /** True when the named session is not this robot's: it counts as none. */
    sessionRefused: v.boolean(),
    ...orders,
  }),
  handler: (ctx, args) => Robots.heartbeatRobot(ctx, ctx.access, args, Date.now()),
});

/** For an agent on a socket: subscribe with the robot's credential and learn of a stop at once. */
export const watchRobot = keyQuery({ key: "viewer", robot: true })({
  args: { robotId: v.id("robots") },
  returns: answer(orders),
  handler: (ctx, args) => Robots.watchRobot(ctx, ctx.access, args.robotId),
});

/** The robot's own account of the run, kept with the receipt, and its own signature on it. Before the close only. */
export const reportRunSummary = keyMutation(robotOrKey)({
  args: { sessionId, summary: runSummary, signed: v.optional(v.object({ body: v.string(), signature: v.string() })) },
  returns: answer({ sessionId }),
  handler: (ctx, args) => Robots.reportRunSummary(ctx, ctx.access, args, Date.now()),
});

/** Newest first, at most 200; `before` is the sequence to continue below. */
export const listReceipts = keyQuery(viewerKey)({
  args: {
    deploymentId: v.optional(v.id("deployments")),
    robotId: v.optional(v.id("robots")),
    before: v.optional(v.number()),
    limit: v.optional(v.number()),
  },
  returns: answer({ receipts: v.array(receiptRow) }),
  handler: (ctx, args) => Receipts.listReceipts(ctx, ctx.access, args),
});

/** The chain in order of sequence from `after` (exclusive, default 0), at most 200 links, and all that verifies them. */
export const getReceiptChain = keyQuery(viewerKey)({
  args: { after: v.optional(v.number()) },
  returns: answer(receiptChain),
  handler: (ctx, args) => Receipts.getReceiptChain(ctx, ctx.access, args.after ?? 0),
});

/** The daily signed checkpoints of the chain, newest first, made before `before` (epoch ms), at most 200. */
export const listReceiptCheckpoints = keyQuery(viewerKey)({
  args: { before: v.optional(v.number()), limit: v.optional(v.number()) },
  returns: answer({ checkpoints: v.array(dailyCheckpoint) }),
  handler: (ctx, args) => Receipts.listReceiptCheckpoints(ctx, ctx.access, args),
});

export const getReceipt = keyQuery(viewerKey)({
  args: { receiptId: v.id("receipts") },
  returns: answer({ row: receiptRow, receipt: signedReceipt, publicKey: v.string() }),
  handler: (ctx, args) => Receipts.getReceipt(ctx, ctx.access, args.receiptId),
});

