import type { Doc, Id } from "../../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../../_generated/server";
import { type Actor, recordAudit, systemActor } from "../audit";
import { mostRobots } from "../robots/states";
import { controlOf } from "./holding";

// What ends the holding of a robot without anybody's word: nothing is open on it any more, or its holder may no longer act.

type Write = Pick<MutationCtx, "db">;

/** A session that is open on the robot, one that it reports before one that it did not join yet; `null` for none. */
export async function openSessionOn(ctx: Pick<QueryCtx, "db">, robotId: Id<"robots">): Promise<Doc<"sessions"> | null> {
  const ofStatus = (status: "authorized" | "active") =>
    ctx.db
      .query("sessions")
      .withIndex("by_robotId_and_mode", (q) => q.eq("robotId", robotId).eq("status", status))
      .first();
  return (await ofStatus("active")) ?? (await ofStatus("authorized"));
}

/** After a session of the robot closed: nobody holds a robot that nothing runs on. */
export async function endWithoutSessions(ctx: Write, robotId: Id<"robots"> | null, now: number): Promise<void> {
  const row = robotId === null ? null : await controlOf(ctx, robotId);
  if (row !== null && (await openSessionOn(ctx, row.robotId)) === null)
    await end(ctx, row, systemActor("clock"), "No session is open on it", now);
}

/** Ends what a person holds and may no longer act on. `by`: whose doing that is. */
export async function endHolding(
  ctx: Write,
  {
    organizationId,
    userId,
    isLost,
  }: { organizationId: Id<"organizations">; userId: Id<"users">; isLost: (robotId: Id<"robots">) => boolean },
  by: Actor,
  now: number,
): Promise<void> {
  const rows = await ctx.db
    .query("robotControls")
    .withIndex("by_organizationId_and_holder", (q) => q.eq("organizationId", organizationId).eq("by.id", userId))
    .take(mostRobots);
  for (const row of rows) if (isLost(row.robotId)) await end(ctx, row, by, "May no longer act", now);
}

async function end(ctx: Write, row: Doc<"robotControls">, actor: Actor, reason: string, now: number): Promise<void> {
  const robot = await ctx.db.get("robots", row.robotId);
  await ctx.db.delete("robotControls", row._id);
  await recordAudit(ctx, {
    organizationId: row.organizationId,
    at: now,
    actor,
    action: "control.end",
    target: { kind: "robot", id: row.robotId, name: robot?.name ?? "robot" },
    before: { by: row.by.name },
    reason,
  });
}
