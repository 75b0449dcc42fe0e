import type { Doc, Id } from "../../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../../_generated/server";
import { endOfRule } from "../alertRules/follow";
import { firstSteps } from "../incidents/rows";
import { tellRuns } from "../notices/ruleTellings";
import { stateRow } from "../robots/stateRows";
import { mostAtOnce, mostRules } from "./limits";
import { holdsUntil, type Sign, timesOf } from "./window";

type Read = Pick<QueryCtx, "db">;
type Write = Pick<MutationCtx, "db" | "scheduler">;
type Rule = Doc<"runRules">;
type Run = Pick<Doc<"runSigns">, "organizationId" | "deploymentId" | "robotId" | "sessionId">;

export async function rulesOf(ctx: Read, organizationId: Id<"organizations">): Promise<Rule[]> {
  return await ctx.db
    .query("runRules")
    .withIndex("by_organizationId", (q) => q.eq("organizationId", organizationId))
    .take(mostRules);
}

/** Holds whose run it was to every rule about runs that is on. Reads, of each, no more rows of a sign than it asks for. */
export async function judgeRun(ctx: Write, run: Run, now: number): Promise<void> {
  for (const rule of await rulesOf(ctx, run.organizationId)) {
    const subject = subjectOf(rule, run);
    if (rule.isOn && subject !== null) await judge(ctx, rule, subject, run.sessionId, now);
  }
}

const subjectOf = ({ per }: Rule, { organizationId, deploymentId, robotId }: Run): string | null =>
  ({ deployment: deploymentId, robot: robotId, organization: organizationId })[per];

/** The newest rows with a sign in the window, no more than decide. */
async function rowsOf(ctx: Read, { organizationId, per, atLeast, withinMs }: Rule, subject: string, sign: Sign, now: number) {
  const rows = ctx.db.query("runSigns");
  const after = now - withinMs;
  const deploymentId = per === "deployment" ? ctx.db.normalizeId("deployments", subject) : null;
  const robotId = per === "robot" ? ctx.db.normalizeId("robots", subject) : null;
  const found =
    per === "deployment"
      ? rows.withIndex("by_deploymentId_and_sign", (q) => q.eq("deploymentId", deploymentId).eq("sign", sign).gt("at", after))
      : per === "robot"
        ? rows.withIndex("by_robotId_and_sign", (q) => q.eq("robotId", robotId).eq("sign", sign).gt("at", after))
        : rows.withIndex("by_organizationId_and_sign", (q) => q.eq("organizationId", organizationId).eq("sign", sign).gt("at", after));
  return await found.order("desc").take(atLeast);
}

/** Opens the incident of a rule and whose runs they are when the window holds enough, and ends it when it does no longer. */
async function judge(ctx: Write, rule: Rule, subject: string, sessionId: Id<"sessions"> | null, now: number): Promise<void> {
  const rows = [];
  for (const sign of rule.signs) rows.push(...(await rowsOf(ctx, rule, subject, sign, now)));
  const lookAt = holdsUntil(rule, timesOf(rows), now);
  const standing = await ctx.db
    .query("runStandings")
    .withIndex("by_ruleId_and_subject", (q) => q.eq("ruleId", rule._id).eq("subject", subject))
    .unique();
  if (lookAt === null) {
    if (standing !== null) await leave(ctx, standing, now);
  } else if (standing !== null) await ctx.db.patch("runStandings", standing._id, { lookAt });
  else {
    const incidentId = await opened(ctx, rule, subject, sessionId, now);
    const { organizationId, _id: ruleId } = rule;
    if (incidentId !== null) await ctx.db.insert("runStandings", { organizationId, ruleId, subject, incidentId, lookAt });
  }
}

async function leave(ctx: Write, { _id, incidentId }: Doc<"runStandings">, now: number): Promise<void> {
  await ctx.db.delete("runStandings", _id);
  const row = await ctx.db.get("incidents", incidentId);
  if (row?.endedAt === null) await endOfRule(ctx, row, { how: "gone", by: null }, now);
}

async function opened(
  ctx: Write,
  { _id: id, organizationId, name, signs, per, atLeast, withinMs, severity }: Rule,
  subject: string,
  sessionId: Id<"sessions"> | null,
  now: number,
): Promise<Id<"incidents"> | null> {
  const robotId = per === "robot" ? ctx.db.normalizeId("robots", subject) : null;
  const deploymentId = per === "deployment" ? ctx.db.normalizeId("deployments", subject) : null;
  const state = robotId === null ? null : await stateRow(ctx, robotId);
  if (state?.link === "retired") return null;
  const of = await nameOf(ctx, { organizationId, robotId, deploymentId });
  const incidentId = await ctx.db.insert("incidents", {
    ...{ organizationId, robotId, cause: "rule", severity, isOfMotion: false, detail: null, sessionId, deploymentId },
    rule: { id, name, runs: { signs, per, atLeast, withinMs }, of },
    ...{ startedAt: now, endedAt: null, ending: null, times: 1, steps: firstSteps(state?.attendance) },
  });
  if (state !== null) await ctx.db.patch("robotStates", state._id, { brokenRules: [...(state.brokenRules ?? []), { id, name, severity }] });
  await tellRuns(ctx, { organizationId, robotId, deploymentId }, { id, name, of, atLeast, withinMs }, now);
  return incidentId;
}

type Whose = { organizationId: Id<"organizations">; robotId: Id<"robots"> | null; deploymentId: Id<"deployments"> | null };

export async function nameOf(ctx: Read, { organizationId, robotId, deploymentId }: Whose): Promise<string> {
  if (robotId !== null) return (await ctx.db.get("robots", robotId))?.name ?? "robot";
  if (deploymentId !== null) return (await ctx.db.get("deployments", deploymentId))?.name ?? "deployment";
  return (await ctx.db.get("organizations", organizationId))?.name ?? "organization";
}

/** Looks again where a run has left its window; answers how many. */
export async function sweep(ctx: Write, now: number): Promise<number> {
  const due = await ctx.db
    .query("runStandings")
    .withIndex("by_lookAt", (q) => q.lte("lookAt", now))
    .take(mostAtOnce);
  for (const standing of due) {
    const rule = await ctx.db.get("runRules", standing.ruleId);
    if (rule === null) await leave(ctx, standing, now);
    else await judge(ctx, rule, standing.subject, null, now);
  }
  return due.length;
}

/** Of a rule that is another by now, or gone: whoever breaks it breaks it no longer. */
export async function forget(ctx: Write, ruleId: Id<"runRules">): Promise<void> {
  const rows = await ctx.db
    .query("runStandings")
    .withIndex("by_ruleId_and_subject", (q) => q.eq("ruleId", ruleId))
    .take(1_000);
  for (const row of rows) await ctx.db.delete("runStandings", row._id);
}
