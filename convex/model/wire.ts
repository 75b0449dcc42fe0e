import type { Doc, Id } from "../_generated/dataModel";
import type { QueryCtx } from "../_generated/server";
import { appError } from "../errors";
import type { KeyRefusal } from "../functions";
import * as ApiKeys from "./people/apiKeys";
import { receive, reportSummary, type Beat } from "./heartbeats/beat";
import type { Caller } from "./people/callers";
import * as Deployments from "./deployments/deployments";
import * as DeviceLogins from "./people/deviceLogins";
import * as Doctor from "./deployments/doctor";
import { ordersFor } from "./heartbeats/orders";
import * as Pairing from "./pairing/pairing";
import { takeFromLimit } from "./rateLimits";
import * as Receipts from "./receipts/receipts";
import * as Robots from "./robots/robots";
import * as RobotSchemas from "./robots/robotSchemas";
import * as Sessions from "./sessions/sessions";
import { getDoc, type Loaded } from "./sessions/loaded";
import type { Write } from "./sessions/store";
import type { Infer } from "convex/values";
import type { runSummary } from "./shapes";

// What `publicApi` does once it knows who calls. A refused caller's refusal is the answer as it stands.

type Read = Pick<QueryCtx, "db">;
type Access = { ok: true; caller: Caller } | KeyRefusal;
const ok = { ok: true } as const;

/** Ten a second on average, for a key or a robot's credential, of everything but heartbeats and what makes an arm stop. */
const mostCallsPerMinute = 600;

/** Runs `work` for a known caller, if it did not call too often, and notes that its key was used. */
async function acting<T>(ctx: Write, access: Access, now: number, work: (caller: Caller) => Promise<T>) {
  if (!access.ok) return access;
  const { caller } = access;
  const who = caller.kind === "apiKey" ? caller.keyId : caller.robot._id;
  const retryAfterMs = await takeFromLimit(ctx, `key:${who}`, mostCallsPerMinute, 60_000, now);
  if (retryAfterMs !== null) return { ok: false as const, reason: "rate_limited", retryAfterMs };
  return await actingAtOnce(ctx, access, now, work);
}

/** Without a limit: stops and demotions always, heartbeats by their own. */
async function actingAtOnce<T>(ctx: Write, access: Access, now: number, work: (caller: Caller) => Promise<T>) {
  if (!access.ok) return access;
  if (access.caller.kind === "apiKey") await ApiKeys.noteUse(ctx, access.caller.key, now);
  return await work(access.caller);
}

/** A robot reads and changes its own sessions only; to it, all others do not exist. */
async function ownSession(ctx: Read, caller: Caller, id: Id<"sessions">): Promise<Doc<"sessions">> {
  const session = await getDoc(ctx, caller.organizationId, id);
  refuseOtherRobot(caller, session.robotId, "session");
  return session;
}

function refuseOtherRobot(caller: Caller, robotId: Id<"robots"> | null, what: string): void {
  if (caller.kind === "robot" && robotId !== caller.robot._id) throw appError({ code: "not_found", what });
}

const stateOf = ({ doc, state }: Loaded) => ({
  sessionId: doc._id,
  status: state.status,
  mode: state.mode,
  version: state.version,
});

export async function whoami(ctx: Read, access: Access) {
  if (!access.ok) return access;
  const { caller } = access;
  const organization = await ctx.db.get("organizations", caller.organizationId);
  if (organization === null) throw new Error("a key without its organization");
  const maker = caller.kind === "apiKey" ? caller.key.createdBy : null;
  const userId = maker?.kind === "operator" ? ctx.db.normalizeId("users", maker.id) : null;
  const user = userId === null ? null : await ctx.db.get("users", userId);
  const shown = { id: organization._id, name: organization.name };
  return {
    ...ok,
    keyId: caller.kind === "apiKey" ? caller.keyId : caller.robot._id,
    account: { userId: user?._id ?? "", email: user?.email ?? "", organization: shown },
    ...(caller.kind === "robot" ? { robotId: caller.robot._id } : {}),
    role: caller.kind === "apiKey" ? caller.role : "robot",
  };
}

export async function authorizeSession(ctx: Write, access: Access, args: Sessions.AuthorizeArgs, now: number) {
  return await acting(ctx, access, now, async (caller) => {
    if (args.robotId !== undefined) refuseOtherRobot(caller, args.robotId, "robot");
    const robotId = caller.kind === "robot" ? caller.robot._id : args.robotId;
    return toGrant(await Sessions.authorize(ctx, caller, { ...args, robotId }, now));
  });
}

function toGrant(answer: Awaited<ReturnType<typeof Sessions.grant>>) {
  if (!answer.ok) return answer;
  const { worker, ...grant } = answer;
  return { ...grant, ...worker };
}

