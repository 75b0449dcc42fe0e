import { type AsyncBuffer, parquetMetadataAsync, parquetReadObjects } from "hyparquet";

import type { Source } from "./read-file.ts";
import { manifestKey } from "./receipt-columns.ts";

type Row = Record<string, unknown>;

/**
 * `manifest` is `null` in a file that brings none; each of the `groups` of rows is read when it is asked for, rows by the names of their
 * columns. Reads the named columns alone; throws for what is no Parquet file or lacks one.
 */
export async function openParquetRows(
  file: Source,
  columns: string[],
): Promise<{ manifest: string | null; total: number; groups: (() => Promise<Row[]>)[] }> {
  const buffer: AsyncBuffer = { byteLength: file.size, slice: (start, end = file.size) => file.slice(start, end).arrayBuffer() };
  const metadata = await parquetMetadataAsync(buffer);
  const manifest = metadata.key_value_metadata?.find(({ key }) => key === manifestKey)?.value ?? null;
  let total = 0;
  const groups = metadata.row_groups.map(({ num_rows }) => {
    const [rowStart, rowEnd] = [total, total + Number(num_rows)];
    total = rowEnd;
    return () => parquetReadObjects({ file: buffer, metadata, columns, rowStart, rowEnd });
  });
  return { manifest, total, groups };
}
