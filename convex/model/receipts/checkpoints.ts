import { internal } from "../../_generated/api";
import type { Id } from "../../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../../_generated/server";
import { ensureKey } from "../signing/keys";
import { buildCheckpoint } from "./chain";
import { newestReceipt } from "./writer";

// One signed checkpoint a day and organization. Whoever published one can show later that the chain was as long then, and which.

type Write = Pick<MutationCtx, "db" | "scheduler">;
const dayMs = 24 * 3_600_000;
const organizationsAtOnce = 50;
const mostShown = 200;

const newestFirst = (ctx: Pick<QueryCtx, "db">, organizationId: Id<"organizations">, before: number) =>
  ctx.db
    .query("receiptCheckpoints")
    .withIndex("by_organizationId_and_at", (q) => q.eq("organizationId", organizationId).lt("at", before))
    .order("desc");

/**
 * Makes those of the day (UTC) that are still missing, one page of organizations from `cursor` on, and comes back at once for the
 * next; answers how many were made. None for an organization without receipts.
 */
export async function makeDaily(ctx: Write, cursor: string | null, now: number): Promise<number> {
  const { page, isDone, continueCursor } = await ctx.db.query("organizations").paginate({ numItems: organizationsAtOnce, cursor });
  let made = 0;
  for (const { _id } of page) made += await makeOne(ctx, _id, now);
  if (!isDone) await ctx.scheduler.runAfter(0, internal.sweeps.makeCheckpoints, { cursor: continueCursor });
  return made;
}

async function makeOne(ctx: Write, organizationId: Id<"organizations">, now: number): Promise<number> {
  const last = await newestFirst(ctx, organizationId, Number.MAX_SAFE_INTEGER).first();
  if (last !== null && Math.floor(last.at / dayMs) >= Math.floor(now / dayMs)) return 0;
  const newest = await newestReceipt(ctx, organizationId);
  if (newest === null) return 0;
  const { sequence, hash } = newest;
  const key = await ensureKey(ctx, "receipts", now);
  await ctx.db.insert("receiptCheckpoints", {
    organizationId,
    at: now,
    sequence,
    hash,
    ...buildCheckpoint(organizationId, { sequence, hash }, now, key),
  });
  return 1;
}

/** Newest first, those made before `before` (epoch ms, exclusive), at most 200. */
export async function list(
  ctx: Pick<QueryCtx, "db">,
  organizationId: Id<"organizations">,
  { before = Number.MAX_SAFE_INTEGER, limit = 100 }: { before?: number; limit?: number },
) {
  const most = Number.isFinite(limit) ? Math.min(mostShown, Math.max(1, Math.floor(limit))) : 100;
  const rows = await newestFirst(ctx, organizationId, before).take(most);
  return rows.map(({ at, sequence, hash, body, signature, keyId }) => ({ at, sequence, hash, checkpoint: { body, signature, keyId } }));
}