export async function renewGrant(ctx: Write, access: Access, id: Id<"sessions">, now: number) {
  return await acting(ctx, access, now, async (caller) => {
    const session = await ownSession(ctx, caller, id);
    if (session.status === "closed") return { ok: false as const, reason: "session_closed" };
    return toGrant(await Sessions.grant(ctx, session, now));
  });
}

type PromoteArgs = { sessionId: Id<"sessions">; mode?: "dry_run" | "apply_actions"; budgetSeconds?: number };

export async function promoteSession(ctx: Write, access: Access, args: PromoteArgs, now: number) {
  const within = args.mode === "dry_run" ? actingAtOnce : acting;
  return await within(ctx, access, now, async (caller) => {
    const { _id: id } = await ownSession(ctx, caller, args.sessionId);
    if (args.mode === "dry_run") {
      const { mode, version } = await Sessions.demote(ctx, caller, { id, reason: "asked for" }, now);
      const { status } = await getDoc(ctx, caller.organizationId, id);
      return { ...ok, sessionId: id, status, mode, version, leaseExpiresAt: null, budgetEndsAt: null };
    }
    const answer = await Sessions.promote(
      ctx,
      caller,
      {
        id,
        intent: null,
        seenVersion: null,
        budgetSeconds: args.budgetSeconds ?? null,
        // Letting an arm move is a decision of people and their scripts, never of the arm's own machine.
        mayPromote: caller.kind === "apiKey",
      },
      now,
    );
    if (!answer.ok) return { ok: false as const, reason: answer.reason, unmet: answer.unmet };
    const { leaseExpiresAt, budgetEndsAt } = answer.loaded.state;
    return { ...ok, ...stateOf(answer.loaded), leaseExpiresAt, budgetEndsAt };
  });
}

type StopArgs = { sessionId: Id<"sessions">; sentAt?: number; reason?: string };

export async function stopSession(ctx: Write, access: Access, args: StopArgs, now: number) {
  return await actingAtOnce(ctx, access, now, async (caller) => {
    const { _id: id } = await ownSession(ctx, caller, args.sessionId);
    const stop = await Sessions.stop(ctx, caller, { ...args, id }, now);
    const { status, mode, version } = await getDoc(ctx, caller.organizationId, id);
    return { ...ok, sessionId: id, status, mode, version, stop };
  });
}

export async function closeSession(
  ctx: Write,
  access: Access,
  args: { sessionId: Id<"sessions">; reason?: string },
  now: number,
) {
  return await acting(ctx, access, now, async (caller) => {
    const { _id: id } = await ownSession(ctx, caller, args.sessionId);
    const reason = args.reason ?? "sdk_closed";
    const { loaded, receiptId } = await Sessions.close(ctx, caller, { id, reason }, now);
    return { ...ok, ...stateOf(loaded), closeReason: loaded.state.closeReason ?? reason, receiptId };
  });
}

function toSessionRow(doc: Doc<"sessions">) {
  const { _id, baseModel, status, createdAt, runtime, mode, version } = doc;
  return {
    ...{ _id, baseModel, status, createdAt, runtime, mode, version },
    ...(doc.robotType === null ? {} : { robotType: doc.robotType }),
    ...(doc.endedAt === null ? {} : { endedAt: doc.endedAt }),
    ...(doc.closeReason === null ? {} : { closeReason: doc.closeReason }),
    ...(doc.robotId === null ? {} : { robotId: doc.robotId }),
    ...(doc.deploymentId === null ? {} : { deploymentId: doc.deploymentId }),
  };
}

export async function listSessions(ctx: Read, access: Access, status: Doc<"sessions">["status"] | null) {
  if (!access.ok) return access;
  const { caller } = access;
  const found = await sessionRange(ctx, caller, status).order("desc").take(200);
  const wanted = found.filter((doc) => status === null || doc.status === status);
  return { ...ok, sessions: wanted.map(toSessionRow) };
}

function sessionRange(ctx: Read, caller: Caller, status: Doc<"sessions">["status"] | null) {
  const { organizationId } = caller;
  const sessions = ctx.db.query("sessions");
  if (caller.kind === "robot") return sessions.withIndex("by_robotId", (q) => q.eq("robotId", caller.robot._id));
  if (status === null) return sessions.withIndex("by_organizationId", (q) => q.eq("organizationId", organizationId));
  return sessions.withIndex("by_organizationId_and_status", (q) =>
    q.eq("organizationId", organizationId).eq("status", status),
  );
}

export async function createDeployment(
  ctx: Write,
  access: Access,
  args: Deployments.DeploymentArgs,
  now: number,
) {
  return await acting(ctx, access, now, async (caller) => {
    const { id } = await Deployments.create(ctx, caller, args, now);
    return { ...ok, ...(await Deployments.get(ctx, caller.organizationId, id)) };
  });
}

export async function listDeployments(ctx: Read, access: Access) {
  if (!access.ok) return access;
  return { ...ok, deployments: await Deployments.list(ctx, access.caller.organizationId) };
}

