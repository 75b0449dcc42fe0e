import { t } from "@lingui/core/macro";
import { type FormEvent, lazy, Suspense, useRef, useState } from "react";

import { useAuthActions } from "#src/api/account.ts";
import { Button } from "#src/components/ui/button.tsx";
import { ErrorNote } from "#src/components/ui/error-note.tsx";
import { Input } from "#src/components/ui/field.tsx";

import { describeSignInError } from "./sign-in-error.ts";

const JoinByPasskey = lazy(() => import("./join-by-passkey.tsx").then((module) => ({ default: module.JoinByPasskey })));

type NewAccountFormProps = {
  /** What permits the account: the first-run token or an invitation. */
  proof: { setupToken: string } | { invitation: string };
  asksOrganization: boolean;
  submitLabel: string;
};

const MIN_PASSWORD = 10;

export function NewAccountForm({ proof, asksOrganization, submitLabel }: NewAccountFormProps) {
  const { signIn } = useAuthActions();
  const [isBusy, setIsBusy] = useState(false);
  const [failure, setFailure] = useState<string>();
  const [wrong, setWrong] = useState<Partial<Record<"organizationName" | "name" | "email" | "password", string>>>({});

  const whole = useRef<HTMLFormElement>(null);

  /** What stands in the form; `null` where something of it is missing, which is then said. */
  const read = (asksPassword: boolean) => {
    const form = new FormData(whole.current ?? undefined);
    const text = (name: string) => String(form.get(name) ?? "").trim();
    const password = String(form.get("password") ?? "");
    const next: typeof wrong = {};
    if (asksOrganization && text("organizationName") === "") next.organizationName = t`Give the organization a name.`;
    if (text("name") === "") next.name = t`Give your name: it stands in the audit log beside what you do.`;
    if (!/^\S+@\S+$/.test(text("email"))) next.email = t`This is not an e-mail address.`;
    if (asksPassword && password.length < MIN_PASSWORD) next.password = t`At least ${MIN_PASSWORD} characters.`;
    setWrong(next);
    setFailure(undefined);
    return Object.keys(next).length > 0
      ? null
      : { name: text("name"), email: text("email"), password, organizationName: text("organizationName") };
  };

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const given = read(true);
    if (given === null) return;
    const { organizationName, ...account } = given;
    setIsBusy(true);
    try {
      await signIn("password", { flow: "signUp", ...account, ...proof, ...(asksOrganization ? { organizationName } : {}) });
    } catch (error) {
      setFailure(describeSignInError(error, "signUp"));
    } finally {
      setIsBusy(false);
    }
  };

  return (
    <form ref={whole} noValidate className="grid gap-4" onSubmit={(event) => void submit(event)}>
      {asksOrganization ? (
        <Input
          label={t`Organization`}
          name="organizationName"
          autoComplete="organization"
          hint={t`Owns the robots, sessions and receipts.`}
          error={wrong.organizationName}
        />
      ) : null}
      <Input label={t`Your name`} name="name" autoComplete="name" error={wrong.name} />
      <Input label={t`E-mail`} name="email" type="email" inputMode="email" autoComplete="username" error={wrong.email} />
      <Input
        label={t`Password`}
        name="password"
        type="password"
        autoComplete="new-password"
        hint={t`At least ${MIN_PASSWORD} characters. A password manager may fill it in.`}
        error={wrong.password}
      />
      {failure === undefined ? null : <ErrorNote text={failure} />}
      <Button type="submit" tone="primary" isBusy={isBusy}>
        {submitLabel}
      </Button>
      <Suspense>
        <JoinByPasskey proof={proof} read={() => read(false)} />
      </Suspense>
    </form>
  );
}
