import type { MutationCtx } from "../_generated/server";

/**
 * A fixed window per key: `null` when there was room, otherwise how long to wait (ms).
 * Only counts that commit are kept, so a caller that must be slowed down may not have its refusal thrown.
 */
export async function takeFromLimit(
  ctx: Pick<MutationCtx, "db">,
  key: string,
  most: number,
  windowMs: number,
  now: number,
): Promise<number | null> {
  const row = await ctx.db
    .query("rateLimits")
    .withIndex("by_key", (q) => q.eq("key", key))
    .unique();
  if (row === null) {
    await ctx.db.insert("rateLimits", { key, count: 1, resetsAt: now + windowMs });
    return null;
  }
  if (row.resetsAt <= now) {
    await ctx.db.patch("rateLimits", row._id, { count: 1, resetsAt: now + windowMs });
    return null;
  }
  if (row.count >= most) return row.resetsAt - now;
  await ctx.db.patch("rateLimits", row._id, { count: row.count + 1 });
  return null;
}

/** Room again at once: for a limit on failed tries, after one that succeeded. */
export async function clearLimit(ctx: Pick<MutationCtx, "db">, key: string): Promise<void> {
  const row = await ctx.db
    .query("rateLimits")
    .withIndex("by_key", (q) => q.eq("key", key))
    .unique();
  if (row !== null) await ctx.db.delete("rateLimits", row._id);
}
