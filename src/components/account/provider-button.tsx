import { t } from "@lingui/core/macro";
import { useQuery } from "@tanstack/react-query";

import { describeError } from "#src/api/errors.ts";
import { oidcQueries, useSignInByProvider } from "#src/api/oidc.ts";
import { Button } from "#src/components/ui/button.tsx";
import { ErrorNote } from "#src/components/ui/error-note.tsx";

/** Signs in by the OpenID provider, where the server has one; else nothing. With `invitation`, accepts it. */
export function ProviderButton({ returnTo, invitation }: { returnTo: string; invitation?: string }) {
  const { data: provider } = useQuery(oidcQueries.offer());
  const leave = useSignInByProvider();
  if (provider === undefined || provider === null) return null;
  const { name } = provider;
  return (
    <div className="grid gap-3">
      {leave.error === null ? null : <ErrorNote text={describeError(leave.error)} />}
      <Button isBusy={leave.isPending || leave.isSuccess} onClick={() => leave.mutate({ returnTo, invitation })}>
        {invitation === undefined ? t`Sign in with ${name}` : t`Join with ${name}`}
      </Button>
    </div>
  );
}
