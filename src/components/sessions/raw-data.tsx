import { plural, t } from "@lingui/core/macro";
import { useQuery } from "@tanstack/react-query";

import { useServerNow } from "#src/api/clock.ts";
import { describeError } from "#src/api/errors.ts";
import { rawTimes, retentionQuery, useKeepSamples, useReleaseSamples } from "#src/api/retention.ts";
import { type SessionId, sessionQueries } from "#src/api/sessions.ts";
import { Button } from "#src/components/ui/button.tsx";
import { ErrorNote } from "#src/components/ui/error-note.tsx";
import { Skeleton } from "#src/components/ui/skeleton.tsx";

import { rawDataInWords } from "./raw-data-words.ts";

/** Until when the raw data of a run is there and what of it is gone, with one press that keeps it and one that takes that back. */
export function RawData({ sessionId, disabledReason }: { sessionId: SessionId; disabledReason: string | undefined }) {
  const { data: session, error } = useQuery(sessionQueries.detail(sessionId));
  const { data: retention, error: unknown } = useQuery(retentionQuery());
  const now = useServerNow();
  const keep = useKeepSamples();
  const release = useReleaseSamples();
  const failure = error ?? unknown ?? keep.error ?? release.error;
  if (session === undefined || retention === undefined)
    return failure ? <ErrorNote text={describeError(failure)} /> : <Skeleton className="h-10 w-full" />;
  const { endedAt, robotId, samplesKeptFrom, samplesGoAt } = session;
  const run = { startedAt: session.createdAt, endedAt, samplesKeptFrom, samplesGoAt };
  const { singlesGoAt } = rawTimes(run, retention);
  const isThere = robotId !== null && (singlesGoAt === null || now < singlesGoAt);
  const { keptDays } = retention;
  return (
    <div className="flex flex-wrap items-center justify-between gap-3">
      <p role="status" className="min-w-0 text-caption text-muted sm:flex-1">
        {robotId === null ? t`No robot, so no raw data.` : rawDataInWords(run, retention, now)}
      </p>
      {!isThere ? null : samplesKeptFrom !== undefined ? (
        <Button
          size="small"
          className="print:hidden"
          isBusy={release.isPending}
          disabledReason={disabledReason}
          onClick={() => release.mutate({ id: sessionId })}
        >{t`Do not keep them`}</Button>
      ) : (
        <Button
          size="small"
          className="print:hidden"
          isBusy={keep.isPending}
          disabledReason={disabledReason}
          onClick={() => keep.mutate({ id: sessionId })}
        >
          {samplesGoAt === undefined
            ? plural(keptDays, { one: "Keep them for a day", other: "Keep them for # days" })
            : t`Keep them after all`}
        </Button>
      )}
      {failure ? <ErrorNote text={describeError(failure)} /> : null}
    </div>
  );
}
