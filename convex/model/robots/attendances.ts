import type { Id } from "../../_generated/dataModel";
import type { MutationCtx } from "../../_generated/server";
import { type Actor, recordAudit } from "../audit";
import { mostRobots } from "./states";

/** Ends what a person attends to and may no longer act on. `by`: whose doing that is. */
export async function endAttendances(
  ctx: Pick<MutationCtx, "db">,
  {
    organizationId,
    userId,
    isLost,
  }: { organizationId: Id<"organizations">; userId: Id<"users">; isLost: (robotId: Id<"robots">) => boolean },
  by: Actor,
  now: number,
): Promise<void> {
  const rows = await ctx.db
    .query("robotStates")
    .withIndex("by_organizationId_and_attendee", (q) => q.eq("organizationId", organizationId).eq("attendance.by.id", userId))
    .take(mostRobots);
  for (const { _id, robotId, attendance } of rows) {
    if (!isLost(robotId)) continue;
    await ctx.db.patch("robotStates", _id, { attendance: undefined });
    const robot = await ctx.db.get("robots", robotId);
    await recordAudit(ctx, {
      organizationId,
      at: now,
      actor: by,
      action: "attention.end",
      target: { kind: "robot", id: robotId, name: robot?.name ?? "robot" },
      before: { by: attendance?.by.name },
      reason: "May no longer act",
    });
  }
}
