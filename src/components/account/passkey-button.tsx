import { t } from "@lingui/core/macro";

import { usePasskeysInField } from "#src/api/passkeys-in-field.ts";
import { describePasskeyError, usePasskeysReason, useSignInByPasskey } from "#src/api/passkeys.ts";
import { Button } from "#src/components/ui/button.tsx";
import { ErrorNote } from "#src/components/ui/error-note.tsx";

/** Signs in by a passkey, where there can be one: by this button, or chosen where the browser completes the e-mail address. Else nothing. */
export function PasskeyButton() {
  return usePasskeysReason() === undefined ? <Offer /> : null;
}

function Offer() {
  const signIn = useSignInByPasskey();
  const failure = usePasskeysInField(signIn.isPending) ?? signIn.error;
  return (
    <div className="grid gap-3">
      {failure === null ? null : <ErrorNote text={describePasskeyError(failure)} />}
      <Button isBusy={signIn.isPending} onClick={() => signIn.mutate()}>{t`Sign in with a passkey`}</Button>
    </div>
  );
}
