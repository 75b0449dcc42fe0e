import { v, type Infer } from "convex/values";

import { api, internal } from "./_generated/api";
import { keyMutation, keyQuery, notHeld, openAction, openMutation } from "./functions";
import { deploymentView, doctorReportView } from "./model/deployments/answers";
import { ask } from "./model/deployments/probes";
import { newDeployment } from "./model/deployments/shapes";
import { newPicture } from "./model/cameras/shapes";
import { newHeartbeat } from "./model/heartbeats/shapes";
import { dailyCheckpoint, receiptChain, receiptRow, receiptsAsked, signedReceipt } from "./model/receipts/answers";
import { robotSchemaView, robotStatusView, robotView } from "./model/robots/answers";
import { newRobot } from "./model/robots/shapes";
import { newSession, runSummary } from "./model/sessions/shapes";
import { mode, nullable, sessionStatus } from "./model/shapes";
import { answer, grantFields, heartbeatAnswer, holder, orders, sessionRow } from "./model/wire/answers";
import { closedState, promotedState, stoppedState } from "./model/wire/sessionStates";
import { claimAnswer, codeAnswer, newClaim, newPairingToken, pollAnswer } from "./model/wire/codes";
import * as Deployments from "./model/wire/deployments";
import { anyHolder, operatorKey, robotOrKey, viewerKey } from "./model/wire/keyAccess";
import * as People from "./model/wire/people";
import * as Receipts from "./model/wire/receipts";
import * as Robots from "./model/wire/robots";
import * as Sessions from "./model/wire/sessions";

// The documented wire. Every function answers `{ok: true, ...}` or `{ok: false, reason}`; bad arguments are errors.

const sessionId = v.id("sessions");

export const whoami = keyQuery(anyHolder)({
  args: {},
  returns: answer(holder),
  handler: (ctx) => People.whoami(ctx, ctx.access),
});

/** Idempotent by `clientSessionId`. `mode: "apply_actions"` still starts as a dry run: applying is a promote of its own. */
export const authorizeSession = keyMutation(robotOrKey, { begins: true })({
  args: newSession,
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
  args: { sessionId, mode: v.optional(mode), budgetSeconds: v.optional(v.number()), actionBudget: v.optional(v.number()) },
  returns: answer(promotedState),
  handler: (ctx, args) => Sessions.promoteSession(ctx, ctx.access, args, Date.now()),
});

/** Software stop by key; repeat until `stop.acknowledgedAt` is set. */
export const stopSession = keyMutation(
  anyHolder,
  notHeld,
)({
  args: { sessionId, sentAt: v.optional(v.number()), reason: v.optional(v.string()) },
  returns: answer(stoppedState),
  handler: (ctx, args) => Sessions.stopSession(ctx, ctx.access, args, Date.now()),
});

export const closeSession = keyMutation(robotOrKey, { isForStarter: true })({
  args: { sessionId, reason: v.optional(v.string()) },
  returns: answer(closedState),
  handler: (ctx, args) => Sessions.closeSession(ctx, ctx.access, args, Date.now()),
});

/** Newest first, at most 200. */
export const listInferenceSessions = keyQuery(anyHolder)({
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
  returns: answer(newPairingToken),
  handler: (ctx, args) => Robots.createPairingToken(ctx, ctx.access, args, Date.now()),
});

/** No key: the token is the permission. Exactly one claim of a token succeeds. */
export const claimPairingToken = openMutation({
  args: newClaim,
  returns: claimAnswer,
  handler: (ctx, args) => Robots.claimPairingToken(ctx, args, Date.now()),
});

/** The nonce of the claim's `commitment`: from then on the pair page shows the three words that the machine shows too. */
export const revealPairing = keyMutation({ key: null, robot: true })({
  args: { nonce: v.string() },
  returns: answer({}),
  handler: (ctx, { nonce }) => Robots.revealPairing(ctx, ctx.access, nonce, Date.now()),
});

/** A machine that has no pairing token shows `userCode`, and its QR code, to a person, then polls with `requestCode`, which is secret. Lives 10 minutes. */
export const startPairingRequest = openMutation({
  args: { hostname: v.optional(v.string()), agentVersion: v.optional(v.string()) },
  returns: codeAnswer({ requestCode: v.string() }),
  handler: (ctx, args) => Robots.startPairingRequest(ctx, args, Date.now()),
});

/** A pairing token, once, after somebody said in the dashboard which robot the machine is; it lives 60 s: claim it at once. */
export const pollPairingRequest = openMutation({
  args: { requestCode: v.string() },
  returns: pollAnswer({ token: v.string() }),
  handler: (ctx, args) => Robots.pollPairingRequest(ctx, args.requestCode, Date.now()),
});

/** First step of `reflex login`: show `userCode` to a person, then poll with `deviceCode`, which is secret. Lives 10 minutes. */
export const startDeviceLogin = openMutation({
  args: { hostname: v.optional(v.string()) },
  returns: codeAnswer({ deviceCode: v.string() }),
  handler: (ctx, args) => People.startDeviceLogin(ctx, args, Date.now()),
});

/** The API key, once, after somebody approved the code. */
export const pollDeviceLogin = openMutation({
  args: { deviceCode: v.string() },
  returns: pollAnswer({ apiKey: v.string() }),
  handler: (ctx, args) => People.pollDeviceLogin(ctx, args.deviceCode, Date.now()),
});

export const heartbeatRobot = keyMutation(robotOrKey)({
  args: newHeartbeat,
  returns: answer(heartbeatAnswer),
  handler: (ctx, args) => Robots.heartbeatRobot(ctx, ctx.access, args, Date.now()),
});

/** The newest picture of one of its own cameras while `picturesUntil` of a heartbeat's answer lasts, or one to keep with the run. */
export const sendPicture = keyMutation({ key: null, robot: true })({
  args: newPicture,
  returns: answer({ at: v.number() }),
  handler: (ctx, args) => Robots.sendPicture(ctx, ctx.access, args, Date.now()),
});

/** For an agent on a socket: subscribe with the robot's credential and learn of a stop at once. */
export const watchRobot = keyQuery(anyHolder)({
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
  args: receiptsAsked,
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
  returns: answer({ row: receiptRow, receipt: signedReceipt, publicKey: v.string(), publicKeys: v.record(v.string(), v.string()) }),
  handler: (ctx, args) => Receipts.getReceipt(ctx, ctx.access, args.receiptId),
});
