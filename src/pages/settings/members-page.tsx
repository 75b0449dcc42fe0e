import { t } from "@lingui/core/macro";
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense } from "react";

import { useRoleReason } from "#src/api/account.ts";
import { useIsConnected } from "#src/api/connection.ts";
import { describeError } from "#src/api/errors.ts";
import { secondFactorQueries } from "#src/api/second-factor.ts";
import { settingsQueries } from "#src/api/settings.ts";
import { signInRuleQueries } from "#src/api/sign-in-rule.ts";
import { Invitations } from "#src/components/settings/invitations.tsx";
import { MemberTable } from "#src/components/settings/member-table.tsx";
import { ErrorNote } from "#src/components/ui/error-note.tsx";
import { TableSkeleton } from "#src/components/ui/skeleton.tsx";

const RequireSecondFactor = lazy(() =>
  import("#src/components/settings/require-second-factor.tsx").then((module) => ({ default: module.RequireSecondFactor })),
);

const SignInRuleChoice = lazy(() =>
  import("#src/components/settings/sign-in-rule.tsx").then((module) => ({ default: module.SignInRuleChoice })),
);

const SignInProviders = lazy(() =>
  import("#src/components/settings/sign-in-providers.tsx").then((module) => ({ default: module.SignInProviders })),
);

export function Component() {
  const { data: members, error } = useQuery(settingsQueries.members());
  const { data: secondFactor } = useQuery(secondFactorQueries.status());
  const { data: rule } = useQuery(signInRuleQueries.status());
  const roleReason = useRoleReason("admin");
  const isConnected = useIsConnected();
  const disabledReason = roleReason ?? (isConnected ? undefined : t`No connection to the server.`);
  const isWaiting = members === undefined || ((secondFactor === undefined || rule === undefined) && roleReason === undefined);
  // Alone, as how far down the rest stands depends on them.
  if (isWaiting && !error) return <TableSkeleton rows={3} />;
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-8">
      <section className="grid grid-cols-[minmax(0,1fr)] gap-3">
        {error ? <ErrorNote text={describeError(error)} /> : null}
        {isWaiting ? null : <MemberTable members={members} disabledReason={disabledReason} />}
      </section>
      {roleReason === undefined && members !== undefined && secondFactor !== undefined ? (
        <Suspense fallback={<div className="h-28" />}>
          <RequireSecondFactor members={members} status={secondFactor} disabledReason={disabledReason} />
        </Suspense>
      ) : null}
      {roleReason === undefined && members !== undefined && rule !== undefined ? (
        <Suspense fallback={<div className="h-28" />}>
          <SignInRuleChoice members={members} rule={rule} disabledReason={disabledReason} />
        </Suspense>
      ) : null}
      {roleReason === undefined ? (
        <>
          <Invitations disabledReason={disabledReason} />
          <Suspense fallback={<div className="h-40" />}>
            <SignInProviders disabledReason={disabledReason} />
          </Suspense>
        </>
      ) : (
        <p className="text-muted">{t`Only admins may invite people.`}</p>
      )}
    </div>
  );
}
