import { t } from "@lingui/core/macro";
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, lazy, Suspense, useState } from "react";
import { Navigate, useSearchParams } from "react-router";

import { accountQueries, useAuthActions, useConvexAuth } from "#src/api/account.ts";
import { appErrorOf } from "#src/api/errors.ts";
import { newAttempt } from "#src/api/second-factor.ts";
import { AccountFrame } from "#src/components/account/account-frame.tsx";
import { describeSignInError } from "#src/components/account/sign-in-error.ts";
import { LeftMoving } from "#src/components/sessions/left-moving.tsx";
import { Button } from "#src/components/ui/button.tsx";
import { ErrorNote } from "#src/components/ui/error-note.tsx";
import { Input } from "#src/components/ui/field.tsx";
import { outsideHeaders } from "#src/page-headers.ts";
import { paths } from "#src/paths.ts";

const ProviderButtons = lazy(() =>
  import("#src/components/account/provider-buttons.tsx").then((module) => ({ default: module.ProviderButtons })),
);
const PasskeyButton = lazy(() =>
  import("#src/components/account/passkey-button.tsx").then((module) => ({ default: module.PasskeyButton })),
);
const CodeForm = lazy(() => import("#src/components/account/code-form.tsx").then((module) => ({ default: module.CodeForm })));

const header = outsideHeaders["/sign-in"];

/** Only a path of this console: an address from outside must not be followed after sign-in. */
const safeReturn = (value: string | null): string => (value !== null && /^\/(?![/\\])/.test(value) ? value : paths.fleet());

export function Component() {
  const { isAuthenticated } = useConvexAuth();
  const { signIn } = useAuthActions();
  const { data: setup } = useQuery(accountQueries.setup());
  const [search] = useSearchParams();
  const [isBusy, setIsBusy] = useState(false);
  const [failure, setFailure] = useState<string>();
  // Names the sign-in whose password was right and whose code is awaited.
  const [attempt, setAttempt] = useState<string>();

  if (isAuthenticated) return <Navigate to={safeReturn(search.get("returnTo"))} replace />;

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const next = newAttempt();
    setFailure(undefined);
    setIsBusy(true);
    try {
      await signIn("password", {
        flow: "signIn",
        email: String(form.get("email") ?? "").trim(),
        password: String(form.get("password") ?? ""),
        attempt: next,
      });
    } catch (error) {
      if (appErrorOf(error)?.code === "second_factor") setAttempt(next);
      else setFailure(describeSignInError(error, "signIn"));
    } finally {
      setIsBusy(false);
    }
  };

  if (attempt !== undefined) {
    return (
      <AccountFrame title={header.title} intro={t`Your password is right. Now the second factor.`}>
        <Suspense fallback={<div className="min-h-48" />}>
          <CodeForm attempt={attempt} onBack={() => setAttempt(undefined)} />
        </Suspense>
      </AccountFrame>
    );
  }

  return (
    <AccountFrame
      title={header.title}
      intro={
        setup?.needsSetup === true
          ? t`This console has no operator yet. Open the first-run link that the server printed when it started.`
          : header.intro
      }
    >
      <LeftMoving />
      <form className="grid gap-4" onSubmit={(event) => void submit(event)}>
        <Input label={t`E-mail`} name="email" type="email" inputMode="email" autoComplete="username webauthn" required />
        <Input label={t`Password`} name="password" type="password" autoComplete="current-password" required />
        {failure === undefined ? null : <ErrorNote text={failure} />}
        <Button type="submit" tone="primary" isBusy={isBusy}>
          {t`Sign in`}
        </Button>
      </form>
      <Suspense>
        <PasskeyButton />
      </Suspense>
      <Suspense>
        <ProviderButtons returnTo={safeReturn(search.get("returnTo"))} />
      </Suspense>
      <p className="text-caption text-muted">{header.note}</p>
    </AccountFrame>
  );
}
