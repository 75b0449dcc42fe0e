import { plural, t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { serverNow } from "#src/api/clock.ts";
import { describeError } from "#src/api/errors.ts";
import { signInProviderQueries, type SignInProviders as Listed } from "#src/api/sign-in-providers.ts";
import { Button } from "#src/components/ui/button.tsx";
import { CopyButton } from "#src/components/ui/copy-button.tsx";
import { ErrorNote } from "#src/components/ui/error-note.tsx";
import { TableSkeleton } from "#src/components/ui/skeleton.tsx";
import { RelativeTime } from "#src/components/ui/time.tsx";

import { AddProvider, type OwnProvider, RemoveProvider, ReplaceSecret } from "./sign-in-provider-dialogs.tsx";

type Provider = Listed["providers"][number];
type Open = { kind: "add" } | { kind: "secret" | "remove"; provider: OwnProvider };

function lockedReason(listed: Listed): string | undefined {
  switch (listed.lockedBecause) {
    case null:
      return undefined;
    case "organizations":
      return t`Several organizations are on this server: only whoever runs it sets sign-in providers.`;
    case "address":
      return t`The server does not know its own address. Set SITE_URL.`;
    default:
      return listed.lockedBecause satisfies never;
  }
}

/** By which OpenID providers the people of this server sign in. For admins: the server refuses it to others. */
export function SignInProviders({ disabledReason }: { disabledReason: string | undefined }) {
  const { data: listed, error } = useQuery(signInProviderQueries.list());
  const [open, setOpen] = useState<Open | null>(null);
  const close = () => setOpen(null);
  const reason = disabledReason ?? (listed === undefined ? t`Asking the server.` : lockedReason(listed));
  return (
    <section aria-label={t`Sign-in providers`} className="grid grid-cols-[minmax(0,1fr)] gap-3">
      <h2 className="text-heading">{t`Sign-in providers`}</h2>
      <p className="text-muted">
        <Trans>
          People may sign in by an OpenID provider of yours, such as Keycloak, Google or Microsoft Entra, beside their password.{" "}
          <a href="/docs/guides/sign-in-by-provider" target="_blank" className="underline">
            How to register the console there
          </a>
        </Trans>
      </p>
      {error ? <ErrorNote text={describeError(error)} /> : null}
      {listed === undefined ? (
        error ? null : (
          <TableSkeleton rows={1} />
        )
      ) : listed.providers.length === 0 ? (
        <p className="card border-dashed px-4 py-3 text-muted">
          <Trans>
            <strong className="font-medium text-foreground">None yet.</strong> People sign in by password or passkey.
          </Trans>
        </p>
      ) : (
        <ul aria-label={t`Providers`} className="card divide-y divide-line">
          {listed.providers.map((provider) => (
            <ProviderRow key={provider.id} provider={provider} reason={reason} onOpen={(kind, own) => setOpen({ kind, provider: own })} />
          ))}
        </ul>
      )}
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <Button disabledReason={reason} onClick={() => setOpen({ kind: "add" })}>{t`Add a provider…`}</Button>
        {listed?.returnAddress == null ? null : (
          <span className="flex min-w-0 items-center gap-1 text-caption text-muted">
            <span className="min-w-0">
              <ReturnAddress address={listed.returnAddress} />
            </span>
            <CopyButton text={listed.returnAddress} label={t`Copy the address to register`} />
          </span>
        )}
      </div>
      {open?.kind === "add" ? <AddProvider onClose={close} /> : null}
      {open?.kind === "secret" ? <ReplaceSecret provider={open.provider} onClose={close} /> : null}
      {open?.kind === "remove" ? <RemoveProvider provider={open.provider} onClose={close} /> : null}
    </section>
  );
}

function ReturnAddress({ address }: { address: string }) {
  return (
    <Trans>
      Register there: <code className="break-all">{address}</code>
    </Trans>
  );
}

/** Whether an admin has set it, and so may change it. */
const isOwn = (provider: Provider): provider is OwnProvider => provider.set !== null;

function ProviderRow({
  provider,
  reason,
  onOpen,
}: {
  provider: Provider;
  reason: string | undefined;
  onOpen: (kind: "secret" | "remove", provider: OwnProvider) => void;
}) {
  const { name, issuer, people } = provider;
  return (
    <li className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 px-4 py-2.5">
      <div className="grid min-w-0">
        <span className="font-medium break-words">{name}</span>
        <span className="text-caption break-all text-muted">{issuer}</span>
        <span className="text-caption text-muted">
          {plural(people, { one: "# person is connected.", other: "# people are connected." })}{" "}
          {isOwn(provider) ? (
            <Trans>
              Secret set <RelativeTime at={provider.set.secretAt} now={serverNow} />.
            </Trans>
          ) : (
            t`Set by variables of the server.`
          )}
        </span>
      </div>
      {isOwn(provider) ? (
        <div className="flex flex-wrap gap-2">
          <Button
            size="small"
            aria-label={t`Replace secret… (${name})`}
            disabledReason={reason}
            onClick={() => onOpen("secret", provider)}
          >{t`Replace secret…`}</Button>
          <Button
            size="small"
            aria-label={t`Remove… (${name})`}
            disabledReason={reason}
            onClick={() => onOpen("remove", provider)}
          >{t`Remove…`}</Button>
        </div>
      ) : null}
    </li>
  );
}
