import { plural, t } from "@lingui/core/macro";
import { Download } from "lucide-react";
import { useState } from "react";

import { serverNow } from "#src/api/clock.ts";
import { describeError } from "#src/api/errors.ts";
import { readAllReceipts, readSigned } from "#src/api/receipt-export.ts";
import { readKeysAndHead } from "#src/api/receipts.ts";
import { Button } from "#src/components/ui/button.tsx";
import { addToast } from "#src/lib/toast.ts";
import type { Format } from "#src/verify/export-content.ts";

import { saveFile } from "./export.ts";
import { matches, type ReceiptSearch, receiptSearchText, serverFilterOf } from "./filters.ts";

const mediaTypes: Record<Format, string> = { csv: "text/csv;charset=utf-8", jsonl: "application/jsonl", parquet: "application/vnd.apache.parquet" };
const fileName = (count: number, format: string) => `receipts-${new Date().toISOString().slice(0, 10)}-${count}.${format}`;

type ReceiptExportProps = { search: ReceiptSearch; disabledReason: string | undefined };

/** Saves exactly the filtered rows, all of them and not only those on screen. JSONL and Parquet hold the keys, the filter and the head beside the signed texts, so that they verify alone. */
export function ReceiptExport({ search, disabledReason }: ReceiptExportProps) {
  const [busy, setBusy] = useState<{ format: Format; count: number } | null>(null);

  const save = async (format: Format) => {
    setBusy({ format, count: 0 });
    try {
      const all = await readAllReceipts(serverFilterOf(search), (count) => setBusy({ format, count }));
      const rows = all.filter((row) => matches(search, row));
      const saved = rows.length;
      const name = fileName(saved, format);
      const { publicKeys, head, checkpoint, keyTimes } = await readKeysAndHead();
      const links = await readSigned(new Set(rows.map(({ sequence }) => sequence)));
      // The order of the rows is no filter: the file holds the chain's own order.
      const filter = Object.fromEntries(new URLSearchParams(receiptSearchText({ ...search, order: "newest" })));
      const { contentOf } = await import("./export-content.ts");
      saveFile(name, mediaTypes[format], await contentOf(format, { rows, links, draft: { exportedAt: serverNow(), filter, head, checkpoint, publicKeys, keyTimes } }));
      addToast({ tone: "ok", text: plural(saved, { one: `Saved # receipt as ${name}.`, other: `Saved # receipts as ${name}.` }) });
    } catch (error) {
      addToast({ tone: "error", text: `${t`Nothing was saved.`} ${describeError(error)}` });
    } finally {
      setBusy(null);
    }
  };

  const count = busy?.count ?? 0;
  const button = (format: Format, label: string) => (
    <Button
      icon={<Download aria-hidden />}
      isBusy={busy?.format === format}
      disabledReason={disabledReason ?? (busy !== null && busy.format !== format ? t`Another export is running.` : undefined)}
      onClick={() => void save(format)}
    >
      {busy?.format === format ? t`Reading ${count}…` : label}
    </Button>
  );
  return (
    <>
      {button("csv", t`Export CSV`)}
      {button("jsonl", t`Export JSONL`)}
      {button("parquet", t`Export Parquet`)}
    </>
  );
}
