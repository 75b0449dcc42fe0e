import { t } from "@lingui/core/macro";
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";

import { accountQueries, useAuthActions, useWriteIn } from "#src/api/account.ts";
import { useServerClock, useServerNow } from "#src/api/clock.ts";
import { useIsConnected } from "#src/api/connection.ts";
import { describeError } from "#src/api/errors.ts";
import { roleWords } from "#src/lib/role-words.ts";
import { secondFactorQueries } from "#src/api/second-factor.ts";
import { settingsQueries, useRename } from "#src/api/settings.ts";
import { ChangePassword } from "#src/components/settings/change-password.tsx";
import { LanguageChoice } from "#src/components/settings/language-choice.tsx";
import { SignIns } from "#src/components/settings/sign-ins.tsx";
import { Button } from "#src/components/ui/button.tsx";
import { ErrorNote } from "#src/components/ui/error-note.tsx";
import { Input, Select } from "#src/components/ui/field.tsx";
import { KeyValueList } from "#src/components/ui/key-value-list.tsx";
import { Segmented } from "#src/components/ui/segmented.tsx";
import { AbsoluteTime } from "#src/components/ui/time.tsx";
import { PageSkeleton } from "#src/components/ui/skeleton.tsx";
import { DeviceChoices } from "#src/components/settings/device-choices.tsx";
import { applyTheme, storedTheme, type Theme } from "#src/lib/theme.ts";
import { applyZone, localZone, storedZone } from "#src/lib/time.ts";

const ConnectedAccounts = lazy(() =>
  import("#src/components/settings/connected-accounts.tsx").then((module) => ({ default: module.ConnectedAccounts })),
);
const Passkeys = lazy(() => import("#src/components/settings/passkeys.tsx").then((module) => ({ default: module.Passkeys })));
const SecondFactor = lazy(() => import("#src/components/settings/second-factor.tsx").then((module) => ({ default: module.SecondFactor })));

const themes: readonly { value: Theme; label: string }[] = [
  { value: "system", label: t`As the system` },
  { value: "light", label: t`Light` },
  { value: "dark", label: t`Dark` },
];

const zones = Intl.supportedValuesOf("timeZone");
const deviceZone = Intl.DateTimeFormat().resolvedOptions().timeZone;

function clockInWords(clock: ReturnType<typeof useServerClock>): string {
  if (clock.kind === "unknown") return t`not yet compared with the server`;
  const ms = Math.abs(Math.round(clock.offsetMs));
  const uncertainty = Math.round(clock.uncertaintyMs);
  return clock.offsetMs >= 0
    ? t`${ms} ms behind the server (to ${uncertainty} ms)`
    : t`${ms} ms ahead of the server (to ${uncertainty} ms)`;
}

