import type { Params } from "react-router";

import type { ReceiptId } from "#src/api/receipts.ts";

/** An id in a URL is only a string until the server's `v.id` check accepts it. */
export function receiptIdFrom({ receiptId }: Params): ReceiptId {
  if (receiptId === undefined) throw new Error("No :receiptId in this route. Is the page under the wrong path?");
  return receiptId as ReceiptId; // checked by the server's `v.id`
}

/** As many as can be told apart over each other. */
export const mostCompared = 6;

/** The receipts of a comparison, the first is what the others are compared with. The server's `v.id` checks them. */
export function comparedFrom(params: URLSearchParams): ReceiptId[] {
  // `a` and `b` are from links that were made when two were all.
  const named = [...(params.get("ids") ?? "").split(","), params.get("a") ?? "", params.get("b") ?? ""];
  return [...new Set(named.filter((id) => id !== ""))].slice(0, mostCompared) as ReceiptId[];
}
