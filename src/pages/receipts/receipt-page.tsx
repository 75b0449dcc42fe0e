import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { Columns2, Download, Printer } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { type Params, useNavigate, useParams } from "react-router";

import { prefetch } from "#src/api/client.ts";
import { useRoleReason } from "#src/api/account.ts";
import { serverNow } from "#src/api/clock.ts";
import { useIsConnected } from "#src/api/connection.ts";
import { describeError } from "#src/api/errors.ts";
import { receiptQueries } from "#src/api/receipts.ts";
import { saveFile } from "#src/components/receipts/export.ts";
import { ReceiptSummary } from "#src/components/receipts/receipt-summary.tsx";
import { readBody } from "#src/components/receipts/receipt-body.ts";
import { RunCharts } from "#src/components/receipts/run-charts.tsx";
import { runOf } from "#src/components/receipts/run-stretch.ts";
import { momentFrom, offsetText } from "#src/components/receipts/story.ts";
import { Button, ButtonLink } from "#src/components/ui/button.tsx";
import { ErrorNote } from "#src/components/ui/error-note.tsx";
import { PageHeader } from "#src/components/ui/page-header.tsx";
import { PageSkeleton, Skeleton } from "#src/components/ui/skeleton.tsx";
import { RelativeTime } from "#src/components/ui/time.tsx";
import { useAddress } from "#src/components/ui/use-address.ts";
import { addToast } from "#src/lib/toast.ts";
import { type Stretch, within, zoomFrom, zoomText } from "#src/lib/zoom.ts";
import { paths } from "#src/paths.ts";

import { receiptIdFrom } from "./params.ts";

const PrintHead = lazy(() => import("#src/components/receipts/print-report.tsx").then((module) => ({ default: module.PrintHead })));
const MessagesSection = lazy(() =>
  import("#src/components/messages/messages-section.tsx").then((module) => ({ default: module.MessagesSection })),
);
const ReviewPanel = lazy(() => import("#src/components/receipts/review-panel.tsx").then((module) => ({ default: module.ReviewPanel })));

export const firstData = (params: Readonly<Params>) => prefetch(receiptQueries.detail(receiptIdFrom(params)));

export function Component() {
  const id = receiptIdFrom(useParams());
  const { data, error } = useQuery(receiptQueries.detail(id));
  const roleReason = useRoleReason("operator");
  const isConnected = useIsConnected();
  const navigate = useNavigate();
  const [params, change] = useAddress();
  /** Undefined until somebody moves it: then the address says where it is. */
  const [cursor, setCursor] = useState<number | null>();
  if (data === undefined) {
    if (error) throw error; // The area's boundary says what it means and leaves the shell standing.
    return <PageSkeleton />;
  }
  const { row, receipt, publicKeys } = data;
  const { sequence } = row;
  const body = readBody(receipt.body);
  const writeReason = roleReason ?? (isConnected ? undefined : t`No connection to the server.`);
  // The address holds the moment, so that it can be sent to somebody; the cursor goes on from there.
  const moment = cursor === undefined ? momentFrom(params.get("t"), row.startedAt, row.timestamp) : cursor;
  const run = runOf(row);
  const zoom = zoomFrom(params.get("zoom"), run);
  const onChoose = (at: number) => {
    setCursor(undefined);
    // A moment that the charts do not show is looked for in the whole run.
    const isOutside = zoom !== null && (at < zoom.from || at > zoom.to);
    return { t: offsetText(at, row.startedAt), ...(isOutside ? { zoom: null } : {}) };
  };
  const pointAt = (at: number) => change(onChoose(at));
  const zoomTo = (part: Stretch | null) => {
    const inside = part === null ? null : within(part, run);
    change({ zoom: inside === null ? null : zoomText(inside, run) });
  };
  const save = async () => {
    try {
      const { exportReceipts } = await import("#convex/model/receipts/exportFile.ts");
      saveFile(
        `receipt-${sequence}.jsonl`,
        "application/jsonl",
        exportReceipts({ exportedAt: serverNow(), filter: { sequence: String(sequence) }, head: null, publicKeys }, [receipt]),
      );
    } catch (error) {
      const why = describeError(error);
      addToast({ tone: "error", text: t`Nothing was saved. ${why}` });
    }
  };
  return (
    <>
      <PageHeader
        title={t`Receipt #${sequence}`}
        crumbs={[{ label: t`Receipts`, to: paths.receipts() }]}
        facts={
          <>
            <span>{row.robotName ?? t`no robot`}</span>
            <span className="print:hidden">
              <Trans>
                ended <RelativeTime at={row.timestamp} now={serverNow} />
              </Trans>
            </span>
          </>
        }
        actions={
          <span className="flex flex-wrap gap-2 md:justify-end print:hidden">
            <Button icon={<Printer aria-hidden />} onClick={() => print()}>{t`Print`}</Button>
            <Button icon={<Download aria-hidden />} onClick={() => void save()}>{t`Save signed receipt`}</Button>
            <Button
              icon={<Columns2 aria-hidden />}
              disabledReason={isConnected ? undefined : t`No connection to the server.`}
              onClick={() =>
                void import("#src/components/receipts/last-good.ts").then(({ openLastGood }) => openLastGood(id, (to) => void navigate(to)))
              }
            >{t`Against the last good one`}</Button>
            <ButtonLink icon={<Columns2 aria-hidden />} to={paths.receiptCompare([id])}>{t`Compare with…`}</ButtonLink>
          </span>
        }
      />
      <Suspense fallback={null}>
        <PrintHead row={row} />
      </Suspense>
      {error ? <ErrorNote text={describeError(error)} /> : null}
      <div className="grid gap-8 lg:grid-cols-[minmax(0,1.4fr)_minmax(0,1fr)] print:block print:space-y-6">
        <div className="flex flex-col gap-8 print:gap-6">
          {/* On paper the facts come first: they fit on the first page, and the charts do where they are. */}
          {body === null ? null : (
            <div className="print:order-last">
              <RunCharts
                row={row}
                signed={{ receipt, publicKeys }}
                body={body}
                cursor={moment}
                onCursor={setCursor}
                zoom={zoom}
                onZoom={zoomTo}
                keepReason={writeReason}
              />
            </div>
          )}
          <ReceiptSummary row={row} onMoment={pointAt} />
        </div>
        <div className="grid content-start gap-5 print:block print:space-y-6">
          <Suspense fallback={<Skeleton className="h-[36rem]" />}>
            <ReviewPanel key={id} row={row} receipt={receipt} publicKeys={publicKeys} disabledReason={writeReason} />
          </Suspense>
        </div>
      </div>
      <div className="mt-8 print:hidden">
        <Suspense fallback={<Skeleton className="h-12 w-full" />}>
          <MessagesSection sessionId={row.sessionId} moment={moment} onChoose={onChoose} />
        </Suspense>
      </div>
    </>
  );
}
