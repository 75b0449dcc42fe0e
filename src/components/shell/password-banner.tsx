import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { Link, useLocation } from "react-router";

import { describeError } from "#src/api/errors.ts";
import { oidcQueries, useLeaveSignedIn } from "#src/api/oidc.ts";
import { describePasskeyError, usePasskeysReason, useShowPasskey } from "#src/api/passkeys.ts";
import { settingsQueries } from "#src/api/settings.ts";
import { Button } from "#src/components/ui/button.tsx";
import { paths } from "#src/paths.ts";

/** For a sign-in by a password where that is not enough: the ways to show more in it, or to the first one. It blocks nothing by itself: the server does. */
export function PasswordBanner({ hasWay }: { hasWay: boolean }) {
  const unfit = usePasskeysReason();
  const { data: passkeys } = useQuery(settingsQueries.passkeys());
  const { data: connected } = useQuery(settingsQueries.connected());
  const { data: offers = [] } = useQuery(oidcQueries.offers());
  const show = useShowPasskey();
  const leave = useLeaveSignedIn();
  const { pathname, search } = useLocation();
  const hasPasskey = unfit === undefined && passkeys?.passkeys.some(({ isGoodHere }) => isGoodHere) === true;
  const own = offers.filter(({ id }) => connected?.accounts.some(({ providerId }) => providerId === id) === true);
  const isLeaving = leave.isPending || leave.data?.ok === true;
  const failure = show.error === null ? (leave.error === null ? null : describeError(leave.error)) : describePasskeyError(show.error);
  return (
    <section aria-label={t`A password is not enough`} className="grid gap-2 border-b border-warn/40 bg-warn-soft px-4 py-2 text-body">
      <p>
        <Trans>
          <strong className="font-semibold">A password is not enough in this organization.</strong> You can look, stop and demote, nothing
          else.
        </Trans>{" "}
        {hasWay ? null : (
          <Link
            to={paths.settingsProfile()}
            className="font-semibold underline underline-offset-4"
          >{t`Add a passkey or connect an account`}</Link>
        )}
      </p>
      {hasWay ? (
        <div className="flex flex-wrap gap-2">
          {hasPasskey ? <Button size="small" isBusy={show.isPending} onClick={() => show.mutate()}>{t`Show a passkey`}</Button> : null}
          {own.map(({ id, name }) => (
            <Button
              key={id}
              size="small"
              isBusy={isLeaving}
              onClick={() => leave.mutate({ provider: id, purpose: "confirm", returnTo: `${pathname}${search}` })}
            >{t`Sign in again with ${name}`}</Button>
          ))}
          {hasPasskey || own.length > 0 || passkeys === undefined || connected === undefined ? null : (
            <p>{unfit ?? t`Sign out, and sign in by another way.`}</p>
          )}
        </div>
      ) : null}
      {failure === null ? null : <p role="alert">{failure}</p>}
    </section>
  );
}
