import { convexQuery, useConvexMutation, useConvexPaginatedQuery } from "@convex-dev/react-query";
import { queryOptions, useMutation } from "@tanstack/react-query";
import type { FunctionArgs, FunctionReturnType } from "convex/server";

import { api } from "#convex/_generated/api.js";
import type { Id } from "#convex/_generated/dataModel.js";
import { convex } from "#src/api/client.ts";

export type ReceiptId = Id<"receipts">;
export type ReceiptDetail = FunctionReturnType<typeof api.receipts.get>;
/** A row of the list: the columns that are filtered and sorted by, and the review. */
export type Receipt = ReceiptDetail["row"];
export type SignedReceipt = ReceiptDetail["receipt"];
export type Review = NonNullable<Receipt["review"]>;
export type Verdict = NonNullable<Review["verdict"]>;
export type ReceiptFilter = Omit<FunctionArgs<typeof api.receipts.list>, "paginationOpts">;
type ChainPage = FunctionReturnType<typeof api.receipts.chain>;

export const receiptQueries = {
  detail: (id: ReceiptId) => queryOptions({ ...convexQuery(api.receipts.get, { id }) }),
  /** The last link of the whole chain: its sequence is how many receipts there are. */
  head: () => queryOptions({ ...convexQuery(api.receipts.chain, { after: Number.MAX_SAFE_INTEGER }), select: ({ head }) => head }),
  /** Asks nothing while no receipt is chosen. */
  detailIfChosen: (id: ReceiptId | null) => queryOptions({ ...convexQuery(api.receipts.get, id === null ? "skip" : { id }) }),
};

/** `first` rows are read at once; what is beyond comes with `loadMore`. */
export const useReceiptPages = (filter: ReceiptFilter, first = 200) =>
  useConvexPaginatedQuery(api.receipts.list, filter, { initialNumItems: first });

export function useReviewReceipt() {
  return useMutation({ mutationFn: useConvexMutation(api.receipts.review) });
}

/** How many reviews travel at a time. */
const AT_ONCE = 8;

/** Says the same of many receipts, one review each; answers which the server refused, with what it said. */
export async function reviewMany(reviews: readonly FunctionArgs<typeof api.receipts.review>[], onCount: (done: number) => void): Promise<{ id: ReceiptId; error: unknown }[]> {
  const failed: { id: ReceiptId; error: unknown }[] = [];
  for (let at = 0; at < reviews.length; at += AT_ONCE) {
    const batch = reviews.slice(at, at + AT_ONCE);
    const results = await Promise.allSettled(batch.map((review) => convex.mutation(api.receipts.review, review)));
    results.forEach((result, index) => {
      const review = batch[index];
      if (result.status === "rejected" && review !== undefined) failed.push({ id: review.id, error: result.reason });
    });
    onCount(Math.min(at + AT_ONCE, reviews.length));
  }
  return failed;
}

/** The part of the chain after `after` (a sequence number), oldest first. Read once: a chain is checked as it stands. */
export const readChain = (after: number): Promise<ChainPage> => convex.query(api.receipts.chain, { after });

/** The keys to verify with and the last link of the whole chain, as of now. */
export const readKeysAndHead = (): Promise<ChainPage> => readChain(Number.MAX_SAFE_INTEGER);
