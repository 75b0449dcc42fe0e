import { t } from "@lingui/core/macro";
import { useQuery } from "@tanstack/react-query";
import { QRCodeSVG } from "qrcode.react";
import type { FormEvent } from "react";

import { useIsConnected } from "#src/api/connection.ts";
import { describeError } from "#src/api/errors.ts";
import {
  type CodeRefusal,
  useConfirmSecondFactor,
  useRenewRecoveryCodes,
  useStartSecondFactor,
  useTurnOffSecondFactor,
} from "#src/api/second-factor.ts";
import { settingsQueries } from "#src/api/settings.ts";
import { Button } from "#src/components/ui/button.tsx";
import { CopyButton } from "#src/components/ui/copy-button.tsx";
import { Dialog } from "#src/components/ui/dialog.tsx";
import { ErrorNote } from "#src/components/ui/error-note.tsx";
import { Input } from "#src/components/ui/field.tsx";
import { formatDuration } from "#src/lib/time.ts";

import { AskedAgainDialog } from "./asked-again-dialog.tsx";
import { RecoveryCodes } from "./recovery-codes.tsx";

/** Words for a code that was not taken. */
function describeRefusal(refusal: CodeRefusal): string {
  if (refusal.reason === "rate_limited") {
    const wait = formatDuration(refusal.retryAfterMs);
    return t`Too many wrong codes. Try again in ${wait}.`;
  }
  return refusal.reason === "used_code"
    ? t`This code was used already. Wait for the next one.`
    : t`This code is wrong. Is the clock of the authenticator right?`;
}

function tooMany(retryAfterMs: number): string {
  const wait = formatDuration(retryAfterMs);
  return t`Too many tries. Try again in ${wait}.`;
}

type AskProps = {
  label: string;
  hint: string;
  verb: string;
  tone?: "primary" | "danger";
  isBusy: boolean;
  refusal: CodeRefusal | undefined;
  error: Error | null;
  onCode: (code: string) => void;
};

function AskCode({ label, hint, verb, tone = "primary", isBusy, refusal, error, onCode }: AskProps) {
  const isConnected = useIsConnected();
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (isConnected && !isBusy) onCode(String(new FormData(event.currentTarget).get("code") ?? ""));
  };
  return (
    <form onSubmit={submit} className="grid gap-3">
      <Input
        data-first-focus
        label={label}
        hint={hint}
        name="code"
        autoComplete="one-time-code"
        autoCapitalize="characters"
        spellCheck={false}
        maxLength={30}
        required
        error={refusal === undefined ? undefined : describeRefusal(refusal)}
      />
      {error === null ? null : <ErrorNote text={describeError(error)} />}
      <div className="flex justify-end">
        <Button type="submit" tone={tone} isBusy={isBusy} disabledReason={isConnected ? undefined : t`No connection to the server.`}>
          {verb}
        </Button>
      </div>
    </form>
  );
}

