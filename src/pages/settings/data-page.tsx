import { t } from "@lingui/core/macro";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { useRoleReason } from "#src/api/account.ts";
import { useIsConnected } from "#src/api/connection.ts";
import { describeError } from "#src/api/errors.ts";
import { type Retention, retentionBounds, retentionQuery, useSetRetention } from "#src/api/retention.ts";
import { Button } from "#src/components/ui/button.tsx";
import { ErrorNote } from "#src/components/ui/error-note.tsx";
import { Input } from "#src/components/ui/field.tsx";
import { Skeleton } from "#src/components/ui/skeleton.tsx";

/** How long raw data stays. Receipts, reviews and the audit log are never deleted. */
export function Component() {
  const { data, error } = useQuery(retentionQuery());
  return (
    <section aria-label={t`Raw data`} className="grid max-w-2xl gap-3">
      <h2 className="text-heading">{t`Raw data`}</h2>
      <p className="text-muted">{t`What robots report: every single heartbeat for 15 minutes, then means of minutes. Receipts, reviews and the audit log stay always, whatever is chosen here.`}</p>
      {error ? <ErrorNote text={describeError(error)} /> : null}
      {data === undefined ? (
        error ? null : (
          <Skeleton className="h-64 w-full" />
        )
      ) : (
        <RetentionForm key={JSON.stringify(data)} retention={data} />
      )}
    </section>
  );
}

const wholeIn = (text: string) => (/^\d+$/.test(text.trim()) ? Number(text.trim()) : Number.NaN);

function problemOf(value: number, [fewest, most]: readonly [number, number]): string | undefined {
  return value >= fewest && value <= most ? undefined : t`A whole number from ${fewest} to ${most}.`;
}

/** Read once: a change by somebody else makes a new form. */
function RetentionForm({ retention }: { retention: Retention }) {
  const [hours, setHours] = useState(String(retention.chartHours));
  const [days, setDays] = useState(String(retention.keptDays));
  const [keepsEveryRun, setKeepsEveryRun] = useState(retention.keepsEveryRun);
  const save = useSetRetention();
  const roleReason = useRoleReason("admin");
  const isConnected = useIsConnected();
  const wanted = { chartHours: wholeIn(hours), keptDays: wholeIn(days), keepsEveryRun };
  const errors = {
    chartHours: problemOf(wanted.chartHours, retentionBounds.chartHours),
    keptDays: problemOf(wanted.keptDays, retentionBounds.keptDays),
  };
  const isSame =
    wanted.chartHours === retention.chartHours && wanted.keptDays === retention.keptDays && keepsEveryRun === retention.keepsEveryRun;
  const isWrong = (errors.chartHours ?? errors.keptDays) !== undefined;
  const isShorter = wanted.chartHours < retention.chartHours || wanted.keptDays < retention.keptDays;
  const reason =
    roleReason ??
    (isConnected ? undefined : t`No connection to the server.`) ??
    (isWrong ? t`Correct the numbers first.` : isSame ? t`Nothing has changed.` : undefined);
  return (
    <form
      className="card grid gap-4 p-4"
      onSubmit={(event) => {
        event.preventDefault();
        if (reason === undefined && !save.isPending) save.mutate(wanted);
      }}
    >
      <Input
        label={t`Means of minutes, hours`}
        hint={t`What charts beyond 15 minutes, and those of receipts, are drawn from.`}
        inputMode="numeric"
        value={hours}
        error={errors.chartHours}
        onChange={(event) => setHours(event.target.value)}
      />
      <Input
        label={t`Single heartbeats of a kept run, days`}
        hint={t`A run is kept by one press on its session or receipt.`}
        inputMode="numeric"
        value={days}
        error={errors.keptDays}
        onChange={(event) => setDays(event.target.value)}
      />
      <label className="flex min-h-control items-center gap-2.5">
        <input type="checkbox" className="size-4" checked={keepsEveryRun} onChange={(event) => setKeepsEveryRun(event.target.checked)} />
        {t`Keep every run from its beginning (sessions that are authorized from now on)`}
      </label>
      {isShorter && !isWrong ? <p className="text-warn">{t`What is older goes within minutes of saving, for good.`}</p> : null}
      <div>
        <Button type="submit" tone={isShorter && !isWrong ? "danger" : "primary"} isBusy={save.isPending} disabledReason={reason}>
          {isShorter && !isWrong ? t`Save and delete what is older` : t`Save`}
        </Button>
      </div>
      {save.error === null ? null : <ErrorNote text={describeError(save.error)} />}
    </form>
  );
}
