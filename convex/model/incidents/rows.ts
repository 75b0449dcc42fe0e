import type { Infer } from "convex/values";

import type { Doc, Id } from "../../_generated/dataModel";
import type { MutationCtx } from "../../_generated/server";
import { type Cause, causesOf, isOfMotion } from "./causes";
import { severityFor } from "./severities";
import type { ending, step } from "./shapes";

type Write = Pick<MutationCtx, "db">;
type Status = Doc<"robotStatus">;
export type Ending = Infer<typeof ending>;
export type Step = Infer<typeof step>;
type Attendance = Doc<"robotStates">["attendance"];

/** What comes back so soon is the same incident: a link that comes and goes must not write a row each time. */
const sameWithinMs = 60_000;
const mostSteps = 30;
/** A robot has at most two causes of its state, 20 rules, and of each deployment that was tried on it a stop and a doctor. */
const mostOpen = 100;

type DeploymentId = Id<"deployments"> | null;
type Began = {
  organizationId: Id<"organizations">;
  robotId: Id<"robots">;
  cause: Cause;
  detail: string | null;
  sessionId: Id<"sessions"> | null;
  deploymentId?: DeploymentId;
  attendance: Attendance;
};

/** Of what happened with one deployment; `null`: of what is so with the robot itself. */
export async function newestOf(
  ctx: Write,
  robotId: Id<"robots">,
  cause: Cause,
  deploymentId: DeploymentId = null,
): Promise<Doc<"incidents"> | null> {
  return await ctx.db
    .query("incidents")
    .withIndex("by_robotId_and_cause_and_deploymentId", (q) => q.eq("robotId", robotId).eq("cause", cause).eq("deploymentId", deploymentId))
    .order("desc")
    .first();
}

async function openOf(ctx: Write, robotId: Id<"robots">): Promise<Doc<"incidents">[]> {
  return await ctx.db
    .query("incidents")
    .withIndex("by_robotId_and_endedAt", (q) => q.eq("robotId", robotId).eq("endedAt", null))
    .take(mostOpen);
}

/** What waits of one cause, whatever its deployment. */
export async function openOfCause(ctx: Write, robotId: Id<"robots">, cause: Cause): Promise<Doc<"incidents">[]> {
  return await ctx.db
    .query("incidents")
    .withIndex("by_robotId_and_cause_and_endedAt", (q) => q.eq("robotId", robotId).eq("cause", cause).eq("endedAt", null))
    .take(mostOpen);
}

/** Whoever attends to the robot already attends to this too. */
export function firstSteps(attendance: Attendance): Step[] {
  if (attendance === undefined) return [];
  const { by, since, givenBy } = attendance;
  return [{ at: since, kind: givenBy === null ? "take" : "give", by: givenBy ?? by, to: givenBy === null ? null : by.name, text: null }];
}

/** Begins an incident, or goes on with the one of the same cause and deployment that is open or was until just now. */
export async function begin(ctx: Write, { attendance, deploymentId = null, ...began }: Began, now: number): Promise<void> {
  const { robotId, cause, detail, sessionId } = began;
  const before = await newestOf(ctx, robotId, cause, deploymentId);
  if (before !== null && (before.endedAt === null || now - before.endedAt < sameWithinMs)) {
    const more = { times: before.times + 1, endedAt: null, ending: null };
    await ctx.db.patch("incidents", before._id, { ...more, detail: detail ?? before.detail, sessionId: sessionId ?? before.sessionId });
    return;
  }
  await ctx.db.insert("incidents", {
    ...began,
    deploymentId,
    severity: await severityFor(ctx, began.organizationId, cause),
    isOfMotion: isOfMotion(cause),
    startedAt: now,
    endedAt: null,
    ending: null,
    times: 1,
    steps: firstSteps(attendance),
  });
}

export async function end(ctx: Write, row: Doc<"incidents">, how: Ending, now: number): Promise<void> {
  await ctx.db.patch("incidents", row._id, { endedAt: now, ending: how });
}

/** Writes into the story of every open incident of a robot what a person did about it. */
export async function addStep(ctx: Write, robotId: Id<"robots">, next: Omit<Step, "text">): Promise<void> {
  for (const row of await openOf(ctx, robotId)) await tell(ctx, row, { ...next, text: null });
}

export async function tell(ctx: Write, { _id, steps }: Doc<"incidents">, next: Step): Promise<void> {
  if (steps.length < mostSteps) await ctx.db.patch("incidents", _id, { steps: [...steps, next] });
}

/** Begins and ends incidents where the causes of a robot's state change; does nothing, and reads nothing, where they stay. */
export async function follow(ctx: Write, before: Status, after: Status, attendance: Attendance, now: number): Promise<void> {
  if (after.link === "retired") {
    if (before.link !== "retired")
      for (const row of await openOf(ctx, after.robotId)) await end(ctx, row, { how: "retired", by: null }, now);
    return;
  }
  const [was, is] = [causesOf(before), causesOf(after)];
  const { organizationId, robotId, sessionId, message: detail } = after;
  for (const cause of was) {
    if (is.includes(cause)) continue;
    const row = await newestOf(ctx, robotId, cause);
    if (row === null || row.endedAt !== null) continue;
    await end(ctx, row, { how: isReplaced(cause, is) ? "changed" : "gone", by: null }, now);
  }
  for (const cause of is) {
    if (!was.includes(cause)) await begin(ctx, { organizationId, robotId, cause, detail, sessionId, attendance }, now);
  }
}

const ofHealth: readonly Cause[] = ["fault", "safe_stop", "warning"];
const isReplaced = (cause: Cause, is: readonly Cause[]): boolean =>
  is.some((other) => ofHealth.includes(other) === ofHealth.includes(cause));
