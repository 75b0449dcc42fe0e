import type { Link } from "../../convex/model/receipts/chain.ts";

/** Thrown when a receipt that a list names is not in the chain as it is read. */
export class MissingReceipt extends Error {}

/** The signed receipts of these sequence numbers, which are in order, a part of the chain at a time; `readAfter` reads the part after a sequence number. */
export async function* linksOf<L extends Link>(
  wanted: readonly number[],
  readAfter: (after: number) => Promise<readonly L[]>,
): AsyncGenerator<L[]> {
  for (let at = 0; at < wanted.length;) {
    const found: L[] = [];
    for (const link of await readAfter((wanted[at] ?? 0) - 1)) {
      if (link.sequence !== wanted[at]) continue;
      found.push(link);
      at += 1;
    }
    if (found.length === 0) throw new MissingReceipt("Not every receipt could be read with its signature.");
    yield found;
  }
}
