import type { Doc, Id } from "../../_generated/dataModel";
import type { QueryCtx } from "../../_generated/server";
import * as Robots from "./robots";
import { waitingOf } from "./stateRows";
import { mostRobots } from "./states";

type Read = Pick<QueryCtx, "db">;

/** What a wall shows of every robot in service, by name; nothing else of it. Wakes when the state of one of them changes. */
export async function ofWall(ctx: Read, organizationId: Id<"organizations">) {
  const robots = await Robots.list(ctx, organizationId, false);
  const rows = await ctx.db
    .query("robotStates")
    .withIndex("by_organizationId_and_attendee", (q) => q.eq("organizationId", organizationId))
    .take(mostRobots);
  const states = new Map<Id<"robots">, Doc<"robotStates">>(rows.map((row) => [row.robotId, row]));
  return robots.map(({ id, name, robotSchemaName, paired }) => {
    const state = states.get(id);
    const attendance = state?.attendance;
    return {
      robotId: id,
      name,
      robotSchemaName,
      isPaired: paired !== null,
      link: state?.link ?? "never",
      mode: state?.mode ?? "dry_run",
      health: state?.health ?? "unknown",
      hasSession: (state?.sessionId ?? null) !== null,
      ...waitingOf(state ?? {}),
      ...(attendance === undefined ? {} : { attendance: { name: attendance.by.name, since: attendance.since } }),
    };
  });
}

/** When one robot was last heard; `null` when it is not of the organization. Wakes with its every heartbeat. */
export async function heardOf(ctx: Read, organizationId: Id<"organizations">, robotId: Id<"robots">) {
  const [status] = await Robots.status(ctx, organizationId, robotId);
  if (status === undefined) return null;
  const { link, lastSeenAt, intervalMs } = status;
  return { link, lastSeenAt, intervalMs };
}
