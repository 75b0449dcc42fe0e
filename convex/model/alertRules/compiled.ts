import type { Doc, Id } from "../../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../../_generated/server";

export type Rule = NonNullable<Doc<"organizations">["alertRules"]>[number];

/** More than this no heartbeat should be held to. */
export const mostRules = 20;

export async function rulesOf(ctx: Pick<QueryCtx, "db">, organizationId: Id<"organizations">): Promise<Doc<"alertRules">[]> {
  return await ctx.db
    .query("alertRules")
    .withIndex("by_organizationId", (q) => q.eq("organizationId", organizationId))
    .take(mostRules);
}

/** Repeats the rules that are on in the row of their organization: after every change of one. */
export async function compile(ctx: Pick<MutationCtx, "db">, organizationId: Id<"organizations">): Promise<void> {
  const rows = await rulesOf(ctx, organizationId);
  const on = rows
    .filter(({ isOn }) => isOn)
    .map(({ _id: id, revision, name, measure, isOver, threshold, forMs, noDataMs, scope, severity }) => ({
      ...{ id, revision, name, measure, isOver, threshold, forMs, scope, severity },
      ...(noDataMs === undefined ? {} : { noDataMs }),
    }));
  await ctx.db.patch("organizations", organizationId, { alertRules: on.length === 0 ? undefined : on });
}

export function isFor({ scope }: Pick<Rule, "scope">, { _id, robotKind }: Pick<Doc<"robots">, "_id" | "robotKind">): boolean {
  if (scope.kind === "all") return true;
  return scope.kind === "robots" ? scope.robotIds.includes(_id) : scope.robotKind === robotKind;
}