export function Component() {
  const { data: account, error } = useQuery(accountQueries.me());
  const { signOut } = useAuthActions();
  const clock = useServerClock();
  const now = useServerNow();
  const [theme, setTheme] = useState(storedTheme);
  const [zone, setZone] = useState(() => storedZone() ?? "");
  const writeIn = useWriteIn();
  const signIns = useQuery(settingsQueries.signIns());
  const secondFactor = useQuery(secondFactorQueries.status());
  const connected = useQuery(settingsQueries.connected());
  const passkeys = useQuery(settingsQueries.passkeys());
  // What stands in the middle of the page is awaited too, so that nothing below it moves.
  const isMiddleDue =
    (signIns.data === undefined && !signIns.error) ||
    (secondFactor.data === undefined && !secondFactor.error) ||
    (connected.data === undefined && !connected.error) ||
    (passkeys.data === undefined && !passkeys.error);
  if (account === undefined || account === null || isMiddleDue)
    return error ? <ErrorNote text={describeError(error)} /> : <PageSkeleton rows={3} />;

  return (
    <div className="grid max-w-2xl gap-8">
      <section aria-label={t`You`} className="grid gap-3">
        <h2 className="text-heading">{t`You`}</h2>
        <div className="card px-4 py-1">
          <KeyValueList
            items={[
              { key: t`E-mail`, value: account.user.email },
              { key: t`Organization`, value: account.membership?.organization.name ?? t({ message: "none", context: "organization" }) },
              { key: t`Role`, value: account.membership ? roleWords[account.membership.role] : t({ message: "none", context: "role" }) },
            ]}
          />
        </div>
        <Rename key={account.user.name} name={account.user.name} />
        <div>
          <Button onClick={() => void signOut()}>{t`Sign out`}</Button>
        </div>
      </section>
      <SignIns />
      {connected.data?.hasPassword === false ? null : <ChangePassword />}
      <Suspense>{connected.data === undefined ? null : <ConnectedAccounts connected={connected.data} />}</Suspense>
      <Suspense fallback={<div className="h-32" />}>
        {passkeys.data === undefined || connected.data === undefined ? null : <Passkeys own={passkeys.data} connected={connected.data} />}
      </Suspense>
      <Suspense fallback={<div className="h-40" />}>
        <SecondFactor account={account.user.email} />
      </Suspense>
      <section aria-label={t`Appearance`} className="grid gap-3">
        <h2 className="text-heading">{t`Appearance`}</h2>
        <p className="text-muted">{t`Kept on this device.`}</p>
        <div className="grid justify-items-start gap-1.5">
          <p aria-hidden className="font-medium">{t`Theme`}</p>
          <Segmented
            label={t`Theme`}
            value={theme}
            options={themes}
            onChange={(next) => {
              applyTheme(next);
              setTheme(next);
            }}
          />
        </div>
        <DeviceChoices />
        <LanguageChoice />
      </section>
      <section aria-label={t`Time`} className="grid gap-3">
        <h2 className="text-heading">{t`Time`}</h2>
        <Select
          label={t`Time zone`}
          hint={t`Every time is shown in this zone and names it, in e-mails to you too. Kept on this device, which itself is in ${deviceZone}.`}
          className="max-w-md"
          value={zone}
          onChange={(event) => {
            applyZone(event.target.value === "" ? null : event.target.value);
            setZone(event.target.value);
            writeIn.mutate({ timeZone: localZone() });
          }}
        >
          <option value="">{t`As this device (${deviceZone})`}</option>
          <option value="UTC">UTC</option>
          {zones.map((name) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </Select>
        <div className="card px-4 py-1">
          <KeyValueList
            items={[
              { key: t`Now`, value: <AbsoluteTime key={zone} at={now} /> },
              { key: t`This device's clock`, value: clockInWords(clock) },
            ]}
          />
        </div>
        <p className="text-caption text-muted">{t`Every age and countdown uses the server's clock, whatever this device's clock says.`}</p>
      </section>
    </div>
  );
}

/** The name that stands beside everything this person does. It is read once: live data never overwrites typing. */
function Rename({ name }: { name: string }) {
  const rename = useRename();
  const [text, setText] = useState(name);
  const isConnected = useIsConnected();
  const unchanged = text.trim() === name ? t`The name has not changed.` : text.trim() === "" ? t`A name is needed.` : undefined;
  return (
    <form
      className="flex flex-wrap items-end gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        if (unchanged === undefined && isConnected && !rename.isPending) rename.mutate({ name: text.trim() });
      }}
    >
      <Input
        label={t`Name`}
        className="min-w-64 flex-1"
        hint={t`Stands beside everything you do, in timelines, receipts and the audit log.`}
        autoComplete="name"
        maxLength={80}
        value={text}
        error={rename.error === null ? undefined : describeError(rename.error)}
        onChange={(event) => setText(event.target.value)}
      />
      <Button
        type="submit"
        isBusy={rename.isPending}
        disabledReason={isConnected ? unchanged : t`No connection to the server.`}
      >{t`Save name`}</Button>
    </form>
  );
}
