import { t } from "@lingui/core/macro";
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";

import { serverNow } from "#src/api/clock.ts";
import { useIsConnected } from "#src/api/connection.ts";
import { describePasskeyError, useAddPasskey, useShowPasskey } from "#src/api/passkeys.ts";
import { secondFactorQueries } from "#src/api/second-factor.ts";
import type { ConnectedAccounts, OwnPasskeys } from "#src/api/settings.ts";
import { Button } from "#src/components/ui/button.tsx";
import { Dialog } from "#src/components/ui/dialog.tsx";
import { ErrorNote } from "#src/components/ui/error-note.tsx";
import { Input } from "#src/components/ui/field.tsx";
import { addToast } from "#src/lib/toast.ts";
import { formatDuration } from "#src/lib/time.ts";

import { AskedAgainDialog } from "./asked-again-dialog.tsx";

/** Shorter than the server's five minutes, so that whoever goes on is not sent back. */
const FRESH_MS = 4.5 * 60_000;

type Answer = ReturnType<typeof useAddPasskey>["data"];

function errorsOf(answer: Answer): { password?: string; code?: string; other?: string } {
  if (answer === undefined || answer.ok) return {};
  switch (answer.reason) {
    case "wrong_password":
      return { password: t`This is not your password.` };
    case "used_code":
      return { code: t`This code was used already. Wait for the next one.` };
    case "wrong_code":
      return { code: t`This code is wrong. Is the clock of the authenticator right?` };
    case "rate_limited":
      return { other: tooMany(answer.retryAfterMs) };
    default:
      return answer satisfies never;
  }
}

function tooMany(retryAfterMs: number): string {
  const wait = formatDuration(retryAfterMs);
  return t`Too many tries. Try again in ${wait}.`;
}

/** Asks for what a sign-in would ask for, unless a passkey was just shown; then the browser asks for the device. */
export function AddPasskeyDialog({ own, connected, onClose }: { own: OwnPasskeys; connected: ConnectedAccounts; onClose: () => void }) {
  const add = useAddPasskey();
  const show = useShowPasskey();
  const isConnected = useIsConnected();
  const { data: factor } = useQuery(secondFactorQueries.status());
  const [isAskedAgain, setIsAskedAgain] = useState(false);
  const offline = isConnected ? undefined : t`No connection to the server.`;
  const errors = errorsOf(add.data);
  const hasShown = show.isSuccess || (own.shownAt !== null && serverNow() - own.shownAt < FRESH_MS);
  // Who has neither password nor passkey came by the provider, which asks again.
  const byProvider = !own.hasPassword && !own.passkeys.some(({ isGoodHere }) => isGoodHere);
  if (byProvider && !hasShown && (!isAskedAgain || errors.password !== undefined)) {
    return (
      <AskedAgainDialog
        title={t`Add a passkey`}
        connected={connected}
        isBusy={add.isPending}
        wasRefused={errors.password !== undefined}
        error={add.error}
        onClose={onClose}
        onGoOn={() => {
          add.reset();
          setIsAskedAgain(true);
        }}
      />
    );
  }
  const asksPassword = own.hasPassword && !hasShown;
  const asksCode = !hasShown && factor !== undefined && factor.since !== null;
  const mustShow = !own.hasPassword && !byProvider && !hasShown;
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const text = (field: string) => String(form.get(field) ?? "");
    if (!isConnected || mustShow || add.isPending) return;
    add.mutate(
      { name: text("name"), ...(asksPassword ? { password: text("password") } : {}), ...(asksCode ? { code: text("code") } : {}) },
      {
        onSuccess: (answer) => {
          if (!answer.ok) return;
          addToast({ tone: "ok", text: t`Passkey added.` });
          onClose();
        },
      },
    );
  };
  const failure = add.error ?? show.error;
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={t`Add a passkey`}
      description={
        hasShown
          ? t`Name it, then the browser asks where to keep it.`
          : t`First what a sign-in asks for, so that nobody at an open page adds one of theirs. Then the browser asks where to keep it.`
      }
    >
      <form className="grid gap-3" onSubmit={submit}>
        <Input
          data-first-focus
          label={t`Name`}
          hint={t`To tell it from others, such as Laptop or Security key.`}
          name="name"
          autoComplete="off"
          maxLength={60}
          required
        />
        {asksPassword ? (
          <Input label={t`Password`} name="password" type="password" autoComplete="current-password" required error={errors.password} />
        ) : null}
        {asksCode ? (
          <Input
            label={t`Code`}
            hint={t`Of your authenticator, or a recovery code.`}
            name="code"
            autoComplete="one-time-code"
            autoCapitalize="characters"
            spellCheck={false}
            maxLength={30}
            required
            error={errors.code}
          />
        ) : null}
        {errors.other === undefined ? null : <ErrorNote text={errors.other} />}
        {failure === null ? null : <ErrorNote text={describePasskeyError(failure)} />}
        <div className="flex flex-wrap justify-end gap-2">
          {hasShown || !own.passkeys.some(({ isGoodHere }) => isGoodHere) ? null : (
            <Button
              tone={mustShow ? "primary" : "quiet"}
              isBusy={show.isPending}
              disabledReason={offline}
              onClick={() => show.mutate()}
            >{t`Show a passkey that you have`}</Button>
          )}
          <Button
            type="submit"
            tone="primary"
            isBusy={add.isPending}
            disabledReason={offline ?? (mustShow ? t`Show a passkey that you have first.` : undefined)}
          >{t`Go on`}</Button>
        </div>
      </form>
    </Dialog>
  );
}
