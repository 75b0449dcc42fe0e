import type { Doc, Id } from "../../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../../_generated/server";
import { appError } from "../../errors";
import { silencedBy } from "../alertRules/silence";
import { end, follow } from "../incidents/rows";
import { needsAttention } from "./attentionRule";
import { endAttendance, stateRow, waitingOf } from "./stateRows";

// What of a robot changes seldom, beside its live row that every heartbeat writes: a list of the whole fleet follows these
// rows, so that a thousand heartbeats a second wake it only when something is worth saying.

type Read = Pick<QueryCtx, "db">;
type Write = Pick<MutationCtx, "db">;
type Status = Doc<"robotStatus">;

/** The facts of a live row that its state row repeats. */
const repeated = ["link", "linkSince", "mode", "modeSince", "health", "healthSince", "message", "sessionId"] as const;
export type RobotState = Pick<Status, (typeof repeated)[number]>;

export const mostRobots = 1_000;

function stateOf(status: RobotState): RobotState {
  const { link, linkSince, mode, modeSince, health, healthSince, message, sessionId } = status;
  return { link, linkSince, mode, modeSince, health, healthSince, message, sessionId };
}

/** Writes a change of the live row, and the state row where the change shows in it. */
export async function patchStatus(ctx: Write, status: Status, change: Partial<Omit<Status, "_id" | "_creationTime">>): Promise<void> {
  const { organizationId, robotId } = status;
  const changed: Status = { ...status, ...change };
  const silenced = silencedBy(status, changed);
  const after = silenced === null ? changed : { ...changed, rules: silenced.rules };
  await ctx.db.patch("robotStatus", status._id, { ...change, ...(silenced === null ? {} : { rules: silenced.rules }), hasState: true });
  if (status.hasState === true && repeated.every((name) => after[name] === status[name])) return;
  const now = Date.now();
  const row = await stateRow(ctx, robotId);
  if (row === null) await ctx.db.insert("robotStates", { organizationId, robotId, ...stateOf(after) });
  else {
    const isRetired = after.link === "retired";
    const { pending, brokenRules } = isRetired ? { pending: [], brokenRules: [] } : withoutSilenced(row, silenced?.ruleIds);
    const ends = row.attendance !== undefined && !needsAttention({ ...after, pending, brokenRules });
    await ctx.db.patch("robotStates", row._id, {
      ...stateOf(after),
      pending,
      brokenRules,
      ...(isRetired ? { rulesWithoutData: undefined } : {}),
      ...(ends ? { attendance: undefined } : {}),
    });
    if (ends) await endAttendance(ctx, row, now);
  }
  for (const id of silenced?.incidentIds ?? []) {
    const incident = await ctx.db.get("incidents", id);
    if (incident?.endedAt === null) await end(ctx, incident, { how: "changed", by: null }, now);
  }
  await follow(ctx, status, after, row?.attendance, now);
}

const withoutSilenced = ({ pending, brokenRules }: Doc<"robotStates">, ruleIds: readonly Id<"alertRules">[] = []) =>
  ruleIds.length === 0
    ? { pending, brokenRules }
    : { pending, brokenRules: brokenRules?.filter(({ id }) => !ruleIds.some((each) => each === id)) };

/** The live row of a robot that was just registered, with its state row; answers the live row's id. */
export async function insertStatus(ctx: Write, status: Omit<Status, "_id" | "_creationTime">): Promise<Id<"robotStatus">> {
  const { organizationId, robotId } = status;
  await ctx.db.insert("robotStates", { organizationId, robotId, ...stateOf(status) });
  return await ctx.db.insert("robotStatus", { ...status, hasState: true });
}

/** The most robots whose states one query gives. */
export const mostStates = 50;

/** The states of some robots of an organization. Wakes when the link, mode, health, session or message of one of them changes. */
export async function ofRobots(ctx: Read, organizationId: Id<"organizations">, robotIds: readonly Id<"robots">[]) {
  if (robotIds.length > mostStates) throw appError({ code: "invalid", path: "$.robotIds", message: `Give at most ${mostStates}.` });
  const rows = await Promise.all(robotIds.map((robotId) => stateRow(ctx, robotId)));
  return rows.flatMap((row) => {
    if (row === null || row.organizationId !== organizationId) return [];
    const { robotId, attendance, rulesWithoutData } = row;
    return [
      {
        ...{ robotId, ...stateOf(row), ...waitingOf(row) },
        ...(attendance === undefined ? {} : { attendance }),
        ...(rulesWithoutData === undefined ? {} : { rulesWithoutData }),
      },
    ];
  });
}

/** Gives live rows from before there were state rows theirs; answers how many. */
export async function addMissing(ctx: Write, most: number): Promise<number> {
  const without = await ctx.db
    .query("robotStatus")
    .withIndex("by_hasState", (q) => q.eq("hasState", undefined))
    .take(most);
  for (const status of without) await patchStatus(ctx, status, {});
  return without.length;
}
