import type { PaginationOptions } from "convex/server";

import type { Doc, Id } from "../../_generated/dataModel";
import type { QueryCtx } from "../../_generated/server";
import { mapInBatches } from "../batches";
import type { shownTo } from "./double";
import { isProblemOf } from "./problems";
import { toRows } from "./rows";

type Read = Pick<QueryCtx, "db">;
type Verdict = NonNullable<Doc<"reviews">["verdict"]>;

/** `null`: of receipts without one. */
type Filter = { deploymentId?: Id<"deployments"> | null; robotId?: Id<"robots"> | null };

/** Newest first, by whichever index fits; the caller filters what the index does not. */
export function byFilter(ctx: Read, organizationId: Id<"organizations">, filter: Filter, before: number, first = 0) {
  const { deploymentId, robotId } = filter;
  const receipts = ctx.db.query("receipts");
  if (deploymentId !== undefined) {
    return receipts
      .withIndex("by_organizationId_and_deploymentId", (q) =>
        q.eq("organizationId", organizationId).eq("deploymentId", deploymentId).gte("sequence", first).lt("sequence", before),
      )
      .order("desc");
  }
  if (robotId !== undefined) {
    return receipts
      .withIndex("by_organizationId_and_robotId", (q) =>
        q.eq("organizationId", organizationId).eq("robotId", robotId).gte("sequence", first).lt("sequence", before),
      )
      .order("desc");
  }
  return receipts
    .withIndex("by_organizationId_and_sequence", (q) =>
      q.eq("organizationId", organizationId).gte("sequence", first).lt("sequence", before),
    )
    .order("desc");
}

type ListArgs = Filter & {
  modelId?: string;
  verdict?: Verdict | "none" | "disputed";
  applied?: boolean;
  problems?: boolean;
  order?: "newest" | "oddest";
  from?: number;
  to?: number;
  paginationOpts: PaginationOptions;
};

/** `none`: what `viewerId` still may judge; of receipts that are reviewed twice, those where their verdict or the second is missing. */
export async function list(ctx: Read, organizationId: Id<"organizations">, args: ListArgs, viewerId: string | null = null) {
  const { from = -Infinity, to = Infinity, verdict, robotId, deploymentId, modelId, applied, problems, paginationOpts } = args;
  const order = args.order ?? "newest";
  // One robot's receipts are fewer than all with a verdict; only the order by oddity needs the reviews' own index.
  const isByReview = verdict !== undefined && (order === "oddest" || (robotId === undefined && deploymentId === undefined));
  const found = isByReview
    ? await byVerdict(ctx, organizationId, verdict, order, paginationOpts)
    : { ...(await (await byIndex(ctx, organizationId, args)).rows.paginate(paginationOpts)), reviews: undefined };
  const wanted = found.page.filter(
    (receipt) =>
      receipt.timestamp >= from &&
      receipt.timestamp <= to &&
      (robotId === undefined || receipt.robotId === robotId) &&
      (deploymentId === undefined || receipt.deploymentId === deploymentId) &&
      (modelId === undefined || receipt.modelId === modelId) &&
      (applied === undefined || receipt.applied === applied) &&
      (problems === undefined || (receipt.isProblem ?? isProblemOf(receipt)) === problems),
  );
  const { reviews, ...rest } = found;
  const rows = await toRows(ctx, organizationId, wanted, viewerId, reviews);
  return { ...rest, page: rows.filter((row) => isOfVerdict(row, verdict)) };
}

type Judged = Pick<Awaited<ReturnType<typeof toRows>>[number], "review" | "double">;

/** Whether a row stands in the list of a verdict for the one it was made for; in that of none in particular every row does. */
export const isOfVerdict = ({ review, double }: Judged, verdict: ListArgs["verdict"]): boolean =>
  verdict === undefined ||
  (verdict === "disputed"
    ? double?.state === "disputed"
    : double !== undefined && verdict === "none"
      ? isOwed(double)
      : (review?.verdict ?? "none") === verdict);

