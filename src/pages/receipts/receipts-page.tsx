import { useQuery } from "@tanstack/react-query";
import { ClipboardCheck, Columns2 } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { useSearchParams } from "react-router";

import { useIsConnected } from "#src/api/connection.ts";
import { deploymentQueries } from "#src/api/deployments.ts";
import { type ReceiptId, useReceiptPages } from "#src/api/receipts.ts";
import { robotQueries } from "#src/api/robots.ts";
import { ChainCheck } from "#src/components/receipts/chain-check.tsx";
import { isFiltered, matches, type ReceiptSearch, receiptSearchFrom, receiptSearchText, serverFilterOf } from "#src/components/receipts/filters.ts";
import { ReceiptExport } from "#src/components/receipts/receipt-export.tsx";
import { ReceiptFilters } from "#src/components/receipts/receipt-filters.tsx";
import { ReceiptTable } from "#src/components/receipts/receipt-table.tsx";
import { outliersFirst } from "#src/components/receipts/review-queue.ts";
import { Button, ButtonLink } from "#src/components/ui/button.tsx";
import { EmptyState } from "#src/components/ui/empty-state.tsx";
import { PageHeader } from "#src/components/ui/page-header.tsx";
import { TableSkeleton } from "#src/components/ui/skeleton.tsx";
import { paths } from "#src/paths.ts";

export function Component() {
  const [params, setParams] = useSearchParams();
  const search = receiptSearchFrom(params);
  const { results, status, loadMore } = useReceiptPages(serverFilterOf(search));
  const { data: deployments = [] } = useQuery(deploymentQueries.all());
  const { data: robots = [] } = useQuery(robotQueries.withRetired());
  const [chosen, setChosen] = useState<readonly ReceiptId[]>([]);
  const isConnected = useIsConnected();
  // What was asked for last. The address follows a moment later, so a second change must not start from the old one.
  const wanted = useRef(search);
  useEffect(() => {
    wanted.current = receiptSearchFrom(params);
  }, [params]);
  const change = (part: Partial<ReceiptSearch>) => {
    wanted.current = { ...wanted.current, ...part };
    setParams(receiptSearchText(wanted.current), { replace: true });
  };

  const found = results.filter((row) => matches(search, row));
  const rows = search.order === "outliers" ? outliersFirst(found) : found;
  const [first, second] = chosen;
  // A third choice replaces the older of the two: comparing is always of a pair.
  const choose = (id: ReceiptId) => setChosen(chosen.includes(id) ? chosen.filter((each) => each !== id) : [...chosen.slice(-1), id]);

  return (
    <>
      <PageHeader
        title="Receipts"
        actions={
          <>
            <ReceiptExport search={search} disabledReason={isConnected ? (rows.length === 0 ? "There are no rows to export." : undefined) : "No connection to the server."} />
            {first === undefined || second === undefined ? (
              <Button icon={<Columns2 aria-hidden />} disabledReason="Choose two receipts with their boxes.">Compare</Button>
            ) : (
              <ButtonLink to={paths.receiptCompare(first, second)} icon={<Columns2 aria-hidden />}>Compare</ButtonLink>
            )}
            <ButtonLink to={paths.receiptReview(receiptSearchText(search))} tone="primary" icon={<ClipboardCheck aria-hidden />}>Review queue</ButtonLink>
          </>
        }
      />
      <div className="grid gap-5">
        <ChainCheck />
        <ReceiptFilters search={search} deployments={deployments} robots={robots} onChange={change} onClear={() => setParams({}, { replace: true })} />
        {status === "LoadingFirstPage" ? (
          <output aria-label="Loading receipts"><TableSkeleton rows={8} /></output>
        ) : rows.length === 0 ? (
          isFiltered(search) ? (
            <EmptyState title="No receipts match" body={status === "Exhausted" ? "No receipt passes these filters." : "None of the receipts read so far passes these filters."} action={<Button onClick={() => setParams({}, { replace: true })}>Clear filters</Button>} />
          ) : (
            <EmptyState title="No receipts yet" body="Closing a session writes its receipt: what ran, who promoted it and why, and how it ended. Nobody can change it afterwards." />
          )
        ) : (
          <>
            <p role="status" className="text-caption text-muted">{rows.length} {rows.length === 1 ? "receipt" : "receipts"}{status === "Exhausted" ? "" : " so far"}</p>
            <ReceiptTable rows={rows} chosen={chosen} onChoose={choose} />
          </>
        )}
        {status === "CanLoadMore" || status === "LoadingMore" ? <div><Button isBusy={status === "LoadingMore"} onClick={() => loadMore(200)}>Show more</Button></div> : null}
      </div>
    </>
  );
}
