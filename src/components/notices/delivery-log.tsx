import { plural, t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";

import { serverNow } from "#src/api/clock.ts";
import { describeError } from "#src/api/errors.ts";
import { type Delivery, noticeQueries, useReplayDelivery, type Webhook } from "#src/api/notices.ts";
import { serverWords } from "#src/api/server-words.ts";
import { Button } from "#src/components/ui/button.tsx";
import { ErrorNote } from "#src/components/ui/error-note.tsx";
import { TableSkeleton } from "#src/components/ui/skeleton.tsx";
import { StateMark } from "#src/components/ui/state-mark.tsx";
import { AbsoluteTime, Countdown } from "#src/components/ui/time.tsx";

function DeliveryState({ delivery: { state, attempts, nextAttemptAt, last } }: { delivery: Delivery }) {
  if (state === "delivered")
    return (
      <StateMark shape="disc" tone="ok">
        {plural(attempts, { 1: "Taken at the first attempt", other: "Taken after # attempts" })}
      </StateMark>
    );
  if (state === "failed")
    return (
      <StateMark shape="cross" tone="danger">
        {plural(attempts, { 1: "Given up at the first attempt", other: "Given up after # attempts" })}
      </StateMark>
    );
  return (
    <span className="flex flex-wrap items-baseline gap-x-2">
      <StateMark shape="half" tone="warn">
        {attempts === 0 ? t`On its way` : plural(attempts, { 1: "Not taken at the first attempt", other: "Not taken after # attempts" })}
      </StateMark>
      {nextAttemptAt === null || last === null ? null : (
        <span className="text-caption text-muted">
          <Trans>
            again in <Countdown until={nextAttemptAt} now={serverNow} label={t`Sent again in`} />
          </Trans>
        </span>
      )}
    </span>
  );
}

/** What came of the last attempt. */
function answerWords({ status, latencyMs, detail }: NonNullable<Delivery["last"]>): string {
  if (status === null) return serverWords(detail);
  const latency = latencyMs ?? 0;
  return t`answered ${status} in ${latency} ms`;
}

type DeliveryLogProps = { webhook: Webhook; disabledReason: string | undefined };

/** What was posted to a webhook in the last seven days, newest first, with what came of it. */
export function DeliveryLog({ webhook, disabledReason }: DeliveryLogProps) {
  const { data, error } = useQuery(noticeQueries.deliveries(webhook.id));
  const replay = useReplayDelivery();
  const { url } = webhook;
  if (data === undefined) return error ? <ErrorNote text={describeError(error)} /> : <TableSkeleton rows={2} />;
  if (data.length === 0) return <p className="text-muted">{t`Nothing was posted in the last seven days.`}</p>;
  return (
    <ul aria-label={t`Deliveries to ${url}`} className="divide-y divide-line rounded-card border border-line">
      {data.map((delivery) => (
        <li key={delivery.id} className="grid gap-1 px-3 py-2">
          <span className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1">
            <span className="flex flex-wrap items-baseline gap-x-3">
              <code className="font-mono text-caption">{delivery.kind}</code>
              <DeliveryState delivery={delivery} />
            </span>
            <Button
              size="small"
              isBusy={replay.isPending && replay.variables.id === delivery.id}
              disabledReason={disabledReason}
              onClick={() => replay.mutate({ id: delivery.id })}
            >{t`Send again`}</Button>
          </span>
          <span className="text-caption text-muted">
            <AbsoluteTime at={delivery.createdAt} />
            {delivery.last === null ? "" : ` · ${answerWords(delivery.last)}`}
          </span>
          <details className="text-caption">
            <summary className="w-fit cursor-pointer text-muted">
              <Trans>
                Message <code className="font-mono">{delivery.messageId}</code>
              </Trans>
            </summary>
            <pre className="mt-1 break-all whitespace-pre-wrap rounded-control bg-sunken p-2 font-mono">
              {JSON.stringify(JSON.parse(delivery.body), null, 2)}
            </pre>
          </details>
        </li>
      ))}
    </ul>
  );
}
