import { t } from "@lingui/core/macro";
import { lazy, Suspense, useEffect, useState } from "react";
import { Navigate } from "react-router";

import { useAuthActions, useConvexAuth } from "#src/api/account.ts";
import { appErrorOf, describeError } from "#src/api/errors.ts";
import { type Returned, takeReturned, useFinishSignedIn, useProviderName, useSignInByProvider } from "#src/api/oidc.ts";
import { AccountFrame } from "#src/components/account/account-frame.tsx";
import { Button, ButtonLink } from "#src/components/ui/button.tsx";
import { ErrorNote } from "#src/components/ui/error-note.tsx";
import { Skeleton } from "#src/components/ui/skeleton.tsx";
import { outsideHeaders } from "#src/page-headers.ts";
import { addToast } from "#src/lib/toast.ts";
import { paths } from "#src/paths.ts";

const CodeForm = lazy(() => import("#src/components/account/code-form.tsx").then((module) => ({ default: module.CodeForm })));

const header = outsideHeaders["/sign-in/oidc"];

// Before anything is drawn, asked or logged: from here on only this page knows it.
let waiting = takeReturned();

type Step = { kind: "working" | "code" | "done" } | { kind: "refused"; text: string };

function firstStep(returned: Returned | null): Step {
  if (returned === null)
    return {
      kind: "refused",
      text: t`There is no sign-in to finish here. It was finished already, took too long, or was begun in another tab.`,
    };
  // What the provider says besides is not shown: anybody can write it into a link.
  if ("error" in returned.answer)
    return {
      kind: "refused",
      text:
        returned.answer.error === "access_denied"
          ? t`The sign-in was cancelled or is not allowed there.`
          : t`The provider could not sign you in. Try again.`,
    };
  return { kind: "working" };
}

/** Where every OpenID provider sends people back to: the one page that takes what it says. */
export function Component() {
  const [returned] = useState(() => waiting);
  const [step, setStep] = useState<Step>(() => firstStep(returned));
  const { isLoading, isAuthenticated } = useConvexAuth();
  const { signIn } = useAuthActions();
  const finish = useFinishSignedIn();
  const name = useProviderName(returned?.provider) ?? t`your provider`;

  // The outside system is the provider, whose answer counts once: it is given to the server once, however often this is drawn.
  useEffect(() => {
    if (waiting === null || (waiting.purpose !== "signIn" && isLoading)) return;
    const { answer, attempt, purpose, invitation } = waiting;
    waiting = null;
    if ("error" in answer) return;
    const given =
      purpose === "signIn"
        ? signIn("oidc", { ...answer, attempt, ...(invitation === undefined ? {} : { invitation }) })
        : finish.mutateAsync({ ...answer, attempt });
    given.then(
      () => setStep({ kind: "done" }),
      (error: unknown) => {
        const data = appErrorOf(error);
        setStep(
          data?.code === "second_factor" && data.needs === "code" ? { kind: "code" } : { kind: "refused", text: describeError(error) },
        );
      },
    );
  }, [isLoading, signIn, finish]);

  if (returned !== null && step.kind !== "refused" && step.kind !== "working" && isAuthenticated)
    return <Onward returned={returned} wasAskedCode={step.kind === "code"} name={name} />;
  if (step.kind === "code") {
    return (
      <AccountFrame title={header.title} intro={t`${name} has said who you are. Now the second factor.`}>
        <Suspense fallback={<div className="min-h-48" />}>
          <CodeForm attempt={returned?.attempt ?? ""} onBack={() => location.assign(paths.signIn())} />
        </Suspense>
      </AccountFrame>
    );
  }
  if (step.kind === "refused") return <Refused returned={returned} text={step.text} isSignedIn={isAuthenticated} />;
  return (
    <AccountFrame title={header.title} intro={header.intro}>
      <Skeleton className="h-24" />
    </AccountFrame>
  );
}

/** Whoever was asked for a code has an account, so their invitation is still to be accepted. */
function Onward({ returned, wasAskedCode, name }: { returned: Returned; wasAskedCode: boolean; name: string }) {
  const { purpose, returnTo, invitation } = returned;
  useEffect(() => {
    if (purpose === "connect") addToast({ tone: "ok", text: t`Connected with ${name}.` });
  }, [purpose, name]);
  return <Navigate to={wasAskedCode && invitation !== undefined ? `${paths.invite()}#token=${invitation}` : returnTo} replace />;
}

function Refused({ returned, text, isSignedIn }: { returned: Returned | null; text: string; isSignedIn: boolean }) {
  const leave = useSignInByProvider();
  const isSignIn = returned?.purpose === "signIn";
  return (
    <AccountFrame title={isSignIn ? t`Not signed in` : t`Not finished`} intro={t`Nothing was changed.`}>
      <ErrorNote text={leave.error === null ? text : describeError(leave.error)} />
      <div className="flex flex-wrap gap-2">
        {returned !== null && isSignIn ? (
          <Button
            tone="primary"
            isBusy={leave.isPending || leave.isSuccess}
            onClick={() =>
              leave.mutate({ provider: returned.provider, returnTo: returned.returnTo, invitation: returned.invitation, asksAgain: true })
            }
          >{t`Try another account there`}</Button>
        ) : null}
        {returned?.invitation === undefined ? null : (
          <ButtonLink to={`${paths.invite()}#token=${returned.invitation}`}>{t`Back to the invitation`}</ButtonLink>
        )}
        {isSignedIn ? (
          <ButtonLink to={returned?.returnTo ?? paths.fleet()}>{t`Back`}</ButtonLink>
        ) : (
          <ButtonLink to={paths.signIn()}>{t`Sign in here`}</ButtonLink>
        )}
      </div>
    </AccountFrame>
  );
}
