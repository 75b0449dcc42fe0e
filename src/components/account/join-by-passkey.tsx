import { t } from "@lingui/core/macro";

import { describePasskeyError, type JoinProof, useJoinByPasskey, usePasskeysReason } from "#src/api/passkeys.ts";
import { Button } from "#src/components/ui/button.tsx";
import { ErrorNote } from "#src/components/ui/error-note.tsx";

/** Makes the account with a passkey in place of a password, where there can be one; else nothing. `read`: who it is for, `null` while that is not complete. */
export function JoinByPasskey({
  proof,
  read,
}: {
  proof: JoinProof;
  read: () => { name: string; email: string; organizationName: string } | null;
}) {
  const reason = usePasskeysReason();
  const join = useJoinByPasskey();
  if (reason !== undefined) return null;
  const submit = () => {
    const who = read();
    if (who !== null) join.mutate({ proof, name: who.name, email: who.email, organizationName: who.organizationName });
  };
  return (
    <div className="grid gap-3">
      {join.error === null ? null : <ErrorNote text={describePasskeyError(join.error)} />}
      <Button isBusy={join.isPending} onClick={submit}>{t`Create account with a passkey`}</Button>
      <p className="text-caption text-muted">{t`In place of the password: finger, face or PIN of this device, or a security key.`}</p>
    </div>
  );
}
