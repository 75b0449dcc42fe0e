import { plural, t } from "@lingui/core/macro";
import { type FormEvent, useId } from "react";

import { useIsConnected } from "#src/api/connection.ts";
import { appErrorOf, describeError } from "#src/api/errors.ts";
import { serverWords } from "#src/api/server-words.ts";
import { type SignInProviders, useAddProvider, useRemoveProvider, useReplaceProviderSecret } from "#src/api/sign-in-providers.ts";
import { Button } from "#src/components/ui/button.tsx";
import { Dialog } from "#src/components/ui/dialog.tsx";
import { ErrorNote } from "#src/components/ui/error-note.tsx";
import { Input } from "#src/components/ui/field.tsx";
import { addToast } from "#src/lib/toast.ts";

import { ConfirmDialog } from "./confirm-dialog.tsx";

type Listed = SignInProviders["providers"][number];
/** One that an admin has set. */
export type OwnProvider = Listed & { set: NonNullable<Listed["set"]> };

const useOffline = () => (useIsConnected() ? undefined : t`No connection to the server.`);

/** What is wrong, at the field that it is about; else below them. */
function errorAt(error: Error | null, fields: readonly string[]): (field: string | null) => string | undefined {
  const data = appErrorOf(error);
  const at = data?.code === "invalid" ? data.path.slice("$.".length) : "";
  const known = fields.includes(at) ? at : null;
  return (field) =>
    error === null || field !== known
      ? undefined
      : data?.code === "invalid" && known !== null
        ? serverWords(data.message)
        : describeError(error);
}

const textsOf = (event: FormEvent<HTMLFormElement>) => {
  event.preventDefault();
  const form = new FormData(event.currentTarget);
  return (name: string) => String(form.get(name) ?? "");
};

const secret = {
  label: t`Client secret`,
  name: "secret",
  type: "password",
  autoComplete: "off",
  required: true,
  maxLength: 1_000,
} as const;

export function AddProvider({ onClose }: { onClose: () => void }) {
  const add = useAddProvider();
  const offline = useOffline();
  const form = useId();
  const at = errorAt(add.error, ["name", "issuer", "clientId", "secret"]);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    const text = textsOf(event);
    if (add.isPending || offline !== undefined) return;
    const name = text("name");
    add.mutate(
      { name, issuer: text("issuer"), clientId: text("clientId"), secret: text("secret") },
      {
        onSuccess: () => {
          addToast({ tone: "ok", text: t`People may sign in with ${name} now.` });
          onClose();
        },
      },
    );
  };
  const other = at(null);
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={t`Add a sign-in provider`}
      description={t`Everybody sees its button on the sign-in page. It lets in whom you invite and who connects an account of theirs, nobody else.`}
      actions={<Button tone="primary" type="submit" form={form} isBusy={add.isPending} disabledReason={offline}>{t`Add provider`}</Button>}
    >
      <form id={form} className="grid gap-3" onSubmit={submit}>
        <Input
          data-first-focus
          label={t`Name`}
          hint={t`As it stands on the button: Sign in with …`}
          name="name"
          autoComplete="off"
          maxLength={40}
          required
          error={at("name")}
        />
        <Input
          label={t`Issuer`}
          hint={t`The address at which the provider describes itself, such as https://keycloak.lab.example/realms/lab.`}
          name="issuer"
          type="url"
          inputMode="url"
          autoComplete="off"
          maxLength={500}
          required
          error={at("issuer")}
        />
        <Input label={t`Client ID`} name="clientId" autoComplete="off" spellCheck={false} maxLength={200} required error={at("clientId")} />
        <Input {...secret} hint={t`Kept encrypted, and shown to nobody again.`} error={at("secret")} />
        {other === undefined ? null : <ErrorNote text={other} />}
      </form>
    </Dialog>
  );
}

export function ReplaceSecret({ provider: { set, name }, onClose }: { provider: OwnProvider; onClose: () => void }) {
  const replace = useReplaceProviderSecret();
  const offline = useOffline();
  const form = useId();
  const at = errorAt(replace.error, ["secret"]);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    const text = textsOf(event);
    if (!replace.isPending && offline === undefined) replace.mutate({ id: set.id, secret: text("secret") }, { onSuccess: onClose });
  };
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={t`Replace the secret of ${name}`}
      description={t`The next sign-in uses it. The one before is forgotten at once.`}
      actions={
        <Button tone="primary" type="submit" form={form} isBusy={replace.isPending} disabledReason={offline}>{t`Replace secret`}</Button>
      }
    >
      <form id={form} onSubmit={submit}>
        <Input data-first-focus {...secret} error={at("secret") ?? at(null)} />
      </form>
    </Dialog>
  );
}

export function RemoveProvider({ provider: { set, name, people }, onClose }: { provider: OwnProvider; onClose: () => void }) {
  const remove = useRemoveProvider();
  const offline = useOffline();
  const connected = plural(people, { one: "# person is connected there.", other: "# people are connected there." });
  return (
    <ConfirmDialog
      subject={set}
      removal={remove}
      title={t`Remove ${name}`}
      description={
        people === 0
          ? t`Nobody signs in by it. Its button goes from the sign-in page.`
          : t`${connected} Whoever has neither password nor passkey cannot sign in again without it. Who is signed in stays so, and what is connected counts again when the provider is back.`
      }
      label={t`Remove provider`}
      disabledReason={offline}
      onClose={onClose}
    />
  );
}
