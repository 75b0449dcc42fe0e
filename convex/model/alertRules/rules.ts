import type { Infer, ObjectType } from "convex/values";

import type { Doc, Id } from "../../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../../_generated/server";
import { appError } from "../../errors";
import { recordAudit } from "../audit";
import { checkName, checkNumber } from "../checks";
import { boundsOf } from "../heartbeats/check";
import type { Ending } from "../incidents/rows";
import type { Me } from "../people/me";
import { getOrThrow } from "../robots/robots";
import { stateRow } from "../robots/stateRows";
import type { Condition } from "./episode";
import { compile, mostRules, rulesOf } from "./compiled";
import { endOfRule } from "./follow";
import type { newRule, ruleScope } from "./shapes";

// The rules of an organization, as admins write them. What comes of them is in `follow.ts`.

type Read = Pick<QueryCtx, "db">;
type Write = Pick<MutationCtx, "db">;
export type NewRule = ObjectType<typeof newRule>;

export const longestForMs = 3_600_000;
const [shortestNoDataMs, longestNoDataMs] = [60_000, 86_400_000];
/** Named one by one, so that what every heartbeat reads stays small. */
export const mostNamed = 20;
/** As many robots as there are; each has one open incident of a rule at most. */
const mostOpen = 1_000;
/** More open ones of a rule are counted as this many. */
const mostCounted = 100;

const said = ["name", "measure", "isOver", "threshold", "forMs", "noDataMs", "scope", "severity", "isOn"] as const;

async function rowOrThrow(ctx: Read, organizationId: Id<"organizations">, id: Id<"alertRules">): Promise<Doc<"alertRules">> {
  const row = await ctx.db.get("alertRules", id);
  if (row === null || row.organizationId !== organizationId) throw appError({ code: "not_found", what: "rule" });
  return row;
}

/** The rules of the organization in the order they were written, each with how many robots break it now. */
export async function list(ctx: Read, organizationId: Id<"organizations">) {
  const rows = await rulesOf(ctx, organizationId);
  return await Promise.all(
    rows.map(async ({ _id: id, _creationTime, organizationId: _, revision: __, ...rule }) => {
      const open = await openOf(ctx, organizationId, id, mostCounted);
      return {
        id,
        ...rule,
        open: open.length,
        withoutData: open.filter(({ rule: broken }) => broken !== undefined && "value" in broken && broken.value === null).length,
      };
    }),
  );
}

/** Open incidents of one rule, whatever it is about. */
export async function openOf(
  ctx: Read,
  organizationId: Id<"organizations">,
  id: Id<"alertRules"> | Id<"runRules">,
  most: number,
): Promise<Doc<"incidents">[]> {
  return await ctx.db
    .query("incidents")
    .withIndex("by_organizationId_and_ruleId_and_endedAt", (q) =>
      q.eq("organizationId", organizationId).eq("rule.id", id).eq("endedAt", null),
    )
    .take(most);
}

async function checkScope(
  ctx: Read,
  organizationId: Id<"organizations">,
  scope: Infer<typeof ruleScope>,
): Promise<Infer<typeof ruleScope>> {
  if (scope.kind === "all") return scope;
  if (scope.kind === "robotKind") return { kind: "robotKind", robotKind: checkName(scope.robotKind, "$.scope.robotKind") };
  const robotIds = [...new Set(scope.robotIds)];
  if (robotIds.length === 0 || robotIds.length > mostNamed)
    throw appError({ code: "invalid", path: "$.scope.robotIds", message: `Name 1 to ${mostNamed} robots.` });
  for (const robotId of robotIds) await getOrThrow(ctx, organizationId, robotId);
  return { kind: "robots", robotIds };
}

/** What decides, once it is sure to be within what robots may report. Throws `invalid` with what to give instead. */
export function checkCondition({ measure, isOver, threshold, forMs }: Condition): Condition {
  return {
    ...{ measure, isOver },
    threshold: checkNumber(threshold, "$.threshold", ...boundsOf[measure]),
    forMs: checkNumber(forMs, "$.forMs", 0, longestForMs),
  };
}

/** How long a value may be missing, if the rule says anything of that. */
export const checkNoData = (noDataMs: number | undefined): { noDataMs?: number } =>
  noDataMs === undefined ? {} : { noDataMs: checkNumber(noDataMs, "$.noDataMs", shortestNoDataMs, longestNoDataMs) };

