import type { Doc, Id } from "../../_generated/dataModel";
import type { Caller } from "../people/callers";
import { getDoc, type Loaded } from "../sessions/loaded";
import * as Ending from "../sessions/ending";
import * as Promoting from "../sessions/promoting";
import * as Starting from "../sessions/starting";
import type { Write } from "../sessions/store";
import { acting, actingAtOnce, ok, ownSession, refuseOtherRobot, type Access, type Read } from "./access";

// What `publicApi` does to sessions, once it knows who calls.

const stateOf = ({ doc, state }: Loaded) => ({
  sessionId: doc._id,
  status: state.status,
  mode: state.mode,
  version: state.version,
});

export async function authorizeSession(ctx: Write, access: Access, args: Starting.AuthorizeArgs, now: number) {
  return await acting(ctx, access, now, async (caller) => {
    if (args.robotId !== undefined) refuseOtherRobot(caller, args.robotId, "robot");
    const robotId = caller.kind === "robot" ? caller.robot._id : args.robotId;
    return toGrant(await Starting.authorize(ctx, caller, { ...args, robotId }, now));
  });
}

function toGrant(answer: Awaited<ReturnType<typeof Starting.grant>>) {
  if (!answer.ok) return answer;
  const { worker, ...grant } = answer;
  return { ...grant, ...worker };
}

export async function renewGrant(ctx: Write, access: Access, id: Id<"sessions">, now: number) {
  return await acting(ctx, access, now, async (caller) => {
    const session = await ownSession(ctx, caller, id);
    if (session.status === "closed") return { ok: false as const, reason: "session_closed" };
    return toGrant(await Starting.grant(ctx, session, now));
  });
}

type PromoteArgs = { sessionId: Id<"sessions">; mode?: "dry_run" | "apply_actions"; budgetSeconds?: number; actionBudget?: number };

export async function promoteSession(ctx: Write, access: Access, args: PromoteArgs, now: number) {
  const work = async (caller: Caller) => {
    const { _id: id } = await ownSession(ctx, caller, args.sessionId);
    if (args.mode === "dry_run") {
      const { mode, version } = await Ending.demote(ctx, caller, { id, reason: "asked for" }, now);
      const { status } = await getDoc(ctx, caller.organizationId, id);
      return { ...ok, sessionId: id, status, mode, version, leaseExpiresAt: null, budgetEndsAt: null };
    }
    const answer = await Promoting.promote(
      ctx,
      caller,
      {
        id,
        intent: null,
        seenVersion: null,
        budgetSeconds: args.budgetSeconds ?? null,
        actionBudget: args.actionBudget ?? null,
        // Letting an arm move is a decision of people and their scripts, never of the arm's own machine.
        mayPromote: caller.kind === "apiKey",
      },
      now,
    );
    if (!answer.ok) return { ok: false as const, reason: answer.reason, unmet: answer.unmet };
    const { leaseExpiresAt, budgetEndsAt } = answer.loaded.state;
    return { ...ok, ...stateOf(answer.loaded), leaseExpiresAt, budgetEndsAt };
  };
  return args.mode === "dry_run" ? await actingAtOnce(access, work) : await acting(ctx, access, now, work);
}

type StopArgs = { sessionId: Id<"sessions">; sentAt?: number; reason?: string };

export async function stopSession(ctx: Write, access: Access, args: StopArgs, now: number) {
  return await actingAtOnce(access, async (caller) => {
    const { _id: id } = await ownSession(ctx, caller, args.sessionId);
    const stop = await Ending.stop(ctx, caller, { ...args, id }, now);
    const { status, mode, version } = await getDoc(ctx, caller.organizationId, id);
    return { ...ok, sessionId: id, status, mode, version, stop };
  });
}

export async function closeSession(ctx: Write, access: Access, args: { sessionId: Id<"sessions">; reason?: string }, now: number) {
  return await acting(ctx, access, now, async (caller) => {
    const { _id: id } = await ownSession(ctx, caller, args.sessionId);
    const reason = args.reason ?? "sdk_closed";
    const { loaded, receiptId } = await Ending.close(ctx, caller, { id, reason }, now);
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
  return sessions.withIndex("by_organizationId_and_status", (q) => q.eq("organizationId", organizationId).eq("status", status));
}
