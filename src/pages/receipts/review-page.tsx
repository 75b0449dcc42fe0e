import { useState } from "react";
import { useSearchParams } from "react-router";

import { useRoleReason } from "#src/api/account.ts";
import { useIsConnected } from "#src/api/connection.ts";
import { type Receipt, useReceiptPages } from "#src/api/receipts.ts";
import { matches, receiptSearchFrom, receiptSearchText, serverFilterOf } from "#src/components/receipts/filters.ts";
import { outliersFirst } from "#src/components/receipts/review-queue.ts";
import { ReviewQueueView } from "#src/components/receipts/review-queue-view.tsx";
import { Button, ButtonLink } from "#src/components/ui/button.tsx";
import { EmptyState } from "#src/components/ui/empty-state.tsx";
import { PageHeader } from "#src/components/ui/page-header.tsx";
import { PageSkeleton } from "#src/components/ui/skeleton.tsx";
import { paths } from "#src/paths.ts";

/** What is worked through now. Fixed when it begins: with the filter "not reviewed" the live rows vanish one by one. */
type Sitting = { number: number; search: string; rows: readonly Receipt[] };

export function Component() {
  const [params] = useSearchParams();
  const search = receiptSearchFrom(params);
  const { results, status } = useReceiptPages(serverFilterOf(search));
  const [sitting, setSitting] = useState<Sitting | null>(null);
  const roleReason = useRoleReason("operator");
  const isConnected = useIsConnected();

  const text = receiptSearchText(search);
  const begin = () => setSitting({ number: (sitting?.number ?? 0) + 1, search: text, rows: outliersFirst(results.filter((row) => matches(search, row))) });
  if (status !== "LoadingFirstPage" && sitting?.search !== text) begin();

  const header = (
    <PageHeader
      title="Review queue"
      crumbs={[{ label: "Receipts", to: paths.receipts(text) }]}
      facts={<span>Outliers first. The order stays as it is until you begin again.</span>}
      actions={<Button onClick={begin}>Begin again</Button>}
    />
  );
  if (status === "LoadingFirstPage" || sitting === null) return <>{header}<PageSkeleton /></>;
  if (sitting.rows.length === 0) {
    return (
      <>
        {header}
        <EmptyState title="Nothing to review" body="No receipt passes the filters of this queue." action={<ButtonLink to={paths.receipts()}>All receipts</ButtonLink>} />
      </>
    );
  }
  return (
    <>
      {header}
      <ReviewQueueView key={`${sitting.number} ${sitting.search}`} rows={sitting.rows} disabledReason={roleReason ?? (isConnected ? undefined : "No connection to the server.")} />
    </>
  );
}
