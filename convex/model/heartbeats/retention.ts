import type { Id } from "../../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../../_generated/server";
import { appError } from "../../errors";
import { recordAudit } from "../audit";
import { checkNumber } from "../checks";
import type { Acting } from "../people/me";
import { defaultRetention, type Retention, retentionBounds } from "./rawTimes";

// How long an organization's raw data stays: means of minutes, and the single heartbeats of runs that are kept. Receipts always stay.

type Read = Pick<QueryCtx, "db">;
type Write = Pick<MutationCtx, "db">;
type OrganizationId = Id<"organizations">;

const settingsOf = (ctx: Read, organizationId: OrganizationId) =>
  ctx.db
    .query("retentionSettings")
    .withIndex("by_organizationId", (q) => q.eq("organizationId", organizationId))
    .unique();

/** What the organization chose, or the default. */
export async function retentionOf(ctx: Read, organizationId: OrganizationId): Promise<Retention> {
  const { chartHours, keptDays, keepsEveryRun } = (await settingsOf(ctx, organizationId)) ?? defaultRetention;
  return { chartHours, keptDays, keepsEveryRun };
}

const checkWhole = (value: number, name: keyof typeof retentionBounds): number => {
  const [fewest, most] = retentionBounds[name];
  if (!Number.isInteger(checkNumber(value, `$.${name}`, fewest, most)))
    throw appError({ code: "invalid", path: `$.${name}`, message: "Give a whole number." });
  return value;
};

/** Chooses it, for what is there already too: what is older than a shorter time goes with the next sweep. */
export async function setRetention(ctx: Write, { organizationId, actor }: Acting, wanted: Retention, now: number): Promise<Retention> {
  const next = {
    chartHours: checkWhole(wanted.chartHours, "chartHours"),
    keptDays: checkWhole(wanted.keptDays, "keptDays"),
    keepsEveryRun: wanted.keepsEveryRun,
  };
  const row = await settingsOf(ctx, organizationId);
  const before = await retentionOf(ctx, organizationId);
  const names = ["chartHours", "keptDays", "keepsEveryRun"] as const;
  if (names.every((name) => before[name] === next[name])) return next;
  if (row === null) await ctx.db.insert("retentionSettings", { organizationId, ...next });
  else await ctx.db.patch("retentionSettings", row._id, next);
  await recordAudit(ctx, {
    ...{ organizationId, at: now, actor, action: "organization.setRetention" },
    target: { kind: "organization", id: organizationId, name: "raw data" },
    before,
    after: next,
  });
  return next;
}
