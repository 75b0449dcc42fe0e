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
import { formatDuration } from "#src/lib/time.ts";
import { paths } from "#src/paths.ts";

type Account = Connected["accounts"][number];

/** The accounts elsewhere by which this person signs in, and the way to connect one. Nothing where the server has no provider. */
export function ConnectedAccounts({ connected }: { connected: Connected }) {
  const { data: provider } = useQuery(oidcQueries.offer());
  const isConnected = useIsConnected();
  const [open, setOpen] = useState<"connect" | Account | null>(null);
  const { accounts, hasPassword } = connected;
  if ((provider === undefined || provider === null) && accounts.length === 0) return null;
  const name = provider?.name ?? "";
  const reason = isConnected ? undefined : t`No connection to the server.`;
  return (
    <section aria-label={t`Other ways to sign in`} className="grid gap-3">
      <h2 className="text-heading">{t`Other ways to sign in`}</h2>
      {accounts.length === 0 ? <p className="text-muted">{t`Connect your account at ${name} to sign in by it, without the password of this console.`}</p> : (
        <ul aria-label={t`Connected accounts`} className="card divide-y divide-line">
          {accounts.map((account) => (
            <li key={account.id} className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1 px-4 py-2.5">
              <span className="grid min-w-0">
                <span className="font-medium break-words">{account.email ?? t`An account`}</span>
                <span className="text-caption break-words text-muted">
                  {account.lastUsedAt === null ? <Trans>{account.issuer}, connected <RelativeTime at={account.connectedAt} now={serverNow} /></Trans> : <Trans>{account.issuer}, last used <RelativeTime at={account.lastUsedAt} now={serverNow} /></Trans>}
                </span>
              </span>
              <Button size="small" disabledReason={reason ?? (!account.isOnlyWay ? undefined : t`It is your only way to sign in: you have no password.`)} onClick={() => setOpen(account)}>{t`Disconnect…`}</Button>
            </li>
          ))}
        </ul>
      )}
      {accounts.length > 0 || provider === undefined || provider === null ? null : <div><Button disabledReason={reason} onClick={() => setOpen("connect")}>{t`Connect ${name}…`}</Button></div>}
      {open === "connect" ? <ConnectDialog name={name} onClose={() => setOpen(null)} /> : null}
      {open !== null && open !== "connect" ? <DisconnectDialog account={open} hasPassword={hasPassword} onClose={() => setOpen(null)} /> : null}
    </section>
  );
}

function ConnectDialog({ name, onClose }: { name: string; onClose: () => void }) {
  const leave = useLeaveSignedIn();
  const isConnected = useIsConnected();
  const answer = leave.data;
  const wait = answer?.ok === false && answer.reason === "rate_limited" ? formatDuration(answer.retryAfterMs) : undefined;
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (isConnected && !leave.isPending) leave.mutate({ purpose: "connect", password: String(new FormData(event.currentTarget).get("password") ?? ""), returnTo: paths.settingsProfile() });
  };
  return (
    <Dialog isOpen onClose={onClose} title={t`Connect ${name}`} description={t`Your password first, so that nobody at an open page connects an account of theirs with yours. Then you sign in at ${name}.`}>
      <form className="grid gap-3" onSubmit={submit}>
        <Input data-first-focus label={t`Password`} name="password" type="password" autoComplete="current-password" required error={answer?.ok === false && answer.reason === "wrong_password" ? t`This is not your password.` : undefined} />
        {wait === undefined ? null : <ErrorNote text={t`Too many tries. Try again in ${wait}.`} />}
        {leave.error === null ? null : <ErrorNote text={describeError(leave.error)} />}
        <div className="flex justify-end">
          <Button type="submit" tone="primary" isBusy={leave.isPending || answer?.ok === true} disabledReason={isConnected ? undefined : t`No connection to the server.`}>{t`Go on`}</Button>
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
    <Dialog
      isOpen
      onClose={onClose}
      title={t`Disconnect ${name}`}
      description={hasPassword ? t`From then on your password alone signs you in here. It signs you out everywhere else.` : t`From then on your passkeys alone sign you in here. It signs you out everywhere else.`}
      actions={<Button tone="danger" isBusy={disconnect.isPending} disabledReason={isConnected ? undefined : t`No connection to the server.`} onClick={() => disconnect.mutate({ id: account.id }, { onSuccess: onClose })}>{t`Disconnect`}</Button>}
    >
      {disconnect.error === null ? null : <ErrorNote text={describeError(disconnect.error)} />}
    </Dialog>
  );
}
