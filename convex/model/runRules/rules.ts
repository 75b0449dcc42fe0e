import type { ObjectType } from "convex/values";

import type { Doc, Id } from "../../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../../_generated/server";
import { appError } from "../../errors";
import { endAll, openOf, sayAnew } from "../alertRules/rules";
import { recordAudit } from "../audit";
import { checkName, checkNumber } from "../checks";
import type { Me } from "../people/me";
import { forget, rulesOf } from "./judge";
import { longestMs, mostRules, mostRuns, shortestMs } from "./limits";
import type { newRunRule, runsCondition } from "./shapes";

// Rules about runs, as admins write them. What comes of them is in `judge.ts`.

type Read = Pick<QueryCtx, "db">;
type Write = Pick<MutationCtx, "db" | "scheduler">;
export type NewRunRule = ObjectType<typeof newRunRule>;
export type RunsCondition = ObjectType<typeof runsCondition>;

/** More open ones of a rule are counted as this many. */
const mostCounted = 100;
const mostOpen = 1_000;
const said = ["name", "signs", "per", "atLeast", "withinMs", "severity", "isOn"] as const;

export async function ofOrganization(ctx: Read, organizationId: Id<"organizations">, id: Id<"runRules">): Promise<Doc<"runRules">> {
  const row = await ctx.db.get("runRules", id);
  if (row === null || row.organizationId !== organizationId) throw appError({ code: "not_found", what: "rule" });
  return row;
}

/** The rules about runs in the order they were written, each with how many break it now. */
export async function list(ctx: Read, organizationId: Id<"organizations">) {
  const rows = await rulesOf(ctx, organizationId);
  return await Promise.all(
    rows.map(async ({ _id: id, _creationTime, organizationId: _, ...rule }) => {
      const open = await openOf(ctx, organizationId, id, mostCounted);
      return { id, ...rule, open: open.length };
    }),
  );
}

/** What decides, within its bounds. Throws `invalid` with what to give instead. */
export function checkRuns({ signs, per, atLeast, withinMs }: RunsCondition): RunsCondition {
  if (signs.length === 0) throw appError({ code: "invalid", path: "$.signs", message: "Name at least one sign." });
  if (!Number.isInteger(atLeast) || atLeast < 1 || atLeast > mostRuns)
    throw appError({ code: "invalid", path: "$.atLeast", message: `Give a whole number from 1 to ${mostRuns}.` });
  return { signs: [...new Set(signs)].sort(), per, atLeast, withinMs: checkNumber(withinMs, "$.withinMs", shortestMs, longestMs) };
}

function checked({ name, severity, isOn, ...condition }: NewRunRule): NewRunRule {
  if (!Number.isInteger(severity) || severity < 0 || severity > 3)
    throw appError({ code: "invalid", path: "$.severity", message: "Give a whole number from 0, the gravest, to 3." });
  return { name: checkName(name, "$.name", 60), severity, isOn, ...checkRuns(condition) };
}

type What = { action: string; before?: Record<string, unknown>; after?: Record<string, unknown> };

async function audit(ctx: Write, { organizationId, actor }: Me, rule: { id: Id<"runRules">; name: string }, what: What, now: number) {
  await recordAudit(ctx, { organizationId, at: now, actor, target: { kind: "alertRule", ...rule }, ...what });
}

/** Counts with the next run that ends. Throws `invalid`, and `conflict` when there are as many as there may be. */
export async function create(ctx: Write, me: Me, wanted: NewRunRule, now: number): Promise<{ id: Id<"runRules"> }> {
  const { organizationId, actor } = me;
  const rule = checked(wanted);
  if ((await rulesOf(ctx, organizationId)).length >= mostRules) {
    const message = `An organization has at most ${mostRules} rules about runs. Remove one first.`;
    throw appError({ code: "conflict", reason: "too_many", message });
  }
  const id = await ctx.db.insert("runRules", { organizationId, ...rule, createdBy: actor, createdAt: now, changedAt: now });
  await audit(ctx, me, { id, name: rule.name }, { action: "alertRule.create", after: rule }, now);
  return { id };
}

/** Where what decides is changed, its incidents that are open end. */
export async function change(ctx: Write, me: Me, { id, ...wanted }: NewRunRule & { id: Id<"runRules"> }, now: number): Promise<void> {
  const row = await ofOrganization(ctx, me.organizationId, id);
  const rule = checked(wanted);
  const changed = said.filter((name) => JSON.stringify(row[name]) !== JSON.stringify(rule[name]));
  if (changed.length === 0) return;
  await ctx.db.patch("runRules", id, { ...rule, changedAt: now });
  if (changed.some((name) => name !== "name" && name !== "severity")) {
    await endAll(ctx, row, { how: "rule_changed", by: me.actor }, now);
    await forget(ctx, id);
  } else for (const open of await openOf(ctx, me.organizationId, id, mostOpen)) await sayAnew(ctx, open, rule);
  const only = (from: NewRunRule) => Object.fromEntries(changed.map((name) => [name, from[name]]));
  await audit(ctx, me, { id, name: rule.name }, { action: "alertRule.change", before: only(row), after: only(rule) }, now);
}

/** What it found stays, with its name. */
export async function remove(ctx: Write, me: Me, id: Id<"runRules">, now: number): Promise<void> {
  const row = await ofOrganization(ctx, me.organizationId, id);
  await endAll(ctx, row, { how: "rule_changed", by: me.actor }, now);
  await forget(ctx, id);
  await ctx.db.delete("runRules", id);
  const before = Object.fromEntries(said.map((name) => [name, row[name]]));
  await audit(ctx, me, { id, name: row.name }, { action: "alertRule.remove", before }, now);
}
