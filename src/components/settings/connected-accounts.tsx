import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";

import { serverNow } from "#src/api/clock.ts";
import { useIsConnected } from "#src/api/connection.ts";
import { describeError } from "#src/api/errors.ts";
import { oidcQueries, useDisconnect, useLeaveSignedIn } from "#src/api/oidc.ts";
import type { ConnectedAccounts as Connected } from "#src/api/settings.ts";
import { Button } from "#src/components/ui/button.tsx";
import { Dialog } from "#src/components/ui/dialog.tsx";
import { ErrorNote } from "#src/components/ui/error-note.tsx";
import { Input } from "#src/components/ui/field.tsx";
import { RelativeTime } from "#src/components/ui/time.tsx";
import { locale } from "#src/i18n/language.ts";
import { formatDuration } from "#src/lib/time.ts";
import { paths } from "#src/paths.ts";

import { ConfirmDialog } from "./confirm-dialog.tsx";

type Account = Connected["accounts"][number];
type Offer = { id: string; name: string };

/** The accounts elsewhere by which this person signs in, and the way to connect one at each provider. Nothing where the server has none. */
export function ConnectedAccounts({ connected }: { connected: Connected }) {
  const { data: offers = [] } = useQuery(oidcQueries.offers());
  const isConnected = useIsConnected();
  const [open, setOpen] = useState<Offer | Account | null>(null);
  const { accounts, hasPassword } = connected;
  if (offers.length === 0 && accounts.length === 0) return null;
  const others = offers.filter(({ id }) => accounts.every(({ providerId }) => providerId !== id));
  const names = new Intl.ListFormat(locale(), { type: "disjunction" }).format(offers.map(({ name }) => name));
  const providerOf = ({ providerId, issuer }: Account) => offers.find(({ id }) => id === providerId)?.name ?? issuer;
  const reason = isConnected ? undefined : t`No connection to the server.`;
  return (
    <section aria-label={t`Other ways to sign in`} className="grid gap-3">
      <h2 className="text-heading">{t`Other ways to sign in`}</h2>
      {accounts.length === 0 ? (
        <p className="text-muted">{t`Connect your account at ${names} to sign in by it, without the password of this console.`}</p>
      ) : (
        <ul aria-label={t`Connected accounts`} className="card divide-y divide-line">
          {accounts.map((account) => (
            <li key={account.id} className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1 px-4 py-2.5">
              <span className="grid min-w-0">
                <span className="font-medium break-words">{account.email ?? t`An account`}</span>
                <span className="text-caption break-words text-muted">
                  <AccountFacts account={account} provider={providerOf(account)} />
                </span>
              </span>
              <Button
                size="small"
                disabledReason={reason ?? (!account.isOnlyWay ? undefined : onlyWay(connected.hasPassword))}
                onClick={() => setOpen(account)}
              >{t`Disconnect…`}</Button>
            </li>
          ))}
        </ul>
      )}
      {others.length === 0 ? null : (
        <div className="flex flex-wrap gap-2">
          {others.map((offer) => {
            const { id, name } = offer;
            return <Button key={id} disabledReason={reason} onClick={() => setOpen(offer)}>{t`Connect ${name}…`}</Button>;
          })}
        </div>
      )}
      {open !== null && "name" in open ? <ConnectDialog offer={open} onClose={() => setOpen(null)} /> : null}
      {open !== null && !("name" in open) ? (
        <DisconnectDialog account={open} hasPassword={hasPassword} onClose={() => setOpen(null)} />
      ) : null}
    </section>
  );
}

/** Why the last way in stays. */
export const onlyWay = (hasPassword: boolean) =>
  hasPassword
    ? t`It is your only way to sign in: a password is not enough in your organization.`
    : t`It is your only way to sign in: you have no password.`;

function AccountFacts({ account: { lastUsedAt, connectedAt, providerId }, provider }: { account: Account; provider: string }) {
  if (providerId === null) return t`${provider}, no longer a way to sign in here`;
  return lastUsedAt === null ? (
    <Trans>
      {provider}, connected <RelativeTime at={connectedAt} now={serverNow} />
    </Trans>
  ) : (
    <Trans>
      {provider}, last used <RelativeTime at={lastUsedAt} now={serverNow} />
    </Trans>
  );
}

function ConnectDialog({ offer: { id: provider, name }, onClose }: { offer: Offer; onClose: () => void }) {
  const leave = useLeaveSignedIn();
  const isConnected = useIsConnected();
  const answer = leave.data;
  const wait = answer?.ok === false && answer.reason === "rate_limited" ? formatDuration(answer.retryAfterMs) : undefined;
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (isConnected && !leave.isPending)
      leave.mutate({
        provider,
        purpose: "connect",
        password: String(new FormData(event.currentTarget).get("password") ?? ""),
        returnTo: paths.settingsProfile(),
      });
  };
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={t`Connect ${name}`}
      description={t`Your password first, so that nobody at an open page connects an account of theirs with yours. Then you sign in at ${name}.`}
    >
      <form className="grid gap-3" onSubmit={submit}>
        <Input
          data-first-focus
          label={t`Password`}
          name="password"
          type="password"
          autoComplete="current-password"
          required
          error={answer?.ok === false && answer.reason === "wrong_password" ? t`This is not your password.` : undefined}
        />
        {wait === undefined ? null : <ErrorNote text={t`Too many tries. Try again in ${wait}.`} />}
        {leave.error === null ? null : <ErrorNote text={describeError(leave.error)} />}
        <div className="flex justify-end">
          <Button
            type="submit"
            tone="primary"
            isBusy={leave.isPending || answer?.ok === true}
            disabledReason={isConnected ? undefined : t`No connection to the server.`}
          >{t`Go on`}</Button>
        </div>
      </form>
    </Dialog>
  );
}

function DisconnectDialog({ account, hasPassword, onClose }: { account: Account; hasPassword: boolean; onClose: () => void }) {
  const disconnect = useDisconnect();
  const isConnected = useIsConnected();
  const name = account.email ?? account.issuer;
  return (
    <ConfirmDialog
      subject={account}
      removal={disconnect}
      title={t`Disconnect ${name}`}
      description={
        hasPassword
          ? t`From then on your password alone signs you in here. It signs you out everywhere else.`
          : t`From then on your passkeys alone sign you in here. It signs you out everywhere else.`
      }
      label={t`Disconnect`}
      disabledReason={isConnected ? undefined : t`No connection to the server.`}
      onClose={onClose}
    />
  );
}
