import { useQuery } from "@tanstack/react-query";
import { ClipboardCheck, Columns2 } from "lucide-react";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useSearchParams } from "react-router";

import { useIsConnected } from "#src/api/connection.ts";
import { deploymentQueries } from "#src/api/deployments.ts";
import { type Receipt, type ReceiptId, receiptQueries, useReceiptPages } from "#src/api/receipts.ts";
import { robotQueries } from "#src/api/robots.ts";
import { ChainCheck } from "#src/components/receipts/chain-check.tsx";
import { countInWords } from "#src/components/receipts/count-words.ts";
import { isFiltered, isFilteredHere, matches, type ReceiptSearch, receiptSearchFrom, receiptSearchText, serverFilterOf } from "#src/components/receipts/filters.ts";
import { ReceiptExport } from "#src/components/receipts/receipt-export.tsx";
import { ReceiptFilters } from "#src/components/receipts/receipt-filters.tsx";
import { countIn } from "#src/components/receipts/histogram.ts";
import { ReceiptHistogram } from "#src/components/receipts/receipt-histogram.tsx";
import { ReceiptTable } from "#src/components/receipts/receipt-table.tsx";
import { useBars } from "#src/components/receipts/use-bars.ts";
import { VerifyFile } from "#src/components/receipts/verify-file.tsx";
import { outliersFirst } from "#src/components/receipts/review-queue.ts";
import { Button, ButtonLink } from "#src/components/ui/button.tsx";
import { EmptyState } from "#src/components/ui/empty-state.tsx";
import { PageHeader } from "#src/components/ui/page-header.tsx";
import { Skeleton, TableSkeleton } from "#src/components/ui/skeleton.tsx";
import { SavedViews } from "#src/components/views/saved-views.tsx";
import { paths } from "#src/paths.ts";

import { mostCompared } from "./params.ts";

/** Rows read at once: first what fills a screen and a little more, then what fills many. */
const FIRST = 60;
const MORE = 400;
/** With a filter that the browser answers, reading goes on by itself this far and then asks. */
const ENOUGH = 2_000;

/** The hook gives a new array on every render; its rows are new only when they changed. */
const isSameList = (a: readonly Receipt[] | null, b: readonly Receipt[]) => a !== null && a.length === b.length && a[0] === b[0] && a.at(-1) === b.at(-1);

export function Component() {
  const [params, setParams] = useSearchParams();
  const search = receiptSearchFrom(params);
  const filter = serverFilterOf(search);
  const { results, status, loadMore } = useReceiptPages(filter, FIRST);
  const { data: head } = useQuery(receiptQueries.head());
  const { data: deployments = [] } = useQuery(deploymentQueries.all());
  const { data: robots = [] } = useQuery(robotQueries.withRetired());
  const [chosen, setChosen] = useState<readonly ReceiptId[]>([]);
  const isConnected = useIsConnected();
  // The rows of the last filter stay, marked as old, until those of the new one are here: the page must not jump.
  const [last, setLast] = useState<readonly Receipt[] | null>(null);
  const isLoading = status === "LoadingFirstPage";
  if (!isLoading && !isSameList(last, results)) setLast(results);
  const loaded = isLoading ? (last ?? []) : results;
  // What was asked for last. The address follows a moment later, so a second change must not start from the old one.
  const wanted = useRef(search);
  useEffect(() => {
    wanted.current = receiptSearchFrom(params);
  }, [params]);
  const change = (part: Partial<ReceiptSearch>) => {
    wanted.current = { ...wanted.current, ...part };
    setParams(receiptSearchText(wanted.current), { replace: true });
  };

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
  // Of a choice of days alone the number is known; of any other filter only what was read.
  const isDaysOnly = Object.keys(filter).length > 0 && Object.keys(filter).every((key) => key === "from" || key === "to");
  const total = isDaysOnly && bars !== undefined ? countIn(bars, search.from, search.to) : null;
  // One too many replaces the oldest choice.
  const choose = (id: ReceiptId) => setChosen(chosen.includes(id) ? chosen.filter((each) => each !== id) : [...chosen.slice(-(mostCompared - 1)), id]);
  const more = useCallback(() => loadMore(MORE), [loadMore]);
  const canLoadMore = status === "CanLoadMore";
  const readsOn = canLoadMore && (loaded.length < ENOUGH || !isFilteredHere(search));

  return (
    <>
      <PageHeader
        title="Receipts"
        actions={
          <>
            <ReceiptExport search={search} disabledReason={isConnected ? (rows.length === 0 ? "There are no rows to export." : undefined) : "No connection to the server."} />
            {chosen.length < 2 ? (
              <Button icon={<Columns2 aria-hidden />} disabledReason="Choose two to six receipts with their boxes.">Compare</Button>
            ) : (
              <ButtonLink to={paths.receiptCompare(chosen)} icon={<Columns2 aria-hidden />}>Compare {chosen.length}</ButtonLink>
            )}
            <ButtonLink to={paths.receiptReview(receiptSearchText(search))} tone="primary" icon={<ClipboardCheck aria-hidden />}>Review queue</ButtonLink>
          </>
        }
      />
      <div className="grid gap-5">
        <div className="grid gap-3 xl:grid-cols-2">
          <ChainCheck />
          <VerifyFile />
        </div>
        <ReceiptFilters search={search} deployments={deployments} robots={robots} onChange={change} onClear={() => setParams({}, { replace: true })} />
        <SavedViews page="receipts" query={receiptSearchText(search)} />
        {/* That there are no bars is shown with the list, which would else move up. */}
        {bars === undefined || (bars.length === 0 && isLoading && last === null) ? <Skeleton className="h-[8.625rem] print:hidden" /> : <ReceiptHistogram bars={bars} from={search.from} to={search.to} onChoose={(from, to) => change({ from, to })} />}
        {isLoading && last === null ? (
          <output aria-label="Loading receipts"><TableSkeleton rows={8} /></output>
        ) : rows.length === 0 && !isLoading && !canLoadMore && status !== "LoadingMore" ? (
          isFiltered(search) ? (
            <EmptyState title="No receipts match" body="No receipt passes these filters." action={<Button onClick={() => setParams({}, { replace: true })}>Clear filters</Button>} />
          ) : (
            <EmptyState title="No receipts yet" body="Closing a session writes its receipt: what ran, who promoted it and why, and how it ended. Nobody can change it afterwards." />
          )
        ) : (
          <>
            <div className="flex flex-wrap items-center justify-between gap-2 print:hidden">
              <p role="status" className="text-caption text-muted tabular">
                {isLoading ? "Looking…" : countInWords({ shown: rows.length, loaded: loaded.length, total: total ?? head?.sequence ?? null, scope: total === null ? undefined : "of these days", isDone: status === "Exhausted", isFilteredByServer: total === null && Object.keys(filter).length > 0, isFilteredHere: isFilteredHere(search), isByOutliers: search.order === "outliers" })}
              </p>
              <Button size="small" onClick={() => setHeld(isHeld ? null : { text: receiptSearchText(search), rows: found, newest: found.reduce((most, { sequence }) => Math.max(most, sequence), 0) })}>
                {isHeld ? (newer === 0 ? "Paused: go on" : `Paused: go on, ${newer} new`) : "Pause the list"}
              </Button>
            </div>
            <ReceiptTable rows={rows} chosen={chosen} onChoose={choose} isStale={isLoading} onNearEnd={readsOn && !isHeld ? more : undefined} />
            {canLoadMore && !readsOn ? <div><Button onClick={more}>Look through {MORE} more</Button></div> : null}
          </>
        )}
      </div>
    </>
  );
}