/** A rule as it is kept. Throws `invalid` with what to give instead, and `not_found` for a robot. */
async function checked(ctx: Read, organizationId: Id<"organizations">, rule: NewRule): Promise<NewRule> {
  const { severity, isOn } = rule;
  if (!Number.isInteger(severity) || severity < 0 || severity > 3)
    throw appError({ code: "invalid", path: "$.severity", message: "Give a whole number from 0, the gravest, to 3." });
  return {
    ...{ severity, isOn },
    name: checkName(rule.name, "$.name", 60),
    ...checkCondition(rule),
    ...checkNoData(rule.noDataMs),
    scope: await checkScope(ctx, organizationId, rule.scope),
  };
}

const isSame = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

async function audit(
  ctx: Write,
  me: Me,
  { id, name }: { id: Id<"alertRules">; name: string },
  what: { action: string; before?: Record<string, unknown>; after?: Record<string, unknown> },
  now: number,
): Promise<void> {
  const { organizationId, actor } = me;
  await recordAudit(ctx, { organizationId, at: now, actor, target: { kind: "alertRule", id, name }, ...what });
}

/** Throws `invalid`, `not_found`, and `conflict` when there are as many as there may be. */
export async function create(ctx: Write, me: Me, wanted: NewRule, now: number): Promise<{ id: Id<"alertRules"> }> {
  const { organizationId, actor } = me;
  const rule = await checked(ctx, organizationId, wanted);
  if ((await rulesOf(ctx, organizationId)).length >= mostRules)
    throw appError({ code: "conflict", reason: "too_many", message: `An organization has at most ${mostRules} rules. Remove one first.` });
  const id = await ctx.db.insert("alertRules", { organizationId, ...rule, revision: 1, createdBy: actor, createdAt: now, changedAt: now });
  await compile(ctx, organizationId);
  await audit(ctx, me, { id, name: rule.name }, { action: "alertRule.create", after: rule }, now);
  return { id };
}

/** Where what decides is changed, its incidents that are open end: what they said is not asked any more. */
export async function change(ctx: Write, me: Me, { id, ...wanted }: NewRule & { id: Id<"alertRules"> }, now: number): Promise<void> {
  const row = await rowOrThrow(ctx, me.organizationId, id);
  const rule = await checked(ctx, me.organizationId, wanted);
  const changed = said.filter((name) => !isSame(row[name], rule[name]));
  if (changed.length === 0) return;
  const isAnother = changed.some((name) => name !== "name" && name !== "severity");
  await ctx.db.patch("alertRules", id, { ...rule, noDataMs: rule.noDataMs, revision: row.revision + (isAnother ? 1 : 0), changedAt: now });
  if (isAnother) await endAll(ctx, row, { how: "rule_changed", by: me.actor }, now);
  else for (const open of await openOf(ctx, me.organizationId, id, mostOpen)) await sayAnew(ctx, open, rule);
  await compile(ctx, me.organizationId);
  const only = (from: NewRule) => Object.fromEntries(changed.map((name) => [name, from[name]]));
  await audit(ctx, me, { id, name: rule.name }, { action: "alertRule.change", before: only(row), after: only(rule) }, now);
}

/** An incident keeps the name that its rule had when it opened; how grave it is, and what lists of robots call it, is as of now. */
export async function sayAnew(
  ctx: Write,
  { _id, robotId, rule }: Doc<"incidents">,
  { name, severity }: Pick<NewRule, "name" | "severity">,
): Promise<void> {
  await ctx.db.patch("incidents", _id, { severity });
  const state = robotId === null ? null : await stateRow(ctx, robotId);
  if (state === null) return;
  const brokenRules = (state.brokenRules ?? []).map((each) => (each.id === rule?.id ? { ...each, name, severity } : each));
  await ctx.db.patch("robotStates", state._id, { brokenRules });
}

/** What it found stays, with its name. */
export async function remove(ctx: Write, me: Me, id: Id<"alertRules">, now: number): Promise<void> {
  const row = await rowOrThrow(ctx, me.organizationId, id);
  await endAll(ctx, row, { how: "rule_changed", by: me.actor }, now);
  await ctx.db.delete("alertRules", id);
  await compile(ctx, me.organizationId);
  const before = Object.fromEntries(said.map((name) => [name, row[name]]));
  await audit(ctx, me, { id, name: row.name }, { action: "alertRule.remove", before }, now);
}

export async function endAll(
  ctx: Write,
  { organizationId, _id }: { organizationId: Id<"organizations">; _id: Id<"alertRules"> | Id<"runRules"> },
  how: Ending,
  now: number,
): Promise<void> {
  for (const row of await openOf(ctx, organizationId, _id, mostOpen)) await endOfRule(ctx, row, how, now);
}

export async function ofOrganization(ctx: Read, me: Pick<Me, "organizationId">, id: Id<"alertRules">) {
  return await rowOrThrow(ctx, me.organizationId, id);
}
