import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { Printer } from "lucide-react";
import { useSearchParams } from "react-router";

import { accountQueries, useRoleReason } from "#src/api/account.ts";
import { useServerTime } from "#src/api/clock.ts";
import { useIsConnected } from "#src/api/connection.ts";
import { describeError } from "#src/api/errors.ts";
import { handoverQueries } from "#src/api/handovers.ts";
import { robotQueries } from "#src/api/robots.ts";
import { LeaveForm } from "#src/components/handover/leave-form.tsx";
import { EndedSince, RunningNow, ToLookAt } from "#src/components/handover/shift-facts.tsx";
import { ShiftNotes } from "#src/components/handover/shift-notes.tsx";
import { OrTryOut } from "#src/components/robots/or-try-out.tsx";
import { Button } from "#src/components/ui/button.tsx";
import { EmptyState } from "#src/components/ui/empty-state.tsx";
import { ErrorNote } from "#src/components/ui/error-note.tsx";
import { PageHeader } from "#src/components/ui/page-header.tsx";
import { Segmented } from "#src/components/ui/segmented.tsx";
import { PageSkeleton } from "#src/components/ui/skeleton.tsx";
import { AbsoluteTime } from "#src/components/ui/time.tsx";
import { pageHeaders } from "#src/page-headers.ts";

const HOUR = 3_600_000;
const choices = ["last", "8", "12", "24"] as const;
const labels: Record<(typeof choices)[number], string> = { last: t`Last handover`, 8: t`8 h`, 12: t`12 h`, 24: t`24 h` };
const wholeMinute = (time: number) => Math.floor(time / 60_000) * 60_000;

export function Component() {
  const [params, setParams] = useSearchParams();
  const { data: handovers, error } = useQuery(handoverQueries.all());
  const { data: robots } = useQuery(robotQueries.all());
  const { data: me } = useQuery(accountQueries.me());
  const roleReason = useRoleReason("operator");
  const isConnected = useIsConnected();
  const reason = roleReason ?? (isConnected ? undefined : t`No connection to the server.`);
  const now = useServerTime(wholeMinute);
  const header = pageHeaders["/handover"];
  if (handovers === undefined)
    return error ? (
      <>
        <PageHeader {...header} />
        <ErrorNote text={describeError(error)} />
      </>
    ) : (
      <PageSkeleton header={header} />
    );
  const choice = choices.find((each) => each === params.get("since")) ?? "last";
  // Where no shift was handed over yet, a long one is looked back on.
  const since = choice === "last" ? (handovers[0]?.leftAt ?? now - 12 * HOUR) : now - Number(choice) * HOUR;
  return (
    <>
      <PageHeader
        {...header}
        actions={<Button className="print:hidden" icon={<Printer aria-hidden />} onClick={() => print()}>{t`Print`}</Button>}
      />
      {error ? <ErrorNote text={describeError(error)} /> : null}
      <div className="mb-5 flex flex-wrap items-center gap-3">
        <div className="max-w-full min-w-0 print:hidden">
          <Segmented
            label={t`Since`}
            value={choice}
            onChange={(next) => setParams(next === "last" ? {} : { since: next }, { replace: true })}
            options={choices.map((value) => ({ value, label: labels[value] }))}
          />
        </div>
        <p className="text-muted">
          <Trans>
            since <AbsoluteTime at={since} />
          </Trans>
        </p>
      </div>
      <div className="grid gap-8 lg:grid-cols-2 print:block">
        <div className="grid content-start gap-8">
          {robots?.length === 0 ? (
            <EmptyState
              title={t`No robot to hand over yet`}
              body={t`Here stands what runs, what needs a look and what went wrong in a shift, beside the note for whoever comes next.`}
              action={<OrTryOut />}
            />
          ) : (
            <>
              <RunningNow />
              <ToLookAt now={now} />
              <EndedSince since={since} />
            </>
          )}
        </div>
        <div className="grid content-start gap-4 print:mt-5">
          <ShiftNotes handovers={handovers} myId={me?.user.id ?? null} disabledReason={reason} />
          <LeaveForm since={since} disabledReason={reason} />
        </div>
      </div>
    </>
  );
}
