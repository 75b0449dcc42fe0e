import type { Link } from "../../convex/model/receipts/chain.ts";
import { ContentHash, type Draft, lineOf, manifestLine } from "../../convex/model/receipts/exportFile.ts";

import { csvHeader, csvRecords } from "./csv.ts";
import { type Exported, receiptColumns } from "./receipt-columns.ts";

// Files are written a part at a time, so that what memory holds does not grow with them. The dashboard and the command line write by this.

export const formats = ["jsonl", "csv", "parquet"] as const;
export type Format = (typeof formats)[number];

/** Takes a file in order; `rewriteStart` then replaces as many bytes at its beginning. */
export type Sink = {
  write(bytes: Uint8Array<ArrayBuffer>): Promise<void> | void;
  rewriteStart(bytes: Uint8Array<ArrayBuffer>): Promise<void> | void;
};

/**
 * What is written: JSONL and Parquet take `count` receipts in the order of the chain, CSV as many as come, in their order. JSONL asks for
 * no rows.
 */
export type Content =
  | { format: "jsonl"; draft: Draft; count: number; links: AsyncIterable<readonly Link[]> }
  | { format: "parquet"; draft: Draft; count: number; receipts: AsyncIterable<readonly Exported[]> }
  | { format: "csv"; receipts: AsyncIterable<readonly Exported[]> };

const encoder = new TextEncoder();
/** As long as a hash, and stands in the first line until all others are written. */
const unknownHash = "0".repeat(64);

/** Writes a file; answers how many receipts are in it. */
export async function writeExport(content: Content, sink: Sink): Promise<number> {
  switch (content.format) {
    case "jsonl":
      return await writeJsonLines(content, sink);
    case "parquet": {
      const { writeParquet } = await import("./parquet-write.ts");
      return await writeParquet(content, sink);
    }
    case "csv":
      return await writeCsv(content.receipts, sink);
    default:
      return content satisfies never;
  }
}

async function writeJsonLines({ draft, count, links }: Extract<Content, { format: "jsonl" }>, sink: Sink): Promise<number> {
  const start = (hash: string) => encoder.encode(`${manifestLine(draft, count, hash)}\n`);
  const hash = new ContentHash();
  let written = 0;
  await sink.write(start(unknownHash));
  for await (const part of links) {
    const lines = part.map(lineOf);
    for (const line of lines) hash.add(line);
    await sink.write(encoder.encode(lines.map((line) => `${line}\n`).join("")));
    written += lines.length;
  }
  if (written !== count) throw new Error(`${written} receipts came, and ${count} were to come.`);
  await sink.rewriteStart(start(hash.digest()));
  return written;
}

async function writeCsv(receipts: AsyncIterable<readonly Exported[]>, sink: Sink): Promise<number> {
  let written = 0;
  await sink.write(encoder.encode(csvHeader(receiptColumns)));
  for await (const part of receipts) {
    await sink.write(encoder.encode(csvRecords(part, receiptColumns)));
    written += part.length;
  }
  return written;
}
