import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";

import { describeError } from "#src/api/errors.ts";
import { type NoticeKind, noticeQueries, useCreateWebhook, useRemoveWebhook, type Webhook } from "#src/api/notices.ts";
import { ConfirmDialog } from "#src/components/settings/confirm-dialog.tsx";
import { SecretOnce } from "#src/components/settings/secret-once.tsx";
import { Button } from "#src/components/ui/button.tsx";
import { ErrorNote } from "#src/components/ui/error-note.tsx";
import { Input } from "#src/components/ui/field.tsx";
import { TableSkeleton } from "#src/components/ui/skeleton.tsx";
import { useOpenedOf } from "#src/components/ui/use-opened.ts";

import { KindChoice } from "./kind-choice.tsx";
import { noticeKinds } from "./notice-words.ts";
import { WebhookCard } from "./webhook-card.tsx";

const everyKind = noticeKinds.map(({ kind }): NoticeKind => kind);

const none: readonly Webhook[] = [];

/** Where the organization's notices are posted to. For admins: the server refuses it to others. */
export function Webhooks({ disabledReason }: { disabledReason: string | undefined }) {
  const { data, error } = useQuery(noticeQueries.webhooks());
  const create = useCreateWebhook();
  const remove = useRemoveWebhook();
  const [kinds, setKinds] = useState<NoticeKind[]>(everyKind);
  const [made, setMade] = useState<{ url: string; secret: string } | null>(null);
  const [ending, setEnding] = useOpenedOf("remove", data ?? none);

  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const url = String(new FormData(form).get("url") ?? "").trim();
    create.mutate(
      { url, kinds },
      {
        onSuccess: ({ secret }) => {
          setMade({ url, secret });
          form.reset();
        },
      },
    );
  };

  const madeUrl = made?.url ?? "";
  const endingUrl = ending?.url ?? "";
  return (
    <section aria-label={t`Webhooks`} className="grid gap-4">
      <h2 className="text-heading">{t`Webhooks of the organization`}</h2>
      <p className="text-muted">
        <Trans>
          Notices are posted to these addresses, signed, and sent again until they are taken.{" "}
          <a href="/docs/guides/notifications" target="_blank" className="underline">
            How a receiver checks them
          </a>
        </Trans>
      </p>
      {error ? <ErrorNote text={describeError(error)} /> : null}
      {data === undefined ? (
        error ? null : (
          <TableSkeleton rows={2} />
        )
      ) : data.length === 0 ? (
        <p className="card border-dashed px-4 py-3 text-muted">
          <Trans>
            <strong className="font-medium text-foreground">No webhooks yet.</strong> Add one below to be told in a chat, a pager or a
            program of yours.
          </Trans>
        </p>
      ) : (
        <ul className="grid gap-3">
          {data.map((webhook) => (
            <WebhookCard key={webhook.id} webhook={webhook} disabledReason={disabledReason} onRemove={() => setEnding(webhook)} />
          ))}
        </ul>
      )}
      {made === null ? null : (
        <SecretOnce
          title={t`Webhook secret`}
          explanation={t`Whoever receives at ${madeUrl} checks with it that a message is ours.`}
          secret={made.secret}
          label={t`webhook secret`}
          onDone={() => setMade(null)}
        />
      )}
      <form onSubmit={submit} aria-label={t`New webhook`} className="card grid justify-items-start gap-3 p-4">
        <Input
          label={t`Address`}
          hint={t`https, and a host name of the internet.`}
          name="url"
          type="url"
          required
          maxLength={500}
          placeholder="https://hooks.example/reflex"
          autoComplete="off"
          className="w-full max-w-xl"
          error={create.error === null ? undefined : describeError(create.error)}
        />
        <KindChoice legend={t`Post when`} chosen={kinds} onChange={setKinds} />
        <Button type="submit" tone="primary" isBusy={create.isPending} disabledReason={disabledReason}>{t`Add webhook`}</Button>
      </form>
      <ConfirmDialog
        subject={ending}
        removal={remove}
        title={t`Remove this webhook`}
        description={t`Nothing is posted to ${endingUrl} any more, and what still waits is not sent.`}
        label={t`Remove webhook`}
        disabledReason={disabledReason}
        onClose={() => setEnding(null)}
      />
    </section>
  );
}
