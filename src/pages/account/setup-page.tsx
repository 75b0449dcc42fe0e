import { t } from "@lingui/core/macro";
import { useQuery } from "@tanstack/react-query";
import { Navigate, useLocation } from "react-router";

import { accountQueries, useConvexAuth } from "#src/api/account.ts";
import { describeError } from "#src/api/errors.ts";
import { AccountFrame } from "#src/components/account/account-frame.tsx";
import { NewAccountForm } from "#src/components/account/new-account-form.tsx";
import { ButtonLink } from "#src/components/ui/button.tsx";
import { ErrorNote } from "#src/components/ui/error-note.tsx";
import { Skeleton } from "#src/components/ui/skeleton.tsx";
import { paths } from "#src/paths.ts";

/** First run: the token stands in the fragment, so that it is in no request and no log. */
export function Component() {
  const { isAuthenticated } = useConvexAuth();
  const { data: setup, error } = useQuery(accountQueries.setup());
  const { hash } = useLocation();
  const token = new URLSearchParams(hash.slice(1)).get("token");

  if (isAuthenticated) return <Navigate to={paths.fleet()} replace />;
  if (setup === undefined) {
    return (
      <AccountFrame title={t`First run`} intro={t`Asking the server whether it is set up.`}>
        {error ? <ErrorNote text={describeError(error)} /> : <Skeleton className="h-64" />}
      </AccountFrame>
    );
  }
  if (!setup.needsSetup) {
    return (
      <AccountFrame
        title={t`Already set up`}
        intro={t`This console has an organization and an admin. Sign in, or ask an admin for an invitation.`}
      >
        <ButtonLink to={paths.signIn()} tone="primary">
          {t`Sign in`}
        </ButtonLink>
      </AccountFrame>
    );
  }
  if (token === null || token === "") {
    return (
      <AccountFrame
        title={t`First run`}
        intro={t`Open the complete link that the server printed when it started. It ends in #token= and a long code, and works for 24 hours.`}
      >
        <p className="text-caption text-muted">{t`No link any more? Start the server again: it prints a new one until the first admin exists.`}</p>
      </AccountFrame>
    );
  }
  return (
    <AccountFrame title={t`Set up this console`} intro={t`Create the first admin and the organization. Everyone else joins by invitation.`}>
      <NewAccountForm proof={{ setupToken: token }} asksOrganization submitLabel={t`Create account and organization`} />
    </AccountFrame>
  );
}
