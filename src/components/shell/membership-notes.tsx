import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Link } from "react-router";

import { type Account, useAuthActions } from "#src/api/account.ts";
import { switchOrganization } from "#src/api/organization.ts";
import { Button } from "#src/components/ui/button.tsx";
import { paths } from "#src/paths.ts";

import { PasswordBanner } from "./password-banner.tsx";

/** For somebody who does not belong to the organization of this tab (any more). No other one takes its place by itself. */
export function NoOrganization({ account: { user, memberships } }: { account: Account }) {
  const { signOut } = useAuthActions();
  const { email } = user;
  return (
    <main className="mx-auto grid max-w-lg justify-items-start gap-3 px-4 py-16">
      <h1 className="text-title">{memberships.length === 0 ? t`No organization` : t`Not in this organization`}</h1>
      <p className="text-muted">
        {memberships.length === 0
          ? t`${email} is not a member of any organization any more. Ask an admin for an invitation.`
          : t`${email} does not belong to the organization that this tab showed. Go to one of yours:`}
      </p>
      <div className="flex flex-wrap gap-2">
        {memberships.map(({ organization }) => (
          <Button key={organization.id} tone="primary" onClick={() => switchOrganization(organization.id)}>
            {organization.name}
          </Button>
        ))}
        <Button onClick={() => void signOut()}>{t`Sign out`}</Button>
      </div>
    </main>
  );
}

/** What the organization asks of the sign-in, and this one lacks: the way to it. */
export function SignInBanner({ account: { lacksMoreThanPassword } }: { account: Account }) {
  return lacksMoreThanPassword === null ? <SecondFactorBanner /> : <PasswordBanner hasWay={lacksMoreThanPassword.hasWay} />;
}

/** Leads somebody to the second factor that their organization asks for. It blocks nothing by itself: the server does. */
function SecondFactorBanner() {
  return (
    <p className="border-b border-warn/40 bg-warn-soft px-4 py-2 text-body">
      <Trans>
        <strong className="font-semibold">Your organization asks for a second factor.</strong> Until you have one you can look, stop and
        demote, nothing else.{" "}
        <Link to={paths.settingsProfile()} className="font-semibold underline underline-offset-4">
          Set it up
        </Link>
      </Trans>
    </p>
  );
}
