import type { Infer } from "convex/values";
import type { Id } from "../../_generated/dataModel";
import { receive, reportSummary, type Beat } from "../heartbeats/beat";
import { openSessionOf, ordersOf, pendingStop } from "../heartbeats/orders";
import * as Cameras from "../cameras/cameras";
import type { NewPicture } from "../cameras/shapes";
import * as Agreement from "../pairing/agreement";
import * as Pairing from "../pairing/pairing";
import * as Requests from "../pairing/requests";
import * as RobotSchemas from "../robots/robotSchemas";
import * as Robots from "../robots/robots";
import type { Write } from "../sessions/store";
import type { runSummary } from "../sessions/shapes";
import { acting, actingAtOnce, ok, ownSession, refuseOtherRobot, type Access, type Read } from "./access";

// What `publicApi` does to robots and their schemas, and what robots do for themselves.

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
  const [robots, statuses] = await Promise.all([Robots.list(ctx, organizationId, false), Robots.status(ctx, organizationId, null)]);
  const byRobot = new Map(statuses.map((status) => [status.robotId, status]));
  return { ...ok, robots: robots.map((robot) => ({ ...robot, status: byRobot.get(robot.id) ?? null })) };
}

export async function createPairingToken(ctx: Write, access: Access, args: { robotId: Id<"robots">; ttlSeconds?: number }, now: number) {
  return await acting(ctx, access, now, async (caller) => {
    const { robotId, ttlSeconds = 3_600 } = args;
    return { ...ok, ...(await Pairing.create(ctx, caller, { robotId, ttlSeconds }, now)) };
  });
}

export const claimPairingToken = Pairing.claim;

export async function revealPairing(ctx: Write, access: Access, nonce: string, now: number) {
  return await acting(ctx, access, now, async (caller) =>
    caller.kind === "robot" ? await Agreement.reveal(ctx, caller.robot, nonce) : { ok: false as const, reason: "forbidden" },
  );
}

export const startPairingRequest = Requests.start;

export const pollPairingRequest = Requests.poll;

export async function heartbeatRobot(ctx: Write, access: Access, args: Beat & { robotId: Id<"robots"> }, now: number) {
  return await actingAtOnce(access, async (caller) => {
    refuseOtherRobot(caller, args.robotId, "robot");
    const robot = caller.kind === "robot" ? caller.robot : await Robots.getOrThrow(ctx, caller.organizationId, args.robotId);
    if (robot.retiredAt !== null) return { ok: false as const, reason: "robot_retired" };
    const { robotId: _, ...beat } = args;
    return await receive(ctx, robot, beat, caller.actor, now);
  });
}

export async function sendPicture(ctx: Write, access: Access, args: NewPicture, now: number) {
  return await acting(ctx, access, now, async (caller) => {
    if (caller.kind !== "robot") return { ok: false as const, reason: "forbidden" };
    if (caller.robot.retiredAt !== null) return { ok: false as const, reason: "robot_retired" };
    const session = args.moment === undefined ? null : await ownSession(ctx, caller, args.moment.sessionId);
    return await Cameras.receive(ctx, caller.robot, args, session, now);
  });
}

export async function watchRobot(ctx: Read, access: Access, robotId: Id<"robots">) {
  if (!access.ok) return access;
  const { caller } = access;
  refuseOtherRobot(caller, robotId, "robot");
  const robot = await Robots.getOrThrow(ctx, caller.organizationId, robotId);
  return { ...ok, ...ordersOf(await openSessionOf(ctx, robot._id), await pendingStop(ctx, robot._id)) };
}

export async function reportRunSummary(
  ctx: Write,
  access: Access,
  args: { sessionId: Id<"sessions">; summary: Infer<typeof runSummary>; signed?: { body: string; signature: string } },
  now: number,
) {
  return await acting(ctx, access, now, async (caller) => {
    const { _id: sessionId } = await ownSession(ctx, caller, args.sessionId);
    const result = await reportSummary(ctx, caller.organizationId, sessionId, args.summary, args.signed);
    if (result === "ok") return { ...ok, sessionId };
    return { ok: false as const, reason: result === "closed" ? "session_closed" : result };
  });
}
