import type { Doc, Id } from "../../_generated/dataModel";
import type { MutationCtx } from "../../_generated/server";
import type { Actor } from "../audit";
import { leaveWaiting, stateRow } from "../robots/stateRows";
import type { Happened } from "./causes";
import { begin, end, type Ending, openOfCause } from "./rows";

// What happened and is over, but was not looked at yet: it is on the list of what needs attention until it is settled.

type Write = Pick<MutationCtx, "db">;
type What = { cause: Happened; detail: string; sessionId?: Id<"sessions"> | null; deploymentId?: Id<"deployments"> | null };

export async function happen(
  ctx: Write,
  robotId: Id<"robots">,
  { cause, detail, sessionId = null, deploymentId = null }: What,
  now: number,
): Promise<void> {
  const state = await stateRow(ctx, robotId);
  if (state === null || state.link === "retired") return;
  const { organizationId, attendance, pending = [] } = state;
  await begin(ctx, { organizationId, robotId, cause, detail, sessionId, deploymentId, attendance }, now);
  if (!pending.includes(cause)) await ctx.db.patch("robotStates", state._id, { pending: [...pending, cause] });
}

/** Settles what waits; its robot waits on while there is more of the same cause, as of another deployment. */
export async function settle(ctx: Write, rows: readonly (Doc<"incidents"> | null)[], how: Ending, now: number): Promise<void> {
  for (const row of rows) {
    if (row?.endedAt !== null || row.robotId === null || row.cause === "rule") continue;
    const { robotId, cause } = row;
    await end(ctx, row, how, now);
    const state = await stateRow(ctx, robotId);
    const isLast = (await openOfCause(ctx, robotId, cause)).length === 0;
    if (state === null || !isLast) continue;
    await leaveWaiting(ctx, state, { pending: (state.pending ?? []).filter((each) => each !== cause) }, now);
  }
}

/** A motion ends by itself at the bounds that whoever promoted chose. */
const boundsEnded: ReadonlySet<string | null> = new Set(["budget_ended", "actions_ended"]);

/** A motion that ended, and no person, key or chosen bound ended it. */
export async function noteStop(
  ctx: Write,
  { _id: sessionId, robotId, deploymentId }: Doc<"sessions">,
  { before, after, reason }: { before: { mode: string }; after: { mode: string }; reason: string | null },
  actor: Actor,
  now: number,
): Promise<void> {
  if (robotId === null) return;
  if (before.mode === "dry_run" && after.mode === "apply_actions")
    return await settle(ctx, await openOfCause(ctx, robotId, "stop_unasked"), { how: "promoted", by: actor }, now);
  const isAsked = actor.kind === "operator" || actor.kind === "apiKey" || boundsEnded.has(reason);
  if (before.mode === "apply_actions" && after.mode === "dry_run" && !isAsked) {
    await happen(ctx, robotId, { cause: "stop_unasked", detail: reason ?? "unknown", sessionId, deploymentId }, now);
  }
}