export async function getDeployment(ctx: Read, access: Access, id: Id<"deployments">) {
  if (!access.ok) return access;
  return { ...ok, ...(await Deployments.get(ctx, access.caller.organizationId, id)) };
}

export async function runReadinessCheck(
  ctx: Write,
  access: Access,
  args: { deploymentId: Id<"deployments">; robotId?: Id<"robots"> },
  now: number,
) {
  return await acting(ctx, access, now, async (caller) => ({ ...ok, ...(await Doctor.run(ctx, caller, args, now)) }));
}

export async function registerRobotSchema(
  ctx: Write,
  access: Access,
  args: { name: string; schema: unknown; robotKind?: string },
  now: number,
) {
  return await acting(ctx, access, now, async (caller) => {
    const { schema: document, name, robotKind } = args;
    return { ...ok, ...(await RobotSchemas.register(ctx, caller, { name, robotKind, document }, now)) };
  });
}

export async function listRobotSchemas(ctx: Read, access: Access) {
  if (!access.ok) return access;
  return { ...ok, robotSchemas: await RobotSchemas.list(ctx, access.caller.organizationId) };
}

export async function registerRobot(ctx: Write, access: Access, args: Robots.Registration, now: number) {
  return await acting(ctx, access, now, async (caller) => ({
    ...ok,
    ...(await Robots.register(ctx, caller, args, now)),
  }));
}

export async function listRobots(ctx: Read, access: Access) {
  if (!access.ok) return access;
  const { organizationId } = access.caller;
  const [robots, statuses] = await Promise.all([
    Robots.list(ctx, organizationId, false),
    Robots.status(ctx, organizationId, null),
  ]);
  const byRobot = new Map(statuses.map((status) => [status.robotId, status]));
  return { ...ok, robots: robots.map((robot) => ({ ...robot, status: byRobot.get(robot.id) ?? null })) };
}

export async function createPairingToken(
  ctx: Write,
  access: Access,
  args: { robotId: Id<"robots">; ttlSeconds?: number },
  now: number,
) {
  return await acting(ctx, access, now, async (caller) => {
    const { robotId, ttlSeconds = 3_600 } = args;
    return { ...ok, ...(await Pairing.create(ctx, caller, { robotId, ttlSeconds }, now)) };
  });
}

export const claimPairingToken = Pairing.claim;
export const startDeviceLogin = DeviceLogins.start;
export const pollDeviceLogin = DeviceLogins.poll;

export async function heartbeatRobot(
  ctx: Write,
  access: Access,
  args: Beat & { robotId: Id<"robots"> },
  now: number,
) {
  return await actingAtOnce(ctx, access, now, async (caller) => {
    refuseOtherRobot(caller, args.robotId, "robot");
    const robot =
      caller.kind === "robot" ? caller.robot : await Robots.getOrThrow(ctx, caller.organizationId, args.robotId);
    if (robot.retiredAt !== null) return { ok: false as const, reason: "robot_retired" };
    const { robotId: _, ...beat } = args;
    return await receive(ctx, robot, beat, caller.actor, now);
  });
}

export async function watchRobot(ctx: Read, access: Access, robotId: Id<"robots">) {
  if (!access.ok) return access;
  const { caller } = access;
  refuseOtherRobot(caller, robotId, "robot");
  const robot = await Robots.getOrThrow(ctx, caller.organizationId, robotId);
  return { ...ok, ...(await ordersFor(ctx, robot._id, null)) };
}

export async function reportRunSummary(
  ctx: Write,
  access: Access,
  args: { sessionId: Id<"sessions">; summary: Infer<typeof runSummary> },
  now: number,
) {
  return await acting(ctx, access, now, async (caller) => {
    const { _id: sessionId } = await ownSession(ctx, caller, args.sessionId);
    const result = await reportSummary(ctx, caller.organizationId, sessionId, args.summary);
    return result === "ok" ? { ...ok, sessionId } : { ok: false as const, reason: "session_closed" };
  });
}

type ReceiptFilter = {
  deploymentId?: Id<"deployments">;
  robotId?: Id<"robots">;
  before?: number;
  limit?: number;
};

export async function listReceipts(ctx: Read, access: Access, args: ReceiptFilter) {
  if (!access.ok) return access;
  const { before = Number.MAX_SAFE_INTEGER, limit = 100, robotId } = args;
  const most = Number.isFinite(limit) ? Math.min(200, Math.max(1, Math.floor(limit))) : 100;
  const { organizationId } = access.caller;
  const found = await Receipts.byFilter(ctx, organizationId, args, before).take(most);
  const wanted = found.filter((receipt) => robotId === undefined || receipt.robotId === robotId);
  return { ...ok, receipts: await Receipts.toRows(ctx, organizationId, wanted) };
}

export async function getReceipt(ctx: Read, access: Access, id: Id<"receipts">) {
  if (!access.ok) return access;
  return { ...ok, ...(await Receipts.get(ctx, access.caller.organizationId, id)) };
}
