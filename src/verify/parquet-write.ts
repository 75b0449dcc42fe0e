import { type BasicType, parquetWriteBuffer } from "hyparquet-writer";

import { type Cell, type Column, type Exported, manifestKey, receiptColumns } from "./receipt-columns.ts";

// Loaded only when somebody writes such a file, and apart from what reads one, so that verify.html holds the latter alone.

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
