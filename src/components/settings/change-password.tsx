import { plural, t } from "@lingui/core/macro";
import { useState } from "react";

import { useIsConnected } from "#src/api/connection.ts";
import { describeError } from "#src/api/errors.ts";
import { useChangePassword } from "#src/api/settings.ts";
import { Button } from "#src/components/ui/button.tsx";
import { ErrorNote } from "#src/components/ui/error-note.tsx";
import { Input } from "#src/components/ui/field.tsx";
import { formatDuration } from "#src/lib/time.ts";

/** As the server wants it. */
const SHORTEST = 10;

const changedWords = (ended: number) =>
  ended === 0
    ? t`Changed.`
    : plural(ended, { one: "Changed. Signed out # other browser.", other: "Changed. Signed out # other browsers." });

export function ChangePassword() {
  const change = useChangePassword();
  const isConnected = useIsConnected();
  const [old, setOld] = useState("");
  const [next, setNext] = useState("");
  const reason = !isConnected
    ? t`No connection to the server.`
    : old === ""
      ? t`The present password is needed.`
      : next.length < SHORTEST
        ? t`The new one needs at least ${SHORTEST} characters.`
        : next === old
          ? t`The new one is the old one.`
          : undefined;
  const refused = change.data?.ok === false ? change.data : null;
  const wait = refused?.reason === "rate_limited" ? formatDuration(refused.retryAfterMs) : null;
  const oldError = refused?.reason === "wrong_password" ? t`This is not your present password.` : undefined;
  return (
    <form
      aria-label={t`Change password`}
      className="grid gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        if (reason !== undefined || change.isPending) return;
        change.mutate(
          { oldPassword: old, newPassword: next },
          {
            onSuccess: (answer) => {
              if (!answer.ok) return;
              setOld("");
              setNext("");
            },
          },
        );
      }}
    >
      <h2 className="text-heading">{t`Password`}</h2>
      <div className="grid gap-3 sm:grid-cols-2">
        <Input
          label={t`Present password`}
          type="password"
          autoComplete="current-password"
          value={old}
          error={oldError}
          onChange={(event) => setOld(event.target.value)}
        />
        <Input
          label={t`New password`}
          type="password"
          autoComplete="new-password"
          minLength={SHORTEST}
          value={next}
          onChange={(event) => setNext(event.target.value)}
        />
      </div>
      {wait === null ? null : <ErrorNote text={t`Too many tries. Try again in ${wait}.`} />}
      {change.error === null ? null : <ErrorNote text={describeError(change.error)} />}
      <div className="flex flex-wrap items-center gap-3">
        <Button type="submit" isBusy={change.isPending} disabledReason={reason}>{t`Change password`}</Button>
        <p role="status" className="text-caption text-muted">
          {change.data?.ok === true && old === "" ? changedWords(change.data.endedSignIns) : t`Changing it signs you out everywhere else.`}
        </p>
      </div>
    </form>
  );
}
