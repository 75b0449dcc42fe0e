import { api } from "#convex/_generated/api.js";
import { convex } from "#src/api/client.ts";
import { readChain, type Receipt, type ReceiptFilter, type SignedReceipt } from "#src/api/receipts.ts";
import { linksOf } from "#src/verify/read-links.ts";

const PAGE = 200;
/** Pages of rows that are held at a time while a file is written in another order than theirs. */
const MOST_PAGES = 32;

type Page = { page: Receipt[]; isDone: boolean; continueCursor: string };
type Found = { rows: Receipt[]; isAll: boolean };
type ExportedReceipt = { row: Receipt; link: SignedReceipt };

/** Rows that the server's filter lets through, in its order, a page at a time, for as long as more are wanted; at last, whether these were all. */
export async function* receiptPages(filter: ReceiptFilter, isWanted: () => boolean = () => true): AsyncGenerator<Receipt[], boolean> {
  for (let cursor: string | null = null; ;) {
    const { page, isDone, continueCursor }: Page = await convex.query(api.receipts.list, {
      ...filter,
      paginationOpts: { numItems: PAGE, cursor },
    });
    yield page;
    if (isDone) return true;
    if (!isWanted()) return false;
    cursor = continueCursor;
  }
}

/** The same until there are no more or `isEnough` says so of those read so far. */
export async function readReceipts(filter: ReceiptFilter, isEnough: (rows: readonly Receipt[]) => boolean): Promise<Found> {
  const rows: Receipt[] = [];
  const pages = receiptPages(filter, () => !isEnough(rows));
  for (;;) {
    const next = await pages.next();
    if (next.done === true) return { rows, isAll: next.value };
    rows.push(...next.value);
  }
}

const signedOf = (sequences: readonly number[]) => linksOf(sequences, async (after) => (await readChain(after)).receipts);
const inOrder = (sequences: Iterable<number>) => [...sequences].sort((a, b) => a - b);

/** The signed receipts of these rows, in the order of the rows, a page at a time. */
export async function* withLinks(pages: AsyncIterable<Receipt[]>): AsyncGenerator<ExportedReceipt[]> {
  for await (const rows of pages) {
    const links = new Map<number, SignedReceipt>();
    for await (const part of signedOf(inOrder(rows.map(({ sequence }) => sequence))))
      for (const link of part) links.set(link.sequence, link);
    yield rows.flatMap((row) => {
      const link = links.get(row.sequence);
      return link === undefined ? [] : [{ row, link }]; // `linksOf` throws when one is missing
    });
  }
}

/**
 * Receipts in the order of the chain, whatever order their rows come in. `hasRows`: the rows are put aside as the browser's own blobs,
 * which it may keep on the disk, until their turn comes; otherwise only the signed texts are given.
 */
export async function inChainOrder(
  pages: AsyncIterable<Receipt[]>,
  hasRows: boolean,
): Promise<{ count: number; links: () => AsyncGenerator<SignedReceipt[]>; receipts: () => AsyncGenerator<ExportedReceipt[]> }> {
  const pageOf = new Map<number, number>();
  const aside: Blob[] = [];
  for await (const rows of pages) {
    for (const { sequence } of rows) pageOf.set(sequence, aside.length);
    aside.push(new Blob(hasRows ? [JSON.stringify(rows)] : []));
  }
  const sequences = inOrder(pageOf.keys());
  const links = () => signedOf(sequences);
  const held = new Map<number, Map<number, Receipt>>();
  async function rowOf(sequence: number): Promise<Receipt | undefined> {
    const at = pageOf.get(sequence) ?? -1;
    let page = held.get(at);
    if (page === undefined) {
      const rows = JSON.parse((await aside[at]?.text()) ?? "[]") as Receipt[]; // as they were put aside above
      page = new Map(rows.map((row) => [row.sequence, row]));
      held.set(at, page);
      const [oldest] = held.keys();
      if (held.size > MOST_PAGES && oldest !== undefined) held.delete(oldest);
    }
    return page.get(sequence);
  }
  async function* receipts(): AsyncGenerator<ExportedReceipt[]> {
    for await (const part of links()) {
      const found: ExportedReceipt[] = [];
      for (const link of part) {
        const row = await rowOf(link.sequence);
        if (row !== undefined) found.push({ row, link });
      }
      yield found;
    }
  }
  return { count: sequences.length, links, receipts };
}
