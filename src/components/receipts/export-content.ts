import { t } from "@lingui/core/macro";

import { exportReceipts } from "#convex/model/receipts/export.ts";
import type { Receipt, SignedReceipt } from "#src/api/receipts.ts";

import { toCsv } from "./csv.ts";
import { type Exported, receiptColumns } from "./receipt-columns.ts";

export type Format = "csv" | "jsonl" | "parquet";
type Content = { rows: readonly Receipt[]; links: readonly SignedReceipt[]; draft: Parameters<typeof exportReceipts>[0] };

/** The file of exactly these receipts: CSV in the order of `rows`, the others in the order of the chain, which is that of `links`. */
export async function contentOf(format: Format, { rows, links, draft }: Content): Promise<string | ArrayBuffer> {
  const linkOf = new Map(links.map((link) => [link.sequence, link]));
  const exported = rows.flatMap((row): Exported[] => {
    const link = linkOf.get(row.sequence);
    return link === undefined ? [] : [{ row, link }];
  });
  if (exported.length !== rows.length) throw new Error(t`Not every receipt could be read with its signature.`);
  if (format === "csv") return toCsv(exported, receiptColumns);
  const text = exportReceipts(draft, links);
  if (format === "jsonl") return text;
  const { toParquet } = await import("./parquet.ts");
  return toParquet(exported.toSorted((a, b) => a.link.sequence - b.link.sequence), text.slice(0, text.indexOf("\n")));
}
