import { t } from "@lingui/core/macro";
import { type FormEvent, useState } from "react";

import { useAuthActions } from "#src/api/account.ts";
import { Button } from "#src/components/ui/button.tsx";
import { ErrorNote } from "#src/components/ui/error-note.tsx";
import { Input } from "#src/components/ui/field.tsx";

import { describeSignInError } from "./sign-in-error.ts";

/** The second half of a sign-in. `attempt` names the first, whose password was right. */
export function CodeForm({ attempt, onBack }: { attempt: string; onBack: () => void }) {
  const { signIn } = useAuthActions();
  const [isBusy, setIsBusy] = useState(false);
  const [failure, setFailure] = useState<string>();
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const code = String(new FormData(event.currentTarget).get("code") ?? "");
    setFailure(undefined);
    setIsBusy(true);
    try {
      await signIn("password", { flow: "code", attempt, code });
    } catch (error) {
      setFailure(describeSignInError(error, "code"));
    } finally {
      setIsBusy(false);
    }
  };
  return (
    <form className="grid gap-4" onSubmit={(event) => void submit(event)}>
      {/* One-time codes are asked for at once: the person just pressed a button to get here. */}
      <Input
        ref={(field) => field?.focus()}
        label={t`Code`}
        hint={t`Six digits of your authenticator, or one of your recovery codes.`}
        name="code"
        autoComplete="one-time-code"
        autoCapitalize="characters"
        spellCheck={false}
        maxLength={30}
        required
      />
      {failure === undefined ? null : <ErrorNote text={failure} />}
      <Button type="submit" tone="primary" isBusy={isBusy}>{t`Sign in`}</Button>
      <Button tone="quiet" onClick={onBack}>{t`Begin again`}</Button>
    </form>
  );
}
