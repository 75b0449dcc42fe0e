import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import { Link, Navigate, useLocation } from "react-router";

import { accountQueries, useAuthActions, useConvexAuth, useJoin } from "#src/api/account.ts";
import { switchOrganization } from "#src/api/organization.ts";
import { describeError } from "#src/api/errors.ts";
import { AccountFrame } from "#src/components/account/account-frame.tsx";
import { NewAccountForm } from "#src/components/account/new-account-form.tsx";
import { Button, ButtonLink } from "#src/components/ui/button.tsx";
import { ErrorNote } from "#src/components/ui/error-note.tsx";
import { Skeleton } from "#src/components/ui/skeleton.tsx";
import { paths } from "#src/paths.ts";

const ProviderButtons = lazy(() =>
  import("#src/components/account/provider-buttons.tsx").then((module) => ({ default: module.ProviderButtons })),
);

/** Joining by invitation; its secret stands in the fragment as `token`. */
export function Component() {
  const { isLoading, isAuthenticated } = useConvexAuth();
  const { hash } = useLocation();
  // Whoever signs up on this very page has used the invitation with it.
  const [cameSignedIn, setCameSignedIn] = useState<boolean | null>(null);
  if (cameSignedIn === null && !isLoading) setCameSignedIn(isAuthenticated);
  const invitation = new URLSearchParams(hash.slice(1)).get("token");

  if (invitation === null || invitation === "") {
    return (
      <AccountFrame
        title={t`Invitation`}
        intro={t`This link is incomplete. Open the whole link you were given; it ends in #token= and a long code.`}
      >
        <ButtonLink to={paths.signIn()}>{t`Sign in instead`}</ButtonLink>
      </AccountFrame>
    );
  }
  if (isLoading) {
    return (
      <AccountFrame title={t`Invitation`} intro={t`Checking who you are.`}>
        <Skeleton className="h-48" />
      </AccountFrame>
    );
  }
  if (isAuthenticated) return cameSignedIn === false ? <Navigate to={paths.fleet()} replace /> : <JoinSignedIn invitation={invitation} />;
  return (
    <AccountFrame title={t`Join your organization`} intro={t`Create your account with the e-mail address you were invited by.`}>
      <NewAccountForm proof={{ invitation }} asksOrganization={false} submitLabel={t`Create account`} />
      <Suspense>
        <ProviderButtons returnTo={paths.fleet()} invitation={invitation} />
      </Suspense>
      <p className="text-caption text-muted">
        <Trans>
          Have an account?{" "}
          <Link to={paths.signIn()} className="underline">
            Sign in
          </Link>
          , then open this link again.
        </Trans>
      </p>
    </AccountFrame>
  );
}

/** Someone is signed in on this device already, in other organizations or in none. */
function JoinSignedIn({ invitation }: { invitation: string }) {
  const { data: account } = useQuery(accountQueries.me());
  const { signOut } = useAuthActions();
  const join = useJoin();
  const others = account?.memberships.map(({ organization }) => organization.name).join(", ") ?? "";
  const email = account?.user.email ?? "";
  return (
    <AccountFrame
      title={t`Join another organization`}
      intro={
        !account
          ? t`Checking who you are.`
          : others === ""
            ? t`You are signed in as ${email}, which belongs to no organization.`
            : t`You are signed in as ${email}, which belongs to ${others}.`
      }
    >
      {join.error ? <ErrorNote text={describeError(join.error)} /> : null}
      <div className="flex flex-wrap gap-2">
        <Button
          tone="primary"
          isBusy={join.isPending}
          disabledReason={account ? undefined : t`Checking who you are.`}
          onClick={() => join.mutate({ invitation }, { onSuccess: ({ organizationId }) => switchOrganization(organizationId) })}
        >
          {t`Join with this account`}
        </Button>
        <Button onClick={() => void signOut()}>{t`Sign out`}</Button>
      </div>
    </AccountFrame>
  );
}
