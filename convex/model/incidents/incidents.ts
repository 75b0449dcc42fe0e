import type { PaginationOptions } from "convex/server";

import type { Doc, Id } from "../../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../../_generated/server";
import { appError } from "../../errors";
import { recordAudit } from "../audit";
import { mapInBatches } from "../batches";
import { checkName } from "../checks";
import { isLimited } from "../people/limitRules";
import { limitsOf } from "../people/limits";
import type { Me } from "../people/me";
import { getOrThrow } from "../robots/robots";
import { settleRule } from "../alertRules/follow";
import { settle as settleOf } from "./happened";
import { tell } from "./rows";

type Read = Pick<QueryCtx, "db">;
type Write = Pick<MutationCtx, "db">;
type RuleId = Id<"alertRules"> | Id<"runRules">;
type ListArgs = {
  robotId?: Id<"robots">;
  ruleId?: RuleId;
  show: "open" | "moving" | "all";
  paginationOpts: PaginationOptions;
};

/** Of one rule, also of one that was removed meanwhile. */
function ofRule(ctx: Read, organizationId: Id<"organizations">, ruleId: RuleId, isOpen: boolean) {
  const rows = ctx.db.query("incidents");
  const found = isOpen
    ? rows.withIndex("by_organizationId_and_ruleId_and_endedAt", (q) =>
        q.eq("organizationId", organizationId).eq("rule.id", ruleId).eq("endedAt", null),
      )
    : rows.withIndex("by_organizationId_and_ruleId", (q) => q.eq("organizationId", organizationId).eq("rule.id", ruleId));
  return found.order("desc");
}

function byIndex(ctx: Read, organizationId: Id<"organizations">, { robotId, show }: ListArgs) {
  const rows = ctx.db.query("incidents");
  // The gravest first; of two alike, the one that lasts longest.
  if (show === "open" && robotId === undefined)
    return rows.withIndex("by_organizationId_and_endedAt", (q) => q.eq("organizationId", organizationId).eq("endedAt", null)).order("asc");
  const newestFirst =
    robotId === undefined
      ? show === "moving"
        ? rows.withIndex("by_organizationId_and_isOfMotion", (q) => q.eq("organizationId", organizationId).eq("isOfMotion", true))
        : rows.withIndex("by_organizationId_and_startedAt", (q) => q.eq("organizationId", organizationId))
      : show === "open"
        ? rows.withIndex("by_robotId_and_endedAt", (q) => q.eq("robotId", robotId).eq("endedAt", null))
        : show === "moving"
          ? rows.withIndex("by_robotId_and_isOfMotion", (q) => q.eq("robotId", robotId).eq("isOfMotion", true))
          : rows.withIndex("by_robotId_and_startedAt", (q) => q.eq("robotId", robotId));
  return newestFirst.order("desc");
}

async function toView(ctx: Read, { _id, _creationTime, organizationId: _, ...facts }: Doc<"incidents">) {
  const { robotId, deploymentId } = facts;
  const robot = robotId === null ? null : await ctx.db.get("robots", robotId);
  const deployment = deploymentId === null ? null : await ctx.db.get("deployments", deploymentId);
  return {
    id: _id,
    ...facts,
    robotName: robotId === null ? null : (robot?.name ?? "robot"),
    deploymentName: deploymentId === null ? null : (deployment?.name ?? "deployment"),
  };
}

export async function list(ctx: Read, organizationId: Id<"organizations">, args: ListArgs) {
  const { ruleId, show } = args;
  if (ruleId !== undefined && (args.robotId !== undefined || show === "moving"))
    throw appError({ code: "invalid", path: "$.ruleId", message: "Ask for those of a rule by itself: open, or all." });
  if (args.robotId !== undefined) await getOrThrow(ctx, organizationId, args.robotId);
  const found = await (
    ruleId === undefined ? byIndex(ctx, organizationId, args) : ofRule(ctx, organizationId, ruleId, show === "open")
  ).paginate(args.paginationOpts);
  return { ...found, page: await mapInBatches(found.page, (row) => toView(ctx, row)) };
}

type Said = { id: Id<"incidents">; robotId: Id<"robots"> | null; deploymentId?: Id<"deployments"> | undefined; note: string };

async function rowOrThrow(ctx: Read, { organizationId, membership }: Me, { id, robotId, deploymentId }: Said): Promise<Doc<"incidents">> {
  const row = await ctx.db.get("incidents", id);
  const isOf = row?.robotId === robotId && (robotId !== null || row.deploymentId === (deploymentId ?? null));
  if (row === null || row.organizationId !== organizationId || !isOf) throw appError({ code: "not_found", what: "incident" });
  // Of a robot or a deployment, their limits were asked by its name; of the whole organization nothing is named.
  if (robotId === null && row.deploymentId === null && isLimited(limitsOf(membership)))
    throw appError({ code: "forbidden", needs: "everywhere" });
  return row;
}

/** What somebody did about it, in their words. Also of one that is over. */
export async function note(ctx: Write, me: Me, args: Said, now: number): Promise<void> {
  const row = await rowOrThrow(ctx, me, args);
  await addNote(ctx, me, row, args.note, "incident.note", now);
}

/** Somebody looked at what happened: it waits no longer. What is still so cannot be settled by saying it. */
export async function settle(ctx: Write, me: Me, args: Said, now: number): Promise<void> {
  const row = await rowOrThrow(ctx, me, args);
  const { cause } = row;
  if (cause !== "stop_unasked" && cause !== "doctor_failed" && cause !== "rule") {
    throw appError({ code: "conflict", reason: "still_so", message: "It ends by itself when its cause is gone." });
  }
  if (row.endedAt !== null) throw appError({ code: "conflict", reason: "over", message: "It was settled meanwhile." });
  await addNote(ctx, me, row, args.note, "incident.settle", now);
  const how = { how: "settled", by: me.actor } as const;
  if (cause === "rule") await settleRule(ctx, row, how, now);
  else await settleOf(ctx, [row], how, now);
}

async function addNote(ctx: Write, me: Me, row: Doc<"incidents">, said: string, action: "incident.note" | "incident.settle", now: number) {
  const text = checkName(said, "$.note", 500, "Say what you did.");
  await tell(ctx, row, { at: now, kind: "note", by: me.actor, to: null, text });
  await recordAudit(ctx, {
    organizationId: me.organizationId,
    at: now,
    actor: me.actor,
    action,
    target: await targetOf(ctx, row),
    after: { cause: row.cause, note: text },
  });
}

/** What it is of, as the audit log finds it. */
async function targetOf(ctx: Read, { organizationId, robotId, deploymentId }: Doc<"incidents">) {
  if (robotId !== null) return { kind: "robot", id: robotId, name: (await ctx.db.get("robots", robotId))?.name ?? "robot" };
  if (deploymentId !== null)
    return { kind: "deployment", id: deploymentId, name: (await ctx.db.get("deployments", deploymentId))?.name ?? "deployment" };
  return { kind: "organization", id: organizationId, name: (await ctx.db.get("organizations", organizationId))?.name ?? "organization" };
}

const lifeMs = 365 * 24 * 3_600_000;

/** Deletes what ended more than a year ago; answers how many. */
export async function prune(ctx: Write, now: number, most: number): Promise<number> {
  const past = await ctx.db
    .query("incidents")
    .withIndex("by_endedAt", (q) => q.gt("endedAt", 0).lt("endedAt", now - lifeMs))
    .take(most);
  for (const row of past) await ctx.db.delete("incidents", row._id);
  return past.length;
}
