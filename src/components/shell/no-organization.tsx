import { type Account, useAuthActions } from "#src/api/account.ts";
import { switchOrganization } from "#src/api/organization.ts";
import { Button } from "#src/components/ui/button.tsx";

/** For somebody who does not belong to the organization of this tab (any more). No other one takes its place by itself. */
export function NoOrganization({ account: { user, memberships } }: { account: Account }) {
  const { signOut } = useAuthActions();
  return (
    <main className="mx-auto grid max-w-lg justify-items-start gap-3 px-4 py-16">
      <h1 className="text-title">{memberships.length === 0 ? "No organization" : "Not in this organization"}</h1>
      <p className="text-muted">
        {memberships.length === 0
          ? `${user.email} is not a member of any organization any more. Ask an admin for an invitation.`
          : `${user.email} does not belong to the organization that this tab showed. Go to one of yours:`}
      </p>
      <div className="flex flex-wrap gap-2">
        {memberships.map(({ organization }) => <Button key={organization.id} tone="primary" onClick={() => switchOrganization(organization.id)}>{organization.name}</Button>)}
        <Button onClick={() => void signOut()}>Sign out</Button>
      </div>
    </main>
  );
}
