import { api } from "#convex/_generated/api.js";
import { convex } from "#src/api/client.ts";
import { readChain, type Receipt, type ReceiptFilter, type SignedReceipt } from "#src/api/receipts.ts";

const PAGE = 200;

type Found = { rows: Receipt[]; isAll: boolean };

/** Rows the server's filter lets through, in its order, until there are no more or `isEnough` says so of those read so far. */
export async function readReceipts(filter: ReceiptFilter, isEnough: (rows: readonly Receipt[]) => boolean): Promise<Found> {
  const rows: Receipt[] = [];
  let cursor: string | null = null;
  for (;;) {
    const page: { page: Receipt[]; isDone: boolean; continueCursor: string } = await convex.query(api.receipts.list, {
      ...filter,
      paginationOpts: { numItems: PAGE, cursor },
    });
    rows.push(...page.page);
    if (page.isDone) return { rows, isAll: true };
    if (isEnough(rows)) return { rows, isAll: false };
    cursor = page.continueCursor;
  }
}

/** Every row the server's filter lets through, newest first. `onCount` hears how many were read so far. */
export async function readAllReceipts(filter: ReceiptFilter, onCount: (count: number) => void): Promise<Receipt[]> {
  const { rows } = await readReceipts(filter, (read) => {
    onCount(read.length);
    return false;
  });
  onCount(rows.length);
  return rows;
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
