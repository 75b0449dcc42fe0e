import { t } from "@lingui/core/macro";
import { useQuery } from "@tanstack/react-query";

import { serverNow } from "#src/api/clock.ts";
import { useIsConnected } from "#src/api/connection.ts";
import { describeError } from "#src/api/errors.ts";
import { oidcQueries, useLeaveSignedIn } from "#src/api/oidc.ts";
import type { ConnectedAccounts } from "#src/api/settings.ts";
import { Button } from "#src/components/ui/button.tsx";
import { Dialog } from "#src/components/ui/dialog.tsx";
import { ErrorNote } from "#src/components/ui/error-note.tsx";
import { paths } from "#src/paths.ts";

/** Shorter than the server's five minutes, so that whoever goes on is not sent back. */
const FRESH_MS = 4.5 * 60_000;

type AskedAgainProps = {
  title: string;
  connected: ConnectedAccounts;
  isBusy: boolean;
  wasRefused: boolean;
  error: Error | null;
  onGoOn: () => void;
  onClose: () => void;
};

/** In place of a password, for who has none: a provider asks again who sits there, which holds for some minutes. */
export function AskedAgainDialog({ title, connected, isBusy, wasRefused, error, onGoOn, onClose }: AskedAgainProps) {
  const { data: offers = [] } = useQuery(oidcQueries.offers());
  const leave = useLeaveSignedIn();
  const isConnected = useIsConnected();
  const disabledReason = isConnected ? undefined : t`No connection to the server.`;
  const newest = connected.accounts.reduce<ConnectedAccounts["accounts"][number] | undefined>(
    (last, account) => ((account.confirmedAt ?? 0) > (last?.confirmedAt ?? 0) ? account : last),
    undefined,
  );
  const isFresh = !wasRefused && serverNow() - (newest?.confirmedAt ?? 0) < FRESH_MS;
  const own = offers.filter(({ id }) => connected.accounts.some(({ providerId }) => providerId === id));
  const name =
    (isFresh ? offers.find(({ id }) => id === newest?.providerId)?.name : own.length === 1 ? own[0]?.name : undefined) ?? t`your provider`;
  const failure = error ?? leave.error;
  const isLeaving = leave.isPending || leave.data?.ok === true;
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={title}
      description={
        isFresh
          ? t`${name} has just asked you again.`
          : t`You have no password here. ${name} asks you again first, so that nobody at an open page locks you out of your account. Then come back to this page.`
      }
      actions={
        isFresh ? (
          <Button tone="primary" isBusy={isBusy} disabledReason={disabledReason} onClick={onGoOn}>{t`Go on`}</Button>
        ) : (
          own.map(({ id, name: provider }) => (
            <Button
              key={id}
              tone="primary"
              isBusy={isLeaving}
              disabledReason={disabledReason}
              onClick={() => leave.mutate({ provider: id, purpose: "confirm", returnTo: paths.settingsProfile() })}
            >{t`Sign in again with ${provider}`}</Button>
          ))
        )
      }
    >
      {failure === null ? null : <ErrorNote text={describeError(failure)} />}
    </Dialog>
  );
}
