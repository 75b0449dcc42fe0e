import { convexQuery, useConvexMutation, useConvexPaginatedQuery } from "@convex-dev/react-query";
import { queryOptions, useMutation } from "@tanstack/react-query";
import type { FunctionArgs, FunctionReturnType } from "convex/server";

import { api } from "#convex/_generated/api.js";
import type { Id } from "#convex/_generated/dataModel.js";
import { convex } from "#src/api/client.ts";

export type ReceiptId = Id<"receipts">;
export type ReceiptDetail = FunctionReturnType<typeof api.receipts.get>;
/** A row of the list: the columns that are filtered and sorted by, the review, and where the words were found that were searched for. */
export type Receipt = FunctionReturnType<typeof api.receipts.list>["page"][number];
export type ReceiptCount = FunctionReturnType<typeof api.receipts.countOf>;
export type SignedReceipt = ReceiptDetail["receipt"];
export type Review = NonNullable<Receipt["review"]>;
export type Verdict = NonNullable<Review["verdict"]>;
export type SinceLastGood = FunctionReturnType<typeof api.receipts.sinceLastGood>;
export type TrendPoint = FunctionReturnType<typeof api.receipts.trend>[number];
export type ReceiptFilter = Omit<FunctionArgs<typeof api.receipts.list>, "paginationOpts">;
type TrendDeployment = FunctionArgs<typeof api.receipts.trend>["deploymentId"];
type ChainPage = FunctionReturnType<typeof api.receipts.chain>;

export const receiptQueries = {
  detail: (id: ReceiptId) => queryOptions({ ...convexQuery(api.receipts.get, { id }) }),
  /** When the first hour with receipts began; null without receipts. */
  firstHour: () => queryOptions({ ...convexQuery(api.receipts.firstHour, {}) }),
  /** How many receipts lie between each edge and the next; asks nothing without edges. */
  counts: (edges: readonly number[]) =>
    queryOptions({ ...convexQuery(api.receipts.counts, edges.length === 0 ? "skip" : { edges: [...edges] }) }),
  /** How many pass a filter; not asked without one, because `head` knows how many there are. */
  countOf: ({ order: _, modelId, robotId, deploymentId, ...filter }: ReceiptFilter) => {
    // A model, and what has no robot or deployment, is listed and not counted.
    const isListed = modelId !== undefined || robotId === null || deploymentId === null;
    const counted = { ...filter, ...(robotId == null ? {} : { robotId }), ...(deploymentId == null ? {} : { deploymentId }) };
    return queryOptions({ ...convexQuery(api.receipts.countOf, isListed || Object.keys(counted).length === 0 ? "skip" : counted) });
  },
  /** The numbers of a deployment's newest 200 receipts, oldest first. Read once: a trend does not hang on the last minute. */
  trend: (deploymentId: TrendDeployment) =>
    queryOptions({
      queryKey: ["trend", deploymentId],
      queryFn: () => convex.query(api.receipts.trend, { deploymentId }),
      staleTime: 60_000,
    }),
  /** What a session is set up with otherwise than the last good run that moved its robot. */
  sinceLastGood: (sessionId: FunctionArgs<typeof api.receipts.sinceLastGood>["sessionId"]) =>
    queryOptions({ ...convexQuery(api.receipts.sinceLastGood, { sessionId }) }),
  /** Everything that was ever said of a receipt, newest first. */
  history: (receiptId: ReceiptId) => queryOptions({ ...convexQuery(api.reviews.history, { receiptId }) }),
  /** The newest hundred daily checkpoints. */
  checkpoints: () => queryOptions({ ...convexQuery(api.receipts.checkpoints, {}) }),
  /** The last link of the whole chain: its sequence is how many receipts there are. */
  head: () => queryOptions({ ...convexQuery(api.receipts.chain, { after: Number.MAX_SAFE_INTEGER }), select: ({ head }) => head }),
};

/** `first` rows are read at once; what is beyond comes with `loadMore`. Without words: for those, `receipt-pages.ts`. */
export const useReceiptPages = (filter: Omit<ReceiptFilter, "text"> | "skip", first = 200) =>
  useConvexPaginatedQuery(api.receipts.list, filter, { initialNumItems: first });

export function useReviewReceipt() {
  return useMutation({ mutationFn: useConvexMutation(api.receipts.review) });
}

/** How many reviews travel at a time. */
const AT_ONCE = 8;

type Failed = { id: ReceiptId; error: unknown };

async function each<T>(
  items: readonly T[],
  idOf: (item: T) => ReceiptId,
  send: (item: T) => Promise<unknown>,
  onCount: (done: number) => void,
): Promise<Failed[]> {
  const failed: Failed[] = [];
  for (let at = 0; at < items.length; at += AT_ONCE) {
    const batch = items.slice(at, at + AT_ONCE);
    const results = await Promise.allSettled(batch.map(send));
    results.forEach((result, index) => {
      const item = batch[index];
      if (result.status === "rejected" && item !== undefined) failed.push({ id: idOf(item), error: result.reason });
    });
    onCount(Math.min(at + AT_ONCE, items.length));
  }
  return failed;
}

/** Says the same of many receipts, one review each; answers which the server refused, with what it said. */
export const reviewMany = (
  reviews: readonly FunctionArgs<typeof api.receipts.review>[],
  onCount: (done: number) => void,
): Promise<Failed[]> =>
  each(
    reviews,
    ({ id }) => id,
    (review) => convex.mutation(api.receipts.review, review),
    onCount,
  );

/** Takes back one's own newest review of each; the server refuses where somebody else has judged since. */
export const undoReviews = (ids: readonly ReceiptId[], onCount: (done: number) => void): Promise<Failed[]> =>
  each(
    ids,
    (id) => id,
    (receiptId) => convex.mutation(api.reviews.undo, { receiptId }),
    onCount,
  );

/** The newest good receipt of the same deployment before this one; `looked` through so many. */
export const readLastGood = (id: ReceiptId) => convex.query(api.receipts.lastGood, { id });

/** The part of the chain after `after` (a sequence number), oldest first. Read once: a chain is checked as it stands. */
export const readChain = (after: number): Promise<ChainPage> => convex.query(api.receipts.chain, { after });

/** The keys to verify with and the last link of the whole chain, as of now. */
export const readKeysAndHead = (): Promise<ChainPage> => readChain(Number.MAX_SAFE_INTEGER);
