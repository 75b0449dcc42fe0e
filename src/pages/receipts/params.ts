import type { Params } from "react-router";

import type { ReceiptId } from "#src/api/receipts.ts";

/** An id in a URL is only a string until the server's `v.id` check accepts it. */
export function receiptIdFrom({ receiptId }: Params): ReceiptId {
  if (receiptId === undefined) throw new Error("No :receiptId in this route. Is the page under the wrong path?");
  return receiptId as ReceiptId; // checked by the server's `v.id`
}

/** The two sides of a comparison, null where the address names none. The server's `v.id` checks them. */
export const comparedFrom = (params: URLSearchParams) => ({ a: params.get("a") as ReceiptId | null, b: params.get("b") as ReceiptId | null });
