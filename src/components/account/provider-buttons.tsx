import { t } from "@lingui/core/macro";
import { useQuery } from "@tanstack/react-query";

import { describeError } from "#src/api/errors.ts";
import { oidcQueries, useSignInByProvider } from "#src/api/oidc.ts";
import { Button } from "#src/components/ui/button.tsx";
import { ErrorNote } from "#src/components/ui/error-note.tsx";

/** Signs in by an OpenID provider, one button for each that the server has. With `invitation`, accepts it. */
export function ProviderButtons({ returnTo, invitation }: { returnTo: string; invitation?: string }) {
  const { data: offers } = useQuery(oidcQueries.offers());
  const leave = useSignInByProvider();
  if (offers === undefined || offers.length === 0) return null;
  // The browser goes to one of them only.
  const chosen = leave.isPending || leave.isSuccess ? leave.variables.provider : undefined;
  return (
    <div className="grid gap-3">
      {leave.error === null ? null : <ErrorNote text={describeError(leave.error)} />}
      {offers.map(({ id, name }) => (
        <Button
          key={id}
          isBusy={chosen === id}
          disabledReason={chosen === undefined || chosen === id ? undefined : t`Another provider is being asked.`}
          onClick={() => leave.mutate({ provider: id, returnTo, invitation })}
        >
          {invitation === undefined ? t`Sign in with ${name}` : t`Join with ${name}`}
        </Button>
      ))}
    </div>
  );
}
