import { ByteWriter, ParquetWriter, schemaFromColumnData, type BasicType } from "hyparquet-writer";

import { ContentHash, manifestLine, signedLine } from "../../convex/model/receipts/exportFile.ts";

import type { Content, Sink } from "./export-content.ts";
import { type Cell, type Column, type Exported, manifestKey, receiptColumns } from "./receipt-columns.ts";

// Loaded only when somebody writes such a file, and apart from what reads one, so that verify.html holds the latter alone.

/** Some 3 MB: what is held of a file while it is written, and at least while it is read. */
const ROWS_OF_GROUP = 1_000;
const types: Record<Column["type"], BasicType> = { text: "STRING", whole: "INT64", number: "DOUBLE", flag: "BOOLEAN", time: "TIMESTAMP" };

function stored(value: Cell, type: Column["type"]): string | number | bigint | boolean | Date | null {
  if (typeof value !== "number") return value;
  return type === "whole" ? BigInt(value) : type === "time" ? new Date(value) : value;
}

const columnsOf = (rows: readonly Exported[]) =>
  receiptColumns.map(({ name, type, of }) => ({
    name,
    data: rows.map((row) => stored(of(row), type)),
    /** What would be kept of each group until the end. */ statistics: name !== "body",
  }));

/** A Parquet file of the columns of every export, with the first line of the JSONL of the same receipts in its metadata, so that it verifies alone. */
export async function writeParquet({ draft, count, receipts }: Extract<Content, { format: "parquet" }>, sink: Sink): Promise<number> {
  const bytes = new ByteWriter();
  const schema = schemaFromColumnData({
    columnData: receiptColumns.map(({ name, type }) => ({ name, type: types[type], nullable: true, data: [] })),
  });
  const writer = new ParquetWriter({ writer: bytes, schema, createdBy: "reflex-console", kvMetadata: [] });
  const hash = new ContentHash();
  let written = 0;
  /** Hands over what was written; `offset` goes on, so that the places in the file stay right. */
  const flush = async () => {
    const part = bytes.getBytes().slice();
    bytes.index = 0;
    await sink.write(part);
  };
  const group = async (rows: readonly Exported[]) => {
    await writer.write({ columnData: columnsOf(rows), rowGroupSize: ROWS_OF_GROUP });
    for (const { link } of rows) hash.add(signedLine(link));
    written += rows.length;
    await flush();
  };
  let waiting: Exported[] = [];
  for await (const part of receipts) {
    waiting.push(...part);
    for (; waiting.length >= ROWS_OF_GROUP; waiting = waiting.slice(ROWS_OF_GROUP)) await group(waiting.slice(0, ROWS_OF_GROUP));
  }
  if (waiting.length > 0) await group(waiting);
  if (written !== count) throw new Error(`${written} receipts came, and ${count} were to come.`);
  writer.kvMetadata = [{ key: manifestKey, value: manifestLine(draft, count, hash.digest()) }];
  await writer.finish();
  await flush();
  return written;
}
