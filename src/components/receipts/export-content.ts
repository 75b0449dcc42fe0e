import { serverNow } from "#src/api/clock.ts";
import { inChainOrder, receiptPages, withLinks } from "#src/api/receipt-export.ts";
import { type Receipt, readKeysAndHead } from "#src/api/receipts.ts";
import { type Format, type Sink, writeExport } from "#src/verify/export-content.ts";

import { matches, type ReceiptSearch, receiptSearchText, serverFilterOf } from "./filters.ts";

/** Writes exactly the receipts of a search; answers how many. `onCount` hears how many were read or written so far, and ends it by throwing. */
export async function writeFiltered(format: Format, search: ReceiptSearch, sink: Sink, onCount: (count: number) => void): Promise<number> {
  // First of all, so that what is closed meanwhile neither is in the file nor seems to be cut off.
  const { publicKeys, head, checkpoint, keyTimes } = await readKeysAndHead();
  const last = head?.sequence ?? 0;
  async function* found(order: ReceiptSearch["order"]): AsyncGenerator<Receipt[]> {
    for await (const page of receiptPages(serverFilterOf({ ...search, order })))
      yield page.filter((row) => row.sequence <= last && matches(search, row));
  }
  async function* counted<T>(parts: AsyncIterable<readonly T[]>): AsyncGenerator<T[]> {
    let count = 0;
    for await (const part of parts) {
      count += part.length;
      onCount(count);
      yield [...part];
    }
  }
  if (format === "csv") return await writeExport({ format, receipts: counted(withLinks(found(search.order))) }, sink);
  // The order of the rows is no filter: the file holds the chain's own order.
  const filter = Object.fromEntries(new URLSearchParams(receiptSearchText({ ...search, order: "newest" })));
  const { count, links, receipts } = await inChainOrder(counted(found("newest")), format === "parquet");
  const draft = { exportedAt: serverNow(), filter, head, checkpoint, publicKeys, keyTimes };
  return await writeExport(
    format === "jsonl" ? { format, draft, count, links: counted(links()) } : { format, draft, count, receipts: counted(receipts()) },
    sink,
  );
}
