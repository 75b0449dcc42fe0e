import type { Doc, Id } from "../../_generated/dataModel";
import type { QueryCtx } from "../../_generated/server";
import { loadFrom, type Loaded } from "../sessions/loaded";

type Read = Pick<QueryCtx, "db">;

/** The oldest software stop that the robot has not acknowledged. */
export async function pendingStop(ctx: Read, robotId: Id<"robots">): Promise<Doc<"stops"> | null> {
  return await ctx.db
    .query("stops")
    .withIndex("by_robotId_and_acknowledgedAt", (q) => q.eq("robotId", robotId).eq("acknowledgedAt", null))
    .first();
}

async function newestOpenSession(ctx: Read, robotId: Id<"robots">): Promise<Doc<"sessions"> | null> {
  const newest = (status: "authorized" | "active") =>
    ctx.db
      .query("sessions")
      .withIndex("by_robotId_and_mode", (q) => q.eq("robotId", robotId).eq("status", status))
      .order("desc")
      .first();
  return (await newest("active")) ?? (await newest("authorized"));
}

function toStopOrder(stop: Doc<"stops">) {
  return { id: stop._id, sessionId: stop.sessionId, version: stop.version, sentAt: stop.sentAt };
}

function toSessionOrder({ doc, live }: Loaded) {
  const { _id: sessionId, status, mode, version, modeSince, budgetEndsAt, actions, closeReason } = doc;
  const bounds = { leaseExpiresAt: live.leaseExpiresAt, budgetEndsAt, actionBudget: actions?.budget ?? null };
  return { sessionId, status, mode, modeSince, version, ...bounds, closeReason };
}

/** What the robot is to do now: `session` is the one it named, else its newest open one; `pending` is `pendingStop`'s. */
export function ordersOf(session: Loaded | null, pending: Doc<"stops"> | null) {
  // A stop that was acknowledged stays an order until the robot reports that nothing moves.
  const moving = session !== null && session.stop?.motionZeroAt === null ? session.stop : null;
  const stop = pending ?? moving;
  return {
    session: session === null ? null : toSessionOrder(session),
    stop: stop === null ? null : toStopOrder(stop),
  };
}

/** The newest open session made for a robot that named none; of an `active` one before an `authorized` one. */
export async function openSessionOf(ctx: Read, robotId: Id<"robots">): Promise<Loaded | null> {
  const open = await newestOpenSession(ctx, robotId);
  return open === null ? null : await loadFrom(ctx, open);
}
