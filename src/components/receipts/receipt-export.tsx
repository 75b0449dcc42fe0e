import { plural, t } from "@lingui/core/macro";
import { Download } from "lucide-react";
import { lazy, Suspense, useEffect, useRef, useState } from "react";

import { describeError } from "#src/api/errors.ts";
import { Button } from "#src/components/ui/button.tsx";
import { DropDown } from "#src/components/ui/drop-down.tsx";
import type { Saving } from "#src/lib/save-stream.ts";
import { addToast } from "#src/lib/toast.ts";
import type { Format } from "#src/verify/export-content.ts";

import type { ReceiptSearch } from "./filters.ts";

const ExportMenu = lazy(() => import("./export-menu.tsx").then((module) => ({ default: module.ExportMenu })));

type ReceiptExportProps = {
  search: ReceiptSearch;
  /** How many there are about; undefined while that is not known. */ expected: number | undefined;
  disabledReason: string | undefined;
};

/** One menu with the formats. Saves exactly the filtered rows, all of them and not only those on screen. JSONL and Parquet hold the keys, the filter and the head beside the signed texts, so that they verify alone. */
export function ReceiptExport({ search, expected = 0, disabledReason }: ReceiptExportProps) {
  const [count, setCount] = useState<number | null>(null);
  const running = useRef<AbortController>(null);
  // Syncs with an export that goes on by itself: leaving the page ends it.
  useEffect(() => () => running.current?.abort(), []);

  const save = async (format: Format, asked: Promise<Saving | null>, nameFor: (count: number) => string) => {
    const { signal } = (running.current = new AbortController());
    let saving: Saving | null = null;
    try {
      saving = await asked;
      if (saving === null) return;
      setCount(0);
      const { writeFiltered } = await import("./export-content.ts");
      const saved = await writeFiltered(format, search, saving, (read) => {
        signal.throwIfAborted();
        setCount(read);
      });
      const name = nameFor(saved);
      await saving.finish(name);
      addToast({ tone: "ok", text: plural(saved, { one: `Saved # receipt as ${name}.`, other: `Saved # receipts as ${name}.` }) });
    } catch (error) {
      await saving?.discard();
      addToast(
        signal.aborted
          ? { tone: "info", text: t`Nothing was saved.` }
          : { tone: "error", text: `${t`Nothing was saved.`} ${describeError(error)}` },
      );
    } finally {
      setCount(null);
    }
  };

  if (count !== null) {
    return (
      <>
        <span role="status" className="text-caption text-muted tabular">{t`Reading ${count}…`}</span>
        <Button size="small" onClick={() => running.current?.abort()}>{t`Stop the export`}</Button>
      </>
    );
  }
  if (disabledReason !== undefined)
    return <Button size="small" icon={<Download aria-hidden />} disabledReason={disabledReason}>{t`Export`}</Button>;
  return (
    <DropDown className="sm:relative" icon={<Download aria-hidden />} label={t`Export`}>
      {(close) => (
        <Suspense>
          <ExportMenu
            expected={expected}
            onPick={(...picked) => {
              close();
              void save(...picked);
            }}
          />
        </Suspense>
      )}
    </DropDown>
  );
}
