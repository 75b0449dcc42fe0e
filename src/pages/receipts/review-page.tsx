import { useState } from "react";
import { useSearchParams } from "react-router";

import { useRoleReason } from "#src/api/account.ts";
import { useIsConnected } from "#src/api/connection.ts";
import { useReceiptPages } from "#src/api/receipts.ts";
import { matches, receiptSearchFrom, receiptSearchText, serverFilterOf } from "#src/components/receipts/filters.ts";
import { outliersFirst } from "#src/components/receipts/review-queue.ts";
import { ReviewQueueView } from "#src/components/receipts/review-queue-view.tsx";
import { Button, ButtonLink } from "#src/components/ui/button.tsx";
import { EmptyState } from "#src/components/ui/empty-state.tsx";
import { PageHeader } from "#src/components/ui/page-header.tsx";
import { PageSkeleton } from "#src/components/ui/skeleton.tsx";
import { paths } from "#src/paths.ts";

export function Component() {
  const [params] = useSearchParams();
  const search = receiptSearchFrom(params);
  const { results, status } = useReceiptPages(serverFilterOf(search));
  const [sitting, setSitting] = useState(0);
  const roleReason = useRoleReason("operator");
  const isConnected = useIsConnected();

  const header = (
    <PageHeader
      title="Review queue"
      crumbs={[{ label: "Receipts", to: paths.receipts(receiptSearchText(search)) }]}
      facts={<span>Outliers first. The order stays as it is until you begin again.</span>}
      actions={<Button onClick={() => setSitting(sitting + 1)}>Begin again</Button>}
    />
  );
  if (status === "LoadingFirstPage") return <>{header}<PageSkeleton /></>;
  const rows = outliersFirst(results.filter((row) => matches(search, row)));
  if (rows.length === 0 && sitting === 0) {
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
      <ReviewQueueView key={sitting} rows={rows} disabledReason={roleReason ?? (isConnected ? undefined : "No connection to the server.")} />
    </>
  );
}