/** Asks for the password; then shows key and QR code, which wait for their first code; then the recovery codes, which stay until they are said to be stored. */
export function SetUpDialog({ account, onClose }: { account: string; onClose: () => void }) {
  const start = useStartSecondFactor();
  const confirm = useConfirmSecondFactor();
  const isConnected = useIsConnected();
  const { data: connected } = useQuery(settingsQueries.connected());
  const answer = start.data;
  if (answer?.ok !== true && connected?.hasPassword === false) {
    return (
      <AskedAgainDialog
        title={t`Set up a second factor`}
        connected={connected}
        isBusy={start.isPending}
        wasRefused={answer !== undefined}
        error={start.error}
        onGoOn={() => start.mutate({ password: "" })}
        onClose={onClose}
      />
    );
  }
  if (answer?.ok !== true) {
    return (
      <Dialog
        isOpen
        onClose={onClose}
        title={t`Set up a second factor`}
        description={t`Your password first, so that nobody at an open page locks you out of your account.`}
      >
        <form
          className="grid gap-3"
          onSubmit={(event) => {
            event.preventDefault();
            if (isConnected && !start.isPending)
              start.mutate({ password: String(new FormData(event.currentTarget).get("password") ?? "") });
          }}
        >
          <Input
            data-first-focus
            label={t`Password`}
            name="password"
            type="password"
            autoComplete="current-password"
            required
            error={answer?.reason === "wrong_password" ? t`This is not your password.` : undefined}
          />
          {answer?.reason === "rate_limited" ? <ErrorNote text={tooMany(answer.retryAfterMs)} /> : null}
          {start.error === null ? null : <ErrorNote text={describeError(start.error)} />}
          <div className="flex justify-end">
            <Button
              type="submit"
              tone="primary"
              isBusy={start.isPending}
              disabledReason={isConnected ? undefined : t`No connection to the server.`}
            >{t`Go on`}</Button>
          </div>
        </form>
      </Dialog>
    );
  }
  // In base32, for who cannot scan.
  const { key: secret, address } = answer;
  if (confirm.data?.ok === true)
    return <CodesDialog title={t`Your second factor is on`} codes={confirm.data.recoveryCodes} onClose={onClose} />;
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={t`Set up a second factor`}
      description={t`Scan this with an authenticator app, or type the key into it. It counts once a code of it is given here.`}
    >
      <div className="grid justify-items-center gap-4 sm:grid-cols-[auto_minmax(0,1fr)] sm:items-start sm:justify-items-stretch">
        {/* White in both themes: scanners need dark on light, with a quiet margin. */}
        <div className="rounded-card border border-line bg-[white] p-3">
          <QRCodeSVG value={address} size={160} level="M" title={t`QR code for an authenticator`} className="block size-40 max-w-full" />
        </div>
        <div className="grid w-full gap-1.5">
          <span className="text-body font-medium">{t`Key as text`}</span>
          <span className="text-caption text-muted">{t`For ${account}, by time, six digits.`}</span>
          <div className="flex items-start gap-2 rounded-control border border-line bg-sunken p-2.5">
            <code data-testid="second-factor-key" className="min-w-0 flex-1 font-mono text-caption break-words">
              {secret.replaceAll(/(.{4})(?=.)/g, "$1 ")}
            </code>
            <CopyButton text={secret} label={t`Copy key`} />
          </div>
        </div>
      </div>
      <AskCode
        label={t`Code`}
        hint={t`The six digits that it shows now.`}
        verb={t`Turn on`}
        isBusy={confirm.isPending}
        refusal={confirm.data}
        error={confirm.error}
        onCode={(code) => confirm.mutate({ code })}
      />
    </Dialog>
  );
}

export function RenewDialog({ onClose }: { onClose: () => void }) {
  const renew = useRenewRecoveryCodes();
  if (renew.data?.ok === true) return <CodesDialog title={t`New recovery codes`} codes={renew.data.recoveryCodes} onClose={onClose} />;
  return (
    <Dialog isOpen onClose={onClose} title={t`New recovery codes`} description={t`Ten new ones. Those that you have stop working.`}>
      <AskCode
        label={t`Code`}
        hint={t`Of your authenticator, or one of the recovery codes that are left.`}
        verb={t`Make new codes`}
        isBusy={renew.isPending}
        refusal={renew.data}
        error={renew.error}
        onCode={(code) => renew.mutate({ code })}
      />
    </Dialog>
  );
}

export function TurnOffDialog({ isRequired, onClose }: { isRequired: boolean; onClose: () => void }) {
  const turnOff = useTurnOffSecondFactor();
  const { data: connected } = useQuery(settingsQueries.connected());
  const alone =
    connected?.hasPassword === false
      ? t`From then on the word of your provider alone signs you in.`
      : t`From then on your password alone signs you in.`;
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={t`Turn off the second factor`}
      description={
        isRequired ? t`Your organization asks for one: until you set up another, you can look, stop and demote, nothing else.` : alone
      }
    >
      <AskCode
        label={t`Code`}
        hint={t`Of your authenticator, or a recovery code.`}
        verb={t`Turn off`}
        tone="danger"
        isBusy={turnOff.isPending}
        error={turnOff.error}
        refusal={turnOff.data?.ok === false ? turnOff.data : undefined}
        onCode={(code) => turnOff.mutate({ code }, { onSuccess: (answer) => answer.ok && onClose() })}
      />
    </Dialog>
  );
}

function CodesDialog({ title, codes, onClose }: { title: string; codes: readonly string[]; onClose: () => void }) {
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={title}
      description={t`With one of these you get in when the authenticator is lost. Each works once. They are shown this once.`}
    >
      <RecoveryCodes codes={codes} onDone={onClose} />
    </Dialog>
  );
}
