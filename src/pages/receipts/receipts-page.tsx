import { t } from "@lingui/core/macro";
import { useQuery } from "@tanstack/react-query";
import { ClipboardCheck, ShieldCheck } from "lucide-react";
import { lazy, Suspense, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useSearchParams } from "react-router";

import { useIsConnected } from "#src/api/connection.ts";
import { deploymentQueries } from "#src/api/deployments.ts";
import { askedOf } from "#src/api/receipt-words.ts";
import { type Receipt, type ReceiptId, receiptQueries } from "#src/api/receipts.ts";
import { useSearchedPages } from "#src/api/receipt-pages.ts";
import { robotQueries } from "#src/api/robots.ts";
import { type ColumnName, columnsOf, columnsText, rememberColumns } from "#src/components/receipts/chosen-columns.ts";
import { countInWords } from "#src/components/receipts/count-words.ts";
import { nothingFoundInWords } from "#src/components/receipts/nothing-found.ts";
import {
  isFiltered,
  matches,
  type ReceiptSearch,
  receiptSearchFrom,
  receiptSearchText,
  serverFilterOf,
} from "#src/components/receipts/filters.ts";
import { ListToolbar } from "#src/components/receipts/list-toolbar.tsx";
import { ReceiptExport } from "#src/components/receipts/receipt-export.tsx";
import { ReceiptFilters } from "#src/components/receipts/receipt-filters.tsx";
import { ReceiptTable } from "#src/components/receipts/receipt-table.tsx";
import { useBars } from "#src/components/receipts/use-bars.ts";
import { outliersFirst } from "#src/components/receipts/review-queue.ts";
import { OrTryOut } from "#src/components/robots/or-try-out.tsx";
import { Button, ButtonLink } from "#src/components/ui/button.tsx";
import { EmptyState } from "#src/components/ui/empty-state.tsx";
import { PageHeader } from "#src/components/ui/page-header.tsx";
import { Skeleton, TableSkeleton } from "#src/components/ui/skeleton.tsx";
import { useMedia } from "#src/components/ui/use-media.ts";
import { SavedViews } from "#src/components/views/saved-views.tsx";
import { afterPaint } from "#src/lib/after-paint.ts";
import { paths } from "#src/paths.ts";

import { mostCompared } from "./params.ts";

const ReceiptHistogram = lazy(() =>
  import("#src/components/receipts/receipt-histogram.tsx").then((module) => ({ default: module.ReceiptHistogram })),
);
const ListChecks = lazy(() => import("#src/components/receipts/list-checks.tsx").then((module) => ({ default: module.ListChecks })));
/** As tall as what comes there, so that nothing moves. */
const histogramPlace = <Skeleton className="h-[calc(var(--spacing-control)+1.5rem)] print:hidden" />;

const noColumns: readonly ColumnName[] = [];

/** Rows read at once: first what a desk's screen shows, at once behind them what fills it to the end and a little more, then what fills many. */
const FIRST = 20;
const SCREENFUL = 60;
const MORE = 400;

/** The hook gives a new array on every render; its rows are new only when they changed. */
const isSameList = (a: readonly Receipt[] | null, b: readonly Receipt[]) =>
  a !== null && a.length === b.length && a[0] === b[0] && a.at(-1) === b.at(-1);

