import { type AsyncBuffer, parquetMetadataAsync, parquetReadObjects } from "hyparquet";

import { manifestKey } from "./receipt-columns.ts";

/** `manifest` is `null` in a file that brings none; each row by the names of its columns. Reads the named columns alone; throws for what is no Parquet file or lacks one. */
export async function readParquet(file: Blob, columns: string[]): Promise<{ manifest: string | null; rows: Record<string, unknown>[] }> {
  const buffer: AsyncBuffer = { byteLength: file.size, slice: (start, end) => file.slice(start, end).arrayBuffer() };
  const metadata = await parquetMetadataAsync(buffer);
  const manifest = metadata.key_value_metadata?.find(({ key }) => key === manifestKey)?.value ?? null;
  return { manifest, rows: await parquetReadObjects({ file: buffer, metadata, columns }) };
}
