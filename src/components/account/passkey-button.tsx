import { t } from "@lingui/core/macro";

import { describePasskeyError, usePasskeysReason, useSignInByPasskey } from "#src/api/passkeys.ts";
import { Button } from "#src/components/ui/button.tsx";
import { ErrorNote } from "#src/components/ui/error-note.tsx";

/** Signs in by a passkey, where there can be one; else nothing. */
export function PasskeyButton() {
  const reason = usePasskeysReason();
  const signIn = useSignInByPasskey();
  if (reason !== undefined) return null;
  return (
    <div className="grid gap-3">
      {signIn.error === null ? null : <ErrorNote text={describePasskeyError(signIn.error)} />}
      <Button isBusy={signIn.isPending} onClick={() => signIn.mutate()}>{t`Sign in with a passkey`}</Button>
    </div>
  );
}
