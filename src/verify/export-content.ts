import type { Link } from "../../convex/model/receipts/chain.ts";
import { exportReceipts } from "../../convex/model/receipts/exportFile.ts";

import { toCsv } from "./csv.ts";
import { type Exported, type ExportedRow, receiptColumns } from "./receipt-columns.ts";

export const formats = ["jsonl", "csv", "parquet"] as const;
export type Format = (typeof formats)[number];
export type Content = { rows: readonly ExportedRow[]; links: readonly Link[]; draft: Parameters<typeof exportReceipts>[0] };

/**
 * The file of exactly these receipts, for the dashboard and the command line: CSV in the order of `rows`, the others in the order of the
 * chain, which is that of `links`. `null` when one of the rows has no link.
 */
export async function contentOf(format: Format, { rows, links, draft }: Content): Promise<string | ArrayBuffer | null> {
  const linkOf = new Map(links.map((link) => [link.sequence, link]));
  const exported = rows.flatMap((row): Exported[] => {
    const link = linkOf.get(row.sequence);
    return link === undefined ? [] : [{ row, link }];
  });
  if (exported.length !== rows.length) return null;
  if (format === "csv") return toCsv(exported, receiptColumns);
  const text = exportReceipts(draft, links);
  if (format === "jsonl") return text;
  const { toParquet } = await import("./parquet-write.ts");
  return toParquet(exported.toSorted((a, b) => a.link.sequence - b.link.sequence), text.slice(0, text.indexOf("\n")));
}
