import type { Doc, Id } from "../../_generated/dataModel";
import type { MutationCtx } from "../../_generated/server";
import type { Numbers } from "../heartbeats/check";
import { end, type Ending, firstSteps } from "../incidents/rows";
import { tellRule, tellWithoutData } from "../notices/ruleTellings";
import { leaveWaiting, stateRow } from "../robots/stateRows";
import { isFor } from "./compiled";
import { evaluate, type Missed, sameWithinMs, type Standing, type Turn, withoutData } from "./evaluate";

type Write = Pick<MutationCtx, "db" | "scheduler">;

/**
 * Holds a heartbeat to the rules of the organization: opens and ends their incidents, and answers what the live row keeps of them.
 * Reads one row, of the organization, and no more as long as nothing turns and no value goes missing. It never stops, moves or promotes anything.
 */
export async function followRules(
  ctx: Write,
  robot: Doc<"robots">,
  status: Doc<"robotStatus">,
  numbers: Numbers,
  sessionId: Id<"sessions"> | null,
  now: number,
): Promise<Standing[] | undefined> {
  const all = (await ctx.db.get("organizations", robot.organizationId))?.alertRules ?? [];
  const rules = all.filter((rule) => isFor(rule, robot));
  const { after, turns, missed, found } = evaluate(rules, status.rules ?? [], numbers, status, now);
  const missing = withoutData(after);
  if (!areSame(withoutData(status.rules ?? []), missing)) await tellMissing(ctx, robot._id, missing);
  for (const { missing } of found) await closed(ctx, missing?.incidentId ?? null, { how: "gone", by: null }, now);
  for (const { rule, standing } of missed) {
    if (standing.missing !== undefined) standing.missing.incidentId = await missedValue(ctx, robot, { rule, standing }, sessionId, now);
  }
  for (const turn of turns) {
    if (turn.standing.isOpen) turn.standing.incidentId = await opened(ctx, robot, turn, sessionId, now);
    else await closed(ctx, turn.standing.incidentId, { how: "gone", by: null }, now);
    turn.standing.endedAt = turn.standing.isOpen ? null : now;
  }
  return after.length === 0 ? undefined : after;
}

type Broken = NonNullable<Doc<"robotStates">["brokenRules"]>[number];
type Missing = ReturnType<typeof withoutData>;
const areSame = (before: Missing, after: Missing) =>
  before.length === after.length && before.every(({ id, since }, index) => id === after[index]?.id && since === after[index].since);

/** No incident comes of it unless the rule says so: a robot that has no battery is not in trouble, but its rule about one is not fulfilled either. */
async function tellMissing(ctx: Write, robotId: Id<"robots">, missing: Missing): Promise<void> {
  const state = await stateRow(ctx, robotId);
  if (state !== null) await ctx.db.patch("robotStates", state._id, { rulesWithoutData: missing.length === 0 ? undefined : missing });
}

async function opened(
  ctx: Write,
  robot: Doc<"robots">,
  { rule, value, standing }: Turn,
  sessionId: Id<"sessions"> | null,
  now: number,
): Promise<Id<"incidents">> {
  const { organizationId, _id: robotId } = robot;
  const { id, name, measure, isOver, threshold, forMs, severity } = rule;
  const state = await wait(ctx, robotId, { id, name, severity });
  const before = standing.incidentId === null ? null : await ctx.db.get("incidents", standing.incidentId);
  if (before?.endedAt != null && now - before.endedAt < sameWithinMs) {
    await ctx.db.patch("incidents", before._id, { times: before.times + 1, endedAt: null, ending: null });
    return before._id;
  }
  const incidentId = await ctx.db.insert("incidents", {
    ...{ organizationId, robotId, cause: "rule", severity, isOfMotion: false, detail: null, sessionId, deploymentId: null },
    rule: { id, name, measure, isOver, threshold, forMs, value },
    ...{ startedAt: now, endedAt: null, ending: null, times: 1, steps: firstSteps(state?.attendance) },
  });
  await tellRule(ctx, robot, { name, measure, threshold, value }, now);
  return incidentId;
}

/** Names a rule among those with which the robot waits; answers its state. */
async function wait(ctx: Write, robotId: Id<"robots">, broken: Broken): Promise<Doc<"robotStates"> | null> {
  const state = await stateRow(ctx, robotId);
  if (state === null) return null;
  const others = (state.brokenRules ?? []).filter(({ id }) => id !== broken.id);
  await ctx.db.patch("robotStates", state._id, { brokenRules: [...others, broken] });
  return state;
}

async function missedValue(
  ctx: Write,
  robot: Doc<"robots">,
  { rule: { id, name, measure, isOver, threshold, forMs, noDataMs = 0, severity } }: Missed,
  sessionId: Id<"sessions"> | null,
  now: number,
): Promise<Id<"incidents">> {
  const { organizationId, _id: robotId } = robot;
  const state = await wait(ctx, robotId, { id, name, severity, isWithoutData: true });
  const incidentId = await ctx.db.insert("incidents", {
    ...{ organizationId, robotId, cause: "rule", severity, isOfMotion: false, detail: null, sessionId, deploymentId: null },
    rule: { id, name, measure, isOver, threshold, forMs, noDataMs, value: null },
    ...{ startedAt: now, endedAt: null, ending: null, times: 1, steps: firstSteps(state?.attendance) },
  });
  await tellWithoutData(ctx, robot, { name, noDataMs }, now);
  return incidentId;
}

async function closed(ctx: Write, incidentId: Id<"incidents"> | null, how: Ending, now: number): Promise<void> {
  const row = incidentId === null ? null : await ctx.db.get("incidents", incidentId);
  if (row?.endedAt === null) await endOfRule(ctx, row, how, now);
}

/** Ends an incident of a rule; its robot waits with it no longer. */
export async function endOfRule(ctx: Pick<MutationCtx, "db">, row: Doc<"incidents">, how: Ending, now: number): Promise<void> {
  await end(ctx, row, how, now);
  const state = row.robotId === null ? null : await stateRow(ctx, row.robotId);
  if (state === null) return;
  const brokenRules = (state.brokenRules ?? []).filter(({ id }) => id !== row.rule?.id);
  await leaveWaiting(ctx, state, { brokenRules }, now);
}

/** Somebody looked: the incident is over, and the next opens only after the values were calm meanwhile. */
export async function settleRule(ctx: Pick<MutationCtx, "db">, row: Doc<"incidents">, how: Ending, now: number): Promise<void> {
  await endOfRule(ctx, row, how, now);
  const { robotId } = row;
  if (robotId === null) return;
  const status = await ctx.db
    .query("robotStatus")
    .withIndex("by_robotId", (q) => q.eq("robotId", robotId))
    .unique();
  if (status === null) return;
  const rules = (status.rules ?? []).map((each) => {
    if (each.missing?.incidentId === row._id) return { ...each, missing: { ...each.missing, incidentId: null } };
    return each.incidentId === row._id ? { ...each, incidentId: null } : each;
  });
  await ctx.db.patch("robotStatus", status._id, { rules });
}
