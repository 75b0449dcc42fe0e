import { Navigate, useLocation } from "react-router";

import { useConvexAuth } from "#src/api/account.ts";
import { AccountFrame } from "#src/components/account/account-frame.tsx";
import { NewAccountForm } from "#src/components/account/new-account-form.tsx";
import { ButtonLink } from "#src/components/ui/button.tsx";
import { paths } from "#src/paths.ts";

/** Joining by invitation; its secret stands in the fragment as `token`. */
export function Component() {
  const { isAuthenticated } = useConvexAuth();
  const { hash } = useLocation();
  const invitation = new URLSearchParams(hash.slice(1)).get("token");
  if (isAuthenticated) return <Navigate to={paths.fleet()} replace />;
  if (invitation === null || invitation === "") {
    return (
      <AccountFrame title="Invitation" intro="This link is incomplete. Open the whole link you were given; it ends in #token= and a long code.">
        <ButtonLink to={paths.signIn()}>Sign in instead</ButtonLink>
      </AccountFrame>
    );
  }
  return (
    <AccountFrame title="Join your organization" intro="Create your account with the e-mail address you were invited by.">
      <NewAccountForm proof={{ invitation }} asksOrganization={false} submitLabel="Create account" />
    </AccountFrame>
  );
}
