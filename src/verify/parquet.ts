import { type AsyncBuffer, parquetMetadataAsync, parquetReadObjects } from "hyparquet";
import { type BasicType, parquetWriteBuffer } from "hyparquet-writer";

import { type Cell, type Column, type Exported, receiptColumns } from "./receipt-columns.ts";

// Loaded only when somebody writes or reads such a file.

/** Where the first line of the JSONL stands in the file's own metadata. */
const manifestKey = "reflex-receipts";
const types: Record<Column["type"], BasicType> = { text: "STRING", whole: "INT64", number: "DOUBLE", flag: "BOOLEAN", time: "TIMESTAMP" };

function stored(value: Cell, type: Column["type"]): string | number | bigint | boolean | Date | null {
  if (typeof value !== "number") return value;
  return type === "whole" ? BigInt(value) : type === "time" ? new Date(value) : value;
}

/** A Parquet file of the columns of every export; `manifest`, the first line of the JSONL of the same rows, makes it verify alone. */
export function toParquet(rows: readonly Exported[], manifest: string): ArrayBuffer {
  return parquetWriteBuffer({
    columnData: receiptColumns.map(({ name, type, of }) => ({ name, type: types[type], nullable: true, data: rows.map((row) => stored(of(row), type)) })),
    kvMetadata: [{ key: manifestKey, value: manifest }],
    createdBy: "reflex-console",
  });
}

/** `manifest` is `null` in a file that brings none; each row by the names of its columns. Reads the named columns alone; throws for what is no Parquet file or lacks one. */
export async function readParquet(file: Blob, columns: string[]): Promise<{ manifest: string | null; rows: Record<string, unknown>[] }> {
  const buffer: AsyncBuffer = { byteLength: file.size, slice: (start, end) => file.slice(start, end).arrayBuffer() };
  const metadata = await parquetMetadataAsync(buffer);
  const manifest = metadata.key_value_metadata?.find(({ key }) => key === manifestKey)?.value ?? null;
  return { manifest, rows: await parquetReadObjects({ file: buffer, metadata, columns }) };
}
