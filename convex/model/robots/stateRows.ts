import type { Doc, Id } from "../../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../../_generated/server";
import { recordAudit } from "../audit";
import { needsAttention } from "./attentionRule";

export async function stateRow(ctx: Pick<QueryCtx, "db">, robotId: Id<"robots">): Promise<Doc<"robotStates"> | null> {
  return await ctx.db
    .query("robotStates")
    .withIndex("by_robotId", (q) => q.eq("robotId", robotId))
    .unique();
}

/** What a robot waits with, where there is any. */
export function waitingOf({ pending = [], brokenRules = [] }: Pick<Doc<"robotStates">, "pending" | "brokenRules">) {
  return { ...(pending.length === 0 ? {} : { pending }), ...(brokenRules.length === 0 ? {} : { brokenRules }) };
}

/** What somebody attended to is over by itself: the robot needs no attention any more. Whoever calls it takes the attendance away. */
export async function endAttendance(
  ctx: Pick<MutationCtx, "db">,
  { organizationId, robotId, attendance }: Doc<"robotStates">,
  now: number,
): Promise<void> {
  const name = (await ctx.db.get("robots", robotId))?.name ?? "robot";
  await recordAudit(ctx, {
    organizationId,
    at: now,
    actor: { kind: "robot", id: robotId, name },
    action: "attention.end",
    target: { kind: "robot", id: robotId, name },
    before: { by: attendance?.by.name },
    reason: "The cause is gone",
  });
}

/** Writes what a robot still waits with; who attended to it does so no longer when that was all. */
export async function leaveWaiting(
  ctx: Pick<MutationCtx, "db">,
  state: Doc<"robotStates">,
  change: Partial<Pick<Doc<"robotStates">, "pending" | "brokenRules">>,
  now: number,
): Promise<void> {
  const isOver = state.attendance !== undefined && !needsAttention({ ...state, ...change });
  await ctx.db.patch("robotStates", state._id, { ...change, ...(isOver ? { attendance: undefined } : {}) });
  if (isOver) await endAttendance(ctx, state, now);
}
