import type { Doc, Id } from "../../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../../_generated/server";
import { appError } from "../../errors";
import { mapInBatches } from "../batches";

// How many receipts there are in which time. Each hour with receipts has a row, which also holds how many there were up to its end:
// the count between two times is a difference, and a histogram of ten years reads as many rows as one of a week.

type Read = Pick<QueryCtx, "db">;
type Write = Pick<MutationCtx, "db">;

const hourMs = 3_600_000;
export const mostEdges = 100;

async function newestBefore(ctx: Read, organizationId: Id<"organizations">, time: number): Promise<Doc<"receiptHours"> | null> {
  return await ctx.db
    .query("receiptHours")
    .withIndex("by_organizationId_and_hour", (q) => q.eq("organizationId", organizationId).lt("hour", time))
    .order("desc")
    .first();
}

/** Counts a receipt that is written `now`. A clock that was set back counts in the newest hour: totals only grow. */
export async function countHour(ctx: Write, organizationId: Id<"organizations">, isProblem: boolean, now: number): Promise<void> {
  const newest = await newestBefore(ctx, organizationId, Number.MAX_SAFE_INTEGER);
  const more = isProblem ? 1 : 0;
  const totals =
    newest === null
      ? { total: 1, totalProblems: more }
      : newest.total === undefined || newest.totalProblems === undefined
        ? {}
        : { total: newest.total + 1, totalProblems: newest.totalProblems + more };
  const hour = Math.max(Math.floor(now / hourMs) * hourMs, newest?.hour ?? 0);
  if (newest?.hour === hour) {
    await ctx.db.patch("receiptHours", newest._id, { count: newest.count + 1, problems: newest.problems + more, ...totals });
  } else {
    await ctx.db.insert("receiptHours", { organizationId, hour, count: 1, problems: more, ...totals });
  }
}

/** The first hour with receipts, epoch ms; `null` without any. */
export async function firstHour(ctx: Read, organizationId: Id<"organizations">): Promise<number | null> {
  const first = await ctx.db
    .query("receiptHours")
    .withIndex("by_organizationId_and_hour", (q) => q.eq("organizationId", organizationId))
    .first();
  return first?.hour ?? null;
}

/**
 * Receipts between each edge (epoch ms, ascending) and the next; an hour belongs where it begins. `null` while the totals of
 * rows from before there were any are being made.
 */
export async function counts(ctx: Read, organizationId: Id<"organizations">, edges: number[]) {
  const isAscending = edges.every((edge, at) => at === 0 || edge > (edges[at - 1] ?? edge));
  if (edges.length < 2 || edges.length > mostEdges || !isAscending) {
    throw appError({ code: "invalid", path: "$.edges", message: `Give 2 to ${mostEdges} times, each later than the one before.` });
  }
  const before = await mapInBatches(edges, (edge) => newestBefore(ctx, organizationId, edge));
  if (before.some((row) => row !== null && row.total === undefined)) return null;
  return before.slice(1).map((row, at) => {
    const from = before[at];
    return {
      count: (row?.total ?? 0) - (from?.total ?? 0),
      problems: (row?.totalProblems ?? 0) - (from?.totalProblems ?? 0),
    };
  });
}

/** Gives rows from before there were totals theirs, oldest first; answers how many. */
export async function addTotals(ctx: Write, most: number): Promise<number> {
  const without = await ctx.db
    .query("receiptHours")
    .withIndex("by_total", (q) => q.eq("total", undefined))
    .take(most);
  for (const { _id, organizationId, hour, count, problems } of without) {
    const before = await newestBefore(ctx, organizationId, hour);
    const [total, totalProblems] = [(before?.total ?? 0) + count, (before?.totalProblems ?? 0) + problems];
    await ctx.db.patch("receiptHours", _id, { total, totalProblems });
  }
  return without.length;
}
