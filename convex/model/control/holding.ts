import type { Doc, Id } from "../../_generated/dataModel";
import type { QueryCtx } from "../../_generated/server";
import type { Actor } from "../audit";
import { getOrThrow } from "../robots/robots";

type Read = Pick<QueryCtx, "db">;

/** The row of whoever holds a robot, `null` for nobody. */
export async function controlOf(ctx: Read, robotId: Id<"robots">): Promise<Doc<"robotControls"> | null> {
  return await ctx.db
    .query("robotControls")
    .withIndex("by_robotId", (q) => q.eq("robotId", robotId))
    .unique();
}

/** The name of a person other than `caller` who holds the robot, `null` for none. A key is never the person who holds it. */
export async function heldByOther(ctx: Read, robotId: Id<"robots"> | null, caller: Actor): Promise<string | null> {
  const row = robotId === null ? null : await controlOf(ctx, robotId);
  return row === null || row.by.id === caller.id ? null : row.by.name;
}

export async function viewOf(ctx: Read, organizationId: Id<"organizations">, robotId: Id<"robots">) {
  await getOrThrow(ctx, organizationId, robotId);
  const row = await controlOf(ctx, robotId);
  return row === null ? null : { by: row.by, since: row.since, ...(row.offer === undefined ? {} : { offer: row.offer }) };
}
