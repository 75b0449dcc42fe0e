import { t } from "@lingui/core/macro";
import { useQuery } from "@tanstack/react-query";

import { hasRole, useRole } from "#src/api/account.ts";
import { useIsConnected } from "#src/api/connection.ts";
import { describeError } from "#src/api/errors.ts";
import { noticeQueries, useMuteNotices } from "#src/api/notices.ts";
import { ByMail } from "#src/components/notices/by-mail.tsx";
import { KindChoice } from "#src/components/notices/kind-choice.tsx";
import { noticeKinds } from "#src/components/notices/notice-words.ts";
import { ThisDevice } from "#src/components/notices/this-device.tsx";
import { Webhooks } from "#src/components/notices/webhooks.tsx";
import { ErrorNote } from "#src/components/ui/error-note.tsx";
import { TableSkeleton } from "#src/components/ui/skeleton.tsx";

const Intro = () => (
  <>
    <h2 className="text-heading">{t`You`}</h2>
    <p className="text-muted">{t`Notices stand behind the bell, and the unread ones are counted before the title of the tab. What you leave out is listed as read. A notice only opens a page; nothing is done by following it.`}</p>
  </>
);

/** What a person is told of, on this device and in general, and where the organization's notices are posted to. */
export function Component() {
  const { data, error } = useQuery(noticeQueries.list());
  const mute = useMuteNotices();
  const role = useRole();
  const isConnected = useIsConnected();
  if (data === undefined || role === null)
    return error ? (
      <ErrorNote text={describeError(error)} />
    ) : (
      <div className="grid max-w-3xl gap-3">
        <Intro />
        <TableSkeleton rows={4} />
      </div>
    );
  const { muted } = data;
  return (
    <div className="grid max-w-3xl gap-8">
      <section aria-label={t`You`} className="grid gap-3">
        <Intro />
        <KindChoice
          legend={t`Count as unread when`}
          chosen={noticeKinds.map(({ kind }) => kind).filter((kind) => !muted.includes(kind))}
          isDisabled={!isConnected || mute.isPending}
          onChange={(chosen) => mute.mutate({ kinds: noticeKinds.map(({ kind }) => kind).filter((kind) => !chosen.includes(kind)) })}
        />
      </section>
      <ThisDevice />
      <ByMail disabledReason={isConnected ? undefined : t`No connection to the server.`} />
      {hasRole(role, "admin") ? (
        <Webhooks disabledReason={isConnected ? undefined : t`No connection to the server.`} />
      ) : (
        <p className="text-muted">{t`Webhooks of the organization are kept by its admins.`}</p>
      )}
    </div>
  );
}
