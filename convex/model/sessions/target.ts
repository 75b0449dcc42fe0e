import type { Doc } from "../../_generated/dataModel";
import type { MutationCtx } from "../../_generated/server";

/** What the log calls a session: its robot, where it has one, and the model, for a model runs on many. */
export async function auditTarget(
  ctx: Pick<MutationCtx, "db">,
  { _id: id, robotId, baseModel }: Pick<Doc<"sessions">, "_id" | "robotId" | "baseModel">,
) {
  const robot = robotId === null ? null : await ctx.db.get("robots", robotId);
  return { kind: "session", id, name: robot === null ? baseModel : `${robot.name} · ${baseModel}` };
}
