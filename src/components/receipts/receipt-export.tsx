import { plural, t } from "@lingui/core/macro";
import { Download } from "lucide-react";
import { useEffect, useRef, useState } from "react";

import { describeError } from "#src/api/errors.ts";
import { Button } from "#src/components/ui/button.tsx";
import { canSaveToFile, saveInParts, saveToFile, type Saving } from "#src/lib/save-stream.ts";
import { addToast } from "#src/lib/toast.ts";
import type { Format } from "#src/verify/export-content.ts";

import type { ReceiptSearch } from "./filters.ts";

const mediaTypes: Record<Format, string> = { csv: "text/csv;charset=utf-8", jsonl: "application/jsonl", parquet: "application/vnd.apache.parquet" };
/** `count` is null where the name is asked for before it is known. */
const fileName = (count: number | null, format: string) => `receipts-${new Date().toISOString().slice(0, 10)}${count === null ? "" : `-${count}`}.${format}`;

/** From here on a file is written where somebody says, if the browser can: it then never is in memory, nor on the disk twice. */
const MANY = 20_000;

type ReceiptExportProps = { search: ReceiptSearch; /** How many there are about; undefined while that is not known. */ expected: number | undefined; disabledReason: string | undefined };

/** Saves exactly the filtered rows, all of them and not only those on screen. JSONL and Parquet hold the keys, the filter and the head beside the signed texts, so that they verify alone. */
export function ReceiptExport({ search, expected = 0, disabledReason }: ReceiptExportProps) {
  const [busy, setBusy] = useState<{ format: Format; count: number } | null>(null);
  const running = useRef<AbortController>(null);
  // Syncs with an export that goes on by itself: leaving the page ends it.
  useEffect(() => () => running.current?.abort(), []);

  const save = async (format: Format) => {
    const { signal } = (running.current = new AbortController());
    let saving: Saving | null = null;
    try {
      // At once: a browser asks where to save only after a press.
      saving = expected >= MANY && canSaveToFile() ? await saveToFile(fileName(null, format)) : saveInParts(mediaTypes[format]);
      if (saving === null) return;
      setBusy({ format, count: 0 });
      const { writeFiltered } = await import("./export-content.ts");
      const saved = await writeFiltered(format, search, saving, (count) => {
        signal.throwIfAborted();
        setBusy({ format, count });
      });
      const name = fileName(saved, format);
      await saving.finish(name);
      addToast({ tone: "ok", text: plural(saved, { one: `Saved # receipt as ${name}.`, other: `Saved # receipts as ${name}.` }) });
    } catch (error) {
      await saving?.discard();
      addToast(signal.aborted ? { tone: "info", text: t`Nothing was saved.` } : { tone: "error", text: `${t`Nothing was saved.`} ${describeError(error)}` });
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
      {busy === null ? null : <Button tone="quiet" onClick={() => running.current?.abort()}>{t`Stop the export`}</Button>}
    </>
  );
}
