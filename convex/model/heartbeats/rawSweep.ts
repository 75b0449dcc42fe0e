import { internal } from "../../_generated/api";
import type { Id } from "../../_generated/dataModel";
import type { MutationCtx } from "../../_generated/server";
import { prunePictures } from "../cameras/sweep";
import { chartLifeMs, defaultRetention, keptLifeMs, type Retention } from "./rawTimes";
import { retentionOf } from "./retention";

// Deletes raw data past its time, organization by organization, each by its own setting.

type Write = Pick<MutationCtx, "db" | "scheduler">;

/** Rows that one transaction deletes at most, and organizations that it looks at. */
const mostRows = 400;
const organizationsAtOnce = 50;

/**
 * One page of organizations from `cursor` on, and back at once while there are more of either; answers how many rows went. Rows from
 * before they said whose they are live as long as by default.
 */
export async function pruneRaw(ctx: Write, cursor: string | null, now: number): Promise<number> {
  const page = await ctx.db.query("organizations").paginate({ numItems: organizationsAtOnce, cursor });
  let left = mostRows;
  if (cursor === null) left -= await pruneOf(ctx, undefined, defaultRetention, left, now);
  for (const { _id } of page.page) {
    const retention = await retentionOf(ctx, _id);
    left -= await pruneOf(ctx, _id, retention, left, now);
    if (left <= 0) break;
    // They weigh more than other rows: some at a time, and back for the rest.
    const isDone = await prunePictures(ctx, _id, { newestFrom: now - chartLifeMs(retention), keptFrom: now - keptLifeMs(retention) });
    if (!isDone) left = 0;
  }
  if (left <= 0) await ctx.scheduler.runAfter(0, internal.sweeps.pruneRaw, { cursor });
  else if (!page.isDone) await ctx.scheduler.runAfter(0, internal.sweeps.pruneRaw, { cursor: page.continueCursor });
  return mostRows - left;
}

async function pruneOf(
  { db }: Write,
  organizationId: Id<"organizations"> | undefined,
  retention: Retention,
  most: number,
  now: number,
): Promise<number> {
  if (most <= 0) return 0;
  const minutes = await db
    .query("heartbeatMinutes")
    .withIndex("by_organizationId_and_minute", (q) => q.eq("organizationId", organizationId).lt("minute", now - chartLifeMs(retention)))
    .take(most);
  for (const row of minutes) await db.delete("heartbeatMinutes", row._id);
  if (minutes.length === most) return most;
  const kept = await db
    .query("keptSamples")
    .withIndex("by_organizationId_and_receivedAt", (q) =>
      q.eq("organizationId", organizationId).lt("receivedAt", now - keptLifeMs(retention)),
    )
    .take(most - minutes.length);
  for (const row of kept) await db.delete("keptSamples", row._id);
  return minutes.length + kept.length;
}
