import { useQuery } from "@tanstack/react-query";
import { Columns2, Download } from "lucide-react";
import { useParams } from "react-router";

import { exportReceipts } from "#convex/model/receiptExport.ts";
import { useRoleReason } from "#src/api/account.ts";
import { serverNow } from "#src/api/clock.ts";
import { useIsConnected } from "#src/api/connection.ts";
import { describeError } from "#src/api/errors.ts";
import { receiptQueries } from "#src/api/receipts.ts";
import { saveFile } from "#src/components/receipts/export.ts";
import { LinkCheck } from "#src/components/receipts/link-check.tsx";
import { ReceiptSummary } from "#src/components/receipts/receipt-summary.tsx";
import { ReviewForm } from "#src/components/receipts/review-form.tsx";
import { Button, ButtonLink } from "#src/components/ui/button.tsx";
import { ErrorNote } from "#src/components/ui/error-note.tsx";
import { PageHeader } from "#src/components/ui/page-header.tsx";
import { PageSkeleton } from "#src/components/ui/skeleton.tsx";
import { RelativeTime } from "#src/components/ui/time.tsx";
import { paths } from "#src/paths.ts";

import { receiptIdFrom } from "./params.ts";

export function Component() {
  const id = receiptIdFrom(useParams());
  const { data, error } = useQuery(receiptQueries.detail(id));
  const roleReason = useRoleReason("operator");
  const isConnected = useIsConnected();
  if (data === undefined) {
    if (error) throw error; // The area's boundary says what it means and leaves the shell standing.
    return <PageSkeleton />;
  }
  const { row, receipt, publicKey } = data;
  return (
    <>
      <PageHeader
        title={`Receipt #${row.sequence}`}
        crumbs={[{ label: "Receipts", to: paths.receipts() }]}
        facts={<><span>{row.robotName ?? "no robot"}</span><span>ended <RelativeTime at={row.timestamp} now={serverNow} /></span></>}
        actions={
          <>
            <Button icon={<Download aria-hidden />} onClick={() => saveFile(`receipt-${row.sequence}.jsonl`, "application/jsonl", exportReceipts({ exportedAt: serverNow(), filter: { sequence: String(row.sequence) }, head: null, publicKeys: { [receipt.keyId]: publicKey } }, [receipt]))}>Save signed receipt</Button>
            <ButtonLink icon={<Columns2 aria-hidden />} to={paths.receiptCompare(id)}>Compare with…</ButtonLink>
          </>
        }
      />
      {error ? <ErrorNote text={describeError(error)} /> : null}
      <div className="grid gap-8 lg:grid-cols-[minmax(0,1.4fr)_minmax(0,1fr)]">
        <ReceiptSummary row={row} />
        <div className="grid content-start gap-5">
          <ReviewForm key={id} row={row} disabledReason={roleReason ?? (isConnected ? undefined : "No connection to the server.")} />
          <LinkCheck receipt={receipt} publicKey={publicKey} />
        </div>
      </div>
    </>
  );
}