export function Component() {
  const [params, setParams] = useSearchParams();
  const isWide = useMedia("(min-width: 48rem)");
  const chosenColumns = columnsOf(params);
  const search = { ...receiptSearchFrom(params), columns: columnsText(chosenColumns) };
  const filter = serverFilterOf(search);
  const { results, status, loadMore } = useSearchedPages(filter, FIRST);
  const { data: head } = useQuery(receiptQueries.head());
  const { data: deployments = [] } = useQuery(deploymentQueries.all());
  const { data: robots = [] } = useQuery(robotQueries.withRetired());
  const [chosen, setChosen] = useState<readonly ReceiptId[]>([]);
  const [isChecking, setIsChecking] = useState(false);
  const isConnected = useIsConnected();
  // The rows of the last filter stay, marked as old, until those of the new one are here: the page must not jump.
  const [last, setLast] = useState<readonly Receipt[] | null>(null);
  const isLoading = status === "LoadingFirstPage";
  if (!isLoading && !isSameList(last, results)) setLast(results);
  const loaded = isLoading ? (last ?? []) : results;
  // What was asked for last. The address follows a moment later, so a second change must not start from the old one.
  const wanted = useRef(search);
  useEffect(() => {
    wanted.current = { ...receiptSearchFrom(params), columns: columnsText(columnsOf(params)) };
  }, [params]);
  const change = (part: Partial<ReceiptSearch>) => {
    wanted.current = { ...wanted.current, ...part };
    setParams(receiptSearchText(wanted.current), { replace: true });
  };
  const clear = () =>
    setParams(receiptSearchText({ ...receiptSearchFrom(new URLSearchParams()), columns: search.columns }), { replace: true });

  const found = useMemo(() => {
    const matching = loaded.filter((row) => matches(search, row));
    return search.order === "outliers" ? outliersFirst(matching) : matching;
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- the search is new on every render, its text is not
  }, [loaded, receiptSearchText(search)]);
  // A list that somebody reads must not move under their eyes; another filter is another list.
  const [held, setHeld] = useState<{ text: string; rows: readonly Receipt[]; newest: number } | null>(null);
  const isHeld = held !== null && held.text === receiptSearchText(search);
  const rows = isHeld ? held.rows : found;
  const newer = isHeld ? found.filter(({ sequence }) => sequence > held.newest).length : 0;
  const bars = useBars();
  const asked = useMemo(() => (filter.text === undefined ? null : askedOf(filter.text)), [filter.text]);
  // Asked together they would come together, and a count over a long history takes longer than a screenful of rows.
  const { data: matching } = useQuery(receiptQueries.countOf(isLoading ? {} : filter));
  // One too many replaces the oldest choice.
  const choose = (id: ReceiptId) =>
    setChosen(chosen.includes(id) ? chosen.filter((each) => each !== id) : [...chosen.slice(-(mostCompared - 1)), id]);
  const chooseColumns = (next: readonly ColumnName[]) => {
    rememberColumns(next);
    change({ columns: columnsText(next) });
  };
  const more = useCallback(() => loadMore(MORE), [loadMore]);
  const canLoadMore = status === "CanLoadMore";
  const isFilling = canLoadMore && !isHeld && results.length < SCREENFUL;
  // Syncs with the frames that are painted: the rest of a screenful would delay the rows that are seen first.
  const [soon] = useState(afterPaint);
  useEffect(() => {
    if (isFilling) soon.run(() => loadMore(SCREENFUL - FIRST));
    return soon.cancel;
  }, [isFilling, loadMore, soon]);
  const isNone = status === "Exhausted" && results.length === 0 && !isFiltered(search);

  return (
    <>
      <PageHeader
        title={t`Receipts`}
        actions={
          <span className="flex grow gap-2 max-md:grid max-md:grid-cols-2 max-md:*:px-3 max-md:*:whitespace-normal">
            <Button
              tone="quiet"
              icon={<ShieldCheck aria-hidden />}
              aria-expanded={isChecking}
              onClick={() => setIsChecking(!isChecking)}
            >{t`Verify or import`}</Button>
            <ButtonLink
              to={paths.receiptReview(receiptSearchText({ ...search, columns: undefined }))}
              tone="primary"
              icon={<ClipboardCheck aria-hidden />}
            >{t`Review queue`}</ButtonLink>
          </span>
        }
      />
      <div className="grid gap-4">
        {isChecking ? (
          <Suspense fallback={<Skeleton className="h-32 print:hidden" />}>
            <ListChecks />
          </Suspense>
        ) : null}
        <ReceiptFilters search={search} deployments={deployments} robots={robots} onChange={change}>
          {/* That there are no bars is shown with the list, which would else move up. */}
          {isNone ? null : bars === undefined || (bars.length === 0 && isLoading && last === null) ? (
            histogramPlace
          ) : (
            <Suspense fallback={histogramPlace}>
              <ReceiptHistogram bars={bars} from={search.from} to={search.to} onChoose={(from, to) => change({ from, to })} />
            </Suspense>
          )}
        </ReceiptFilters>
        <SavedViews page="receipts" query={receiptSearchText(search)} />
        {isLoading && last === null ? (
          <output aria-label={t`Loading receipts`}>
            <TableSkeleton rows={8} />
          </output>
        ) : rows.length === 0 && !isLoading && !canLoadMore && status !== "LoadingMore" ? (
          isFiltered(search) ? (
            <EmptyState
              title={t`No receipts match`}
              body={nothingFoundInWords(search, matching)}
              action={<Button onClick={clear}>{t`Clear filters`}</Button>}
            />
          ) : (
            <EmptyState
              title={t`No receipts yet`}
              body={t`Closing a session writes its receipt: what ran, who promoted it and why, and how it ended. Nobody can change it afterwards.`}
              action={<OrTryOut />}
            />
          )
        ) : (
          <>
            <ListToolbar
              said={
                isLoading
                  ? t`Looking…`
                  : countInWords({
                      shown: rows.length,
                      total: head?.sequence ?? null,
                      matching,
                      isDone: status === "Exhausted",
                      isFiltered: Object.keys(filter).some((key) => key !== "order"),
                      isByOutliers: search.order === "outliers",
                    })
              }
              onClear={isFiltered(search) ? clear : undefined}
              waiting={isHeld ? newer : null}
              onPause={() =>
                setHeld(
                  isHeld
                    ? null
                    : {
                        text: receiptSearchText(search),
                        rows: found,
                        newest: found.reduce((most, { sequence }) => Math.max(most, sequence), 0),
                      },
                )
              }
              chosen={chosen}
              columns={chosenColumns}
              onColumns={chooseColumns}
            >
              <ReceiptExport
                search={{ ...search, columns: undefined }}
                expected={isFiltered(search) ? matching?.count : head?.sequence}
                disabledReason={
                  isConnected ? (rows.length === 0 ? t`There are no rows to export.` : undefined) : t`No connection to the server.`
                }
              />
            </ListToolbar>
            <ReceiptTable
              rows={rows}
              chosen={chosen}
              onChoose={choose}
              asked={asked}
              columns={isWide ? chosenColumns : noColumns}
              isStale={isLoading}
              onNearEnd={canLoadMore && !isHeld && !isFilling ? more : undefined}
            />
          </>
        )}
      </div>
    </>
  );
}
