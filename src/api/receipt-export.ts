import { api } from "#convex/_generated/api.js";
import { convex } from "#src/api/client.ts";
import { readChain, type Receipt, type ReceiptFilter, type SignedReceipt } from "#src/api/receipts.ts";

const PAGE = 200;

/** Every row the server's filter lets through, newest first. `onCount` hears how many were read so far. */
export async function readAllReceipts(filter: ReceiptFilter, onCount: (count: number) => void): Promise<Receipt[]> {
  const rows: Receipt[] = [];
  let cursor: string | null = null;
  for (;;) {
    const page: { page: Receipt[]; isDone: boolean; continueCursor: string } = await convex.query(api.receipts.list, {
      ...filter,
      paginationOpts: { numItems: PAGE, cursor },
    });
    rows.push(...page.page);
    onCount(rows.length);
    if (page.isDone) return rows;
    cursor = page.continueCursor;
  }
}

/** The signed receipts of exactly these sequence numbers, in order, as the chain holds them. */
export async function readSigned(sequences: ReadonlySet<number>): Promise<SignedReceipt[]> {
  const found: SignedReceipt[] = [];
  if (sequences.size === 0) return found;
  const last = Math.max(...sequences);
  let after = Math.min(...sequences) - 1;
  while (after < last) {
    const { receipts } = await readChain(after);
    found.push(...receipts.filter(({ sequence }) => sequences.has(sequence)));
    const end = receipts.at(-1)?.sequence;
    if (end === undefined) break;
    after = end;
  }
  return found;
}
