import { t } from "@lingui/core/macro";
import { lazy, Suspense } from "react";

import { CheckpointList } from "#src/components/receipts/checkpoint-list.tsx";
import { DropZone } from "#src/components/receipts/drop-zone.tsx";
import { PublishedChooser, PublishedList } from "#src/components/receipts/published-chooser.tsx";
import { useImport } from "#src/components/receipts/use-import.ts";
import { PageHeader } from "#src/components/ui/page-header.tsx";
import { Skeleton } from "#src/components/ui/skeleton.tsx";
import { paths } from "#src/paths.ts";

const ImportView = lazy(() => import("#src/components/receipts/import-view.tsx").then((module) => ({ default: module.ImportView })));

/** Receipts from a file, of this console or another, in this browser alone. */
export function Component() {
  const { imported, published, without, take, remove, open, stop } = useImport();
  return (
    <>
      <PageHeader title={t`Look into a file`} crumbs={[{ label: t`Receipts`, to: paths.receipts() }]} />
      <div className="grid gap-8">
        <section aria-label={t`A file of receipts`} className="grid gap-4">
          <DropZone
            label={imported === null ? t`Choose a file…` : t`Choose another file…`}
            hint={
              imported !== null
                ? undefined
                : t`Drop an export of receipts here: JSONL, CSV or Parquet, of this console or of another. It is verified and shown in this browser, and goes nowhere. Published checkpoints, dropped with it or added, prove that its end is there and its history the same.`
            }
            accept=".jsonl,.json,.txt,.csv,.parquet"
            onFiles={(files) => void take(files)}
          >
            <PublishedChooser onFiles={(files) => void take(files, true)} />
          </DropZone>
          {published.length + without.length === 0 ? null : (
            <Suspense fallback={<Skeleton className="h-8 w-full" />}>
              <PublishedList files={published} standings={imported?.verdict?.standings ?? null} without={without} onRemove={remove} />
            </Suspense>
          )}
          {imported === null ? null : (
            <Suspense fallback={<Skeleton className="h-64 w-full" />}>
              <ImportView imported={imported} onOpen={open} onStop={stop} />
            </Suspense>
          )}
        </section>
        <CheckpointList />
      </div>
    </>
  );
}