/** Whether the viewer may still judge it: a double review lacks a verdict, and has none of theirs. */
const isOwed = ({ state, given }: ReturnType<typeof shownTo>): boolean =>
  state === "open" && !given.some(({ isMine, verdict }) => isMine && verdict !== null);

/**
 * Between which sequences the times lie: a robot's day of last year must not be looked for from today on. By the receipts just outside
 * of them, which do not change while new ones come: a cursor is good for one range only.
 */
async function boundsOf(ctx: Read, organizationId: Id<"organizations">, { from, to }: Pick<ListArgs, "from" | "to">) {
  const receipts = ctx.db.query("receipts");
  const earlier =
    from === undefined
      ? null
      : await receipts
          .withIndex("by_organizationId_and_timestamp", (q) => q.eq("organizationId", organizationId).lt("timestamp", from))
          .order("desc")
          .first();
  const later =
    to === undefined
      ? null
      : await receipts
          .withIndex("by_organizationId_and_timestamp", (q) => q.eq("organizationId", organizationId).gt("timestamp", to))
          .order("asc")
          .first();
  return { first: (earlier?.sequence ?? 0) + 1, before: later?.sequence ?? Number.MAX_SAFE_INTEGER };
}

/** By the narrowest filter that has an index; times before motion, because a day is fewer than all that moved. Wrapped, because a query that is awaited is run. */
async function byIndex(ctx: Read, organizationId: Id<"organizations">, args: ListArgs) {
  const { deploymentId, robotId, applied, problems, from, to } = args;
  const receipts = ctx.db.query("receipts");
  if (deploymentId !== undefined || robotId !== undefined) {
    const { first, before } = await boundsOf(ctx, organizationId, args);
    return { rows: byFilter(ctx, organizationId, args, before, first) };
  }
  if (problems === true) {
    const rows = receipts
      .withIndex("by_organizationId_and_isProblem", (q) => q.eq("organizationId", organizationId).eq("isProblem", true))
      .order("desc");
    return { rows };
  }
  if (from !== undefined || to !== undefined) {
    const rows = receipts
      .withIndex("by_organizationId_and_timestamp", (q) =>
        q
          .eq("organizationId", organizationId)
          .gte("timestamp", from ?? 0)
          .lte("timestamp", to ?? Number.MAX_SAFE_INTEGER),
      )
      .order("desc");
    return { rows };
  }
  if (applied !== undefined) {
    const rows = receipts
      .withIndex("by_organizationId_and_applied", (q) => q.eq("organizationId", organizationId).eq("applied", applied))
      .order("desc");
    return { rows };
  }
  return { rows: byFilter(ctx, organizationId, args, Number.MAX_SAFE_INTEGER) };
}

async function byVerdict(
  ctx: Read,
  organizationId: Id<"organizations">,
  verdict: Verdict | "none" | "disputed",
  order: "newest" | "oddest",
  paginationOpts: PaginationOptions,
) {
  const wanted = verdict === "none" || verdict === "disputed" ? null : verdict;
  const reviews = ctx.db.query("reviews");
  const range =
    verdict === "disputed"
      ? reviews.withIndex("by_organizationId_and_doubleState", (q) => q.eq("organizationId", organizationId).eq("doubleState", "disputed"))
      : order === "newest"
        ? reviews.withIndex("by_organizationId_and_verdict", (q) => q.eq("organizationId", organizationId).eq("verdict", wanted))
        : reviews.withIndex("by_organizationId_and_verdict_and_score", (q) => q.eq("organizationId", organizationId).eq("verdict", wanted));
  const found = await range.order("desc").paginate(paginationOpts);
  const receipts = await mapInBatches(found.page, (review) => ctx.db.get("receipts", review.receiptId));
  const reviewByReceipt = new Map(found.page.map((review) => [review.receiptId, review]));
  return { ...found, page: receipts.filter((receipt) => receipt !== null), reviews: reviewByReceipt };
}
