import { usePaginatedQuery } from "convex-helpers/react";

import { api } from "#convex/_generated/api.js";
import { type ReceiptFilter, useReceiptPages } from "#src/api/receipts.ts";

/** Pages of receipts, also of those that words find; `first` rows are read at once, what is beyond comes with `loadMore`. */
export function useSearchedPages(filter: ReceiptFilter, first: number) {
  const hasText = filter.text !== undefined;
  const listed = useReceiptPages(hasText ? "skip" : filter, first);
  // The server's own pages remember where they end; pages of found words are told, so that nothing falls between two of them.
  const found = usePaginatedQuery(api.receipts.list, hasText ? filter : "skip", { initialNumItems: first });
  return hasText ? found : listed;
}
