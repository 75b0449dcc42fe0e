import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { lazy, Suspense, useState } from "react";

import { serverNow } from "#src/api/clock.ts";
import { useIsConnected } from "#src/api/connection.ts";
import { usePasskeysReason, useRemovePasskey } from "#src/api/passkeys.ts";
import type { ConnectedAccounts, OwnPasskeys } from "#src/api/settings.ts";
import { Button } from "#src/components/ui/button.tsx";
import { RelativeTime } from "#src/components/ui/time.tsx";
import { ConfirmDialog } from "./confirm-dialog.tsx";
import { onlyWay } from "./connected-accounts.tsx";

const AddPasskeyDialog = lazy(() => import("./add-passkey-dialog.tsx").then((module) => ({ default: module.AddPasskeyDialog })));
const RenamePasskey = lazy(() => import("./rename-passkey.tsx").then((module) => ({ default: module.RenamePasskey })));

type Passkey = OwnPasskeys["passkeys"][number];

/** One's own passkeys: those that there are, one more, or one less. */
export function Passkeys({ own, connected }: { own: OwnPasskeys; connected: ConnectedAccounts }) {
  const unfit = usePasskeysReason();
  const isConnected = useIsConnected();
  const [open, setOpen] = useState<Passkey | "add" | null>(null);
  const [renaming, setRenaming] = useState<Passkey | null>(null);
  const offline = isConnected ? undefined : t`No connection to the server.`;
  const close = () => setOpen(null);
  return (
    <section aria-label={t`Passkeys`} className="grid gap-3">
      <h2 className="text-heading">{t`Passkeys`}</h2>
      <p className="text-muted">
        {unfit ??
          t`With a passkey, this device or a security key signs you in by finger, face or PIN. It stands for the password and the second factor.`}
      </p>
      {own.passkeys.length === 0 ? null : (
        <ul aria-label={t`Your passkeys`} className="card divide-y divide-line">
          {own.passkeys.map((passkey) => (
            <li key={passkey.id} className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1 px-4 py-2.5">
              <span className="grid min-w-0">
                <span className="font-medium break-words">{passkey.name}</span>
                <span className="text-caption text-muted">
                  <Used passkey={passkey} />
                </span>
                <span className="text-caption text-muted">
                  {!passkey.isGoodHere
                    ? t`Made for another address of this console: it does not work here.`
                    : passkey.isSynced
                      ? t`Kept by your account elsewhere, on all your devices there.`
                      : t`On one device.`}
                </span>
              </span>
              <span className="inline-flex flex-wrap gap-2">
                <Button size="small" disabledReason={offline} onClick={() => setRenaming(passkey)}>{t`Rename…`}</Button>
                <Button
                  size="small"
                  disabledReason={offline ?? (passkey.isOnlyWay ? onlyWay(connected.hasPassword) : undefined)}
                  onClick={() => setOpen(passkey)}
                >{t`Remove…`}</Button>
              </span>
            </li>
          ))}
        </ul>
      )}
      <div>
        <Button disabledReason={offline ?? unfit ?? undefined} onClick={() => setOpen("add")}>{t`Add a passkey…`}</Button>
      </div>
      <Suspense>{open === "add" ? <AddPasskeyDialog own={own} connected={connected} onClose={close} /> : null}</Suspense>
      <Suspense>{renaming === null ? null : <RenamePasskey passkey={renaming} onClose={() => setRenaming(null)} />}</Suspense>
      {open !== null && open !== "add" ? <RemoveDialog passkey={open} onClose={close} /> : null}
    </section>
  );
}

function Used({ passkey }: { passkey: Passkey }) {
  if (passkey.lastUsedAt === null)
    return (
      <Trans>
        Added <RelativeTime at={passkey.createdAt} now={serverNow} />, not used yet
      </Trans>
    );
  return (
    <Trans>
      Added <RelativeTime at={passkey.createdAt} now={serverNow} />, last used <RelativeTime at={passkey.lastUsedAt} now={serverNow} />
    </Trans>
  );
}

function RemoveDialog({ passkey, onClose }: { passkey: Passkey; onClose: () => void }) {
  const remove = useRemovePasskey();
  const isConnected = useIsConnected();
  const { name } = passkey;
  return (
    <ConfirmDialog
      subject={passkey}
      removal={remove}
      title={t`Remove ${name}`}
      description={t`It no longer signs you in here, and you are signed out everywhere else. The device keeps its part until you delete it there.`}
      label={t`Remove`}
      disabledReason={isConnected ? undefined : t`No connection to the server.`}
      onClose={onClose}
    />
  );
}
