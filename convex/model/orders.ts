import type { Doc, Id } from "../_generated/dataModel";
import type { QueryCtx } from "../_generated/server";
import { liveOf, newestStop } from "./sessionStore";

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

/** A stop that was acknowledged stays an order until the robot reports that nothing moves. */
async function movingStop(ctx: Read, sessionId: Id<"sessions">): Promise<Doc<"stops"> | null> {
  const stop = await newestStop(ctx, sessionId);
  return stop !== null && stop.motionZeroAt === null ? stop : null;
}

function toStopOrder(stop: Doc<"stops"> | null) {
  if (stop === null) return null;
  return { id: stop._id, sessionId: stop.sessionId, version: stop.version, sentAt: stop.sentAt };
}

async function toSessionOrder(ctx: Read, session: Doc<"sessions"> | null) {
  if (session === null) return null;
  const { leaseExpiresAt } = await liveOf(ctx, session._id);
  const { _id: sessionId, status, mode, version, budgetEndsAt, closeReason } = session;
  return { sessionId, status, mode, version, leaseExpiresAt, budgetEndsAt, closeReason };
}

/** What the robot is to do now: its own session, else the newest open one made for it, and any stop. */
export async function ordersFor(ctx: Read, robotId: Id<"robots">, sessionId: Id<"sessions"> | null) {
  const named = sessionId === null ? null : await ctx.db.get("sessions", sessionId);
  const session = named ?? (await newestOpenSession(ctx, robotId));
  const [order, unheard] = await Promise.all([toSessionOrder(ctx, session), pendingStop(ctx, robotId)]);
  const stop = unheard ?? (session === null ? null : await movingStop(ctx, session._id));
  return { session: order, stop: toStopOrder(stop) };
}
