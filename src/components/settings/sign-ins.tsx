import { plural, t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";

import { serverNow } from "#src/api/clock.ts";
import { useIsConnected } from "#src/api/connection.ts";
import { describeError } from "#src/api/errors.ts";
import { settingsQueries, useEndSignIn, useSignOutEverywhere } from "#src/api/settings.ts";
import { Button } from "#src/components/ui/button.tsx";
import { ErrorNote } from "#src/components/ui/error-note.tsx";
import { TableSkeleton } from "#src/components/ui/skeleton.tsx";
import { StateMark } from "#src/components/ui/state-mark.tsx";
import { AbsoluteTime, RelativeTime } from "#src/components/ui/time.tsx";

/** Every browser that is signed in as this person. */
export function SignIns() {
  const { data, error } = useQuery(settingsQueries.signIns());
  const end = useEndSignIn();
  const endAll = useSignOutEverywhere();
  const isConnected = useIsConnected();
  const reason = isConnected ? undefined : t`No connection to the server.`;
  const others = data?.filter(({ isThis }) => !isThis).length ?? 0;
  return (
    <section aria-label={t`Where you are signed in`} className="grid gap-3">
      <div className="flex flex-wrap items-baseline justify-between gap-2">
        <h2 className="text-heading">{t`Where you are signed in`}</h2>
        <Button
          size="small"
          isBusy={endAll.isPending}
          disabledReason={reason ?? (others === 0 ? t`You are signed in here only.` : undefined)}
          onClick={() => endAll.mutate({ keepThis: true })}
        >
          {t`Sign out everywhere else`}
        </Button>
      </div>
      {error ? <ErrorNote text={describeError(error)} /> : null}
      {data === undefined ? (
        error ? null : (
          <TableSkeleton rows={2} />
        )
      ) : (
        <ul aria-label={t`Sign-ins`} className="card divide-y divide-line">
          {data.map((signIn) => (
            <li key={signIn.id} className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1 px-4 py-2.5">
              <span className="grid">
                {signIn.isThis ? (
                  <StateMark shape="disc" tone="ok">{t`This browser`}</StateMark>
                ) : (
                  <span className="font-medium">{t`Another browser`}</span>
                )}
                <span className="text-caption text-muted">
                  <Trans>
                    Since <AbsoluteTime at={signIn.startedAt} />, last seen <RelativeTime at={signIn.lastRenewedAt} now={serverNow} />
                  </Trans>
                </span>
              </span>
              {signIn.isThis ? null : (
                <Button
                  size="small"
                  isBusy={end.isPending && end.variables.id === signIn.id}
                  disabledReason={reason}
                  onClick={() => end.mutate({ id: signIn.id })}
                >{t`Sign out`}</Button>
              )}
            </li>
          ))}
        </ul>
      )}
      <p role="status" className="text-caption text-ok">
        {endAll.data === undefined
          ? ""
          : plural(endAll.data.ended, { one: "Signed out # other browser.", other: "Signed out # other browsers." })}
      </p>
      <p className="text-caption text-muted">{t`Somebody you do not know? Sign them out, then change your password.`}</p>
    </section>
  );
}
