import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, lazy, Suspense, useState } from "react";

import { serverNow, useServerNow } from "#src/api/clock.ts";
import { useIsConnected } from "#src/api/connection.ts";
import { describeError } from "#src/api/errors.ts";
import { noticeQueries } from "#src/api/notices.ts";
import { roleWords } from "#src/lib/role-words.ts";
import {
  type Invitation,
  type Limits,
  type Role,
  settingsQueries,
  useCreateInvitation,
  useRevokeInvitation,
  useSendInvitation,
} from "#src/api/settings.ts";
import { Button } from "#src/components/ui/button.tsx";
import { ErrorNote } from "#src/components/ui/error-note.tsx";
import { Input } from "#src/components/ui/field.tsx";
import { TableSkeleton } from "#src/components/ui/skeleton.tsx";
import { Cell, HeadCell, Row, Table, TableHead } from "#src/components/ui/table.tsx";
import { Countdown, RelativeTime } from "#src/components/ui/time.tsx";
import { paths } from "#src/paths.ts";

import { RoleSelect } from "./role-select.tsx";
import { SecretOnce } from "./secret-once.tsx";

const LimitLines = lazy(() => import("./limit-lines.tsx").then((module) => ({ default: module.LimitLines })));
const NewLimits = lazy(() => import("./new-limits.tsx").then((module) => ({ default: module.NewLimits })));

/** The link carries its secret in the fragment, which browsers never send to a server or write to its log. */
const linkOf = (secret: string) => `${location.origin}${paths.invite()}#token=${encodeURIComponent(secret)}`;

/** Invitations; only admins may read or make them, so this is rendered for admins only. */
export function Invitations({ disabledReason }: { disabledReason: string | undefined }) {
  const { data: invitations, error } = useQuery(settingsQueries.invitations());
  const { data: mail } = useQuery(noticeQueries.mail());
  const create = useCreateInvitation();
  const [role, setRole] = useState<Role>("operator");
  const [limits, setLimits] = useState<Limits>({});
  const [made, setMade] = useState<{ email: string; secret: string } | null>(null);

  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const email = String(new FormData(form).get("email") ?? "").trim();
    create.mutate(
      { email, role, ...(role === "admin" ? {} : { limits }) },
      {
        onSuccess: ({ invitation }) => {
          setMade({ email, secret: invitation });
          form.reset();
          setLimits({});
        },
      },
    );
  };

  const madeFor = made?.email ?? "";
  return (
    <section aria-label={t`Invite someone`} className="grid gap-4">
      <h2 className="text-heading">{t`Invite someone`}</h2>
      <form onSubmit={submit} className="grid max-w-4xl gap-3 sm:grid-cols-[minmax(0,1fr)_16rem_auto] sm:items-end">
        <Input
          label={t`E-mail`}
          hint={t`The invitation is good for this address only.`}
          name="email"
          type="email"
          required
          autoComplete="off"
        />
        <RoleSelect role={role} onChange={setRole} />
        <Button type="submit" tone="primary" isBusy={create.isPending} disabledReason={disabledReason}>{t`Make invitation`}</Button>
      </form>
      {role === "admin" ? null : (
        <Suspense fallback={<div className="h-6" />}>
          <NewLimits
            summary={t`Let them act on some robots or deployments only`}
            note={t`It holds from the moment they join. An admin can change it then.`}
            limits={limits}
            onChange={setLimits}
          />
        </Suspense>
      )}
      {create.error === null ? null : <ErrorNote text={describeError(create.error)} />}
      {made === null ? null : (
        <SecretOnce
          title={t`Invitation for ${madeFor}`}
          explanation={t`Send them this link. It works once.`}
          secret={linkOf(made.secret)}
          label={t`invitation link`}
          onDone={() => setMade(null)}
        >
          {mail?.isConfigured === true ? <SendInvitation key={made.secret} email={made.email} secret={made.secret} /> : null}
        </SecretOnce>
      )}
      {error ? <ErrorNote text={describeError(error)} /> : null}
      {invitations === undefined ? (
        error ? null : (
          <TableSkeleton rows={2} />
        )
      ) : invitations.length === 0 ? (
        <p className="text-muted">{t`No invitations yet.`}</p>
      ) : (
        <InvitationTable invitations={invitations} />
      )}
    </section>
  );
}

/** The link by e-mail, while this page still has it. */
function SendInvitation({ email, secret }: { email: string; secret: string }) {
  const send = useSendInvitation();
  const isConnected = useIsConnected();
  return (
    <div className="grid justify-items-start gap-2">
      {send.error === null ? null : <ErrorNote text={describeError(send.error)} />}
      <p role="status" className={send.isSuccess ? "font-medium text-ok" : "sr-only"}>
        {send.isSuccess ? t`The mail server has taken the letter to ${email}.` : ""}
      </p>
      {send.isSuccess ? null : (
        <Button
          tone="primary"
          isBusy={send.isPending}
          disabledReason={isConnected ? undefined : t`No connection to the server.`}
          onClick={() => send.mutate({ invitation: secret })}
        >{t`Send it to ${email}`}</Button>
      )}
    </div>
  );
}

const overWords = { accepted: t`accepted`, revoked: t`revoked` } satisfies Record<Exclude<Invitation["state"], "open">, string>;

function InvitationTable({ invitations }: { invitations: readonly Invitation[] }) {
  const revoke = useRevokeInvitation();
  const now = useServerNow();
  return (
    <Table label={t`Invitations`}>
      <TableHead>
        <HeadCell>{t({ message: "For", context: "person" })}</HeadCell>
        <HeadCell>{t`Role`}</HeadCell>
        <HeadCell>{t`State`}</HeadCell>
        <HeadCell className="max-md:hidden">{t`Made`}</HeadCell>
        <HeadCell isNumber>{t`Actions`}</HeadCell>
      </TableHead>
      <tbody>
        {invitations.map((invitation) => {
          const isOver = invitation.expiresAt <= now;
          const left = <Countdown label={t`Invitation ends in`} until={invitation.expiresAt} now={serverNow} />;
          return (
            <Row key={invitation.id}>
              <Cell className="break-all">{invitation.email}</Cell>
              <Cell>
                {roleWords[invitation.role]}
                {invitation.limits === undefined ? null : (
                  <Suspense>
                    <LimitLines limits={invitation.limits} />
                  </Suspense>
                )}
              </Cell>
              <Cell>
                {invitation.state !== "open" ? overWords[invitation.state] : isOver ? t`expired` : <Trans>open, ends in {left}</Trans>}
                {invitation.mailedAt === null ? null : (
                  <span className="block text-caption text-muted">
                    <Trans>
                      Sent by e-mail <RelativeTime at={invitation.mailedAt} now={serverNow} />
                    </Trans>
                  </span>
                )}
              </Cell>
              <Cell className="text-muted max-md:hidden">
                <Trans>
                  <RelativeTime at={invitation.createdAt} now={serverNow} /> by {invitation.invitedBy.name}
                </Trans>
              </Cell>
              <Cell isNumber>
                {invitation.state === "open" && !isOver ? (
                  <Button size="small" isBusy={revoke.isPending} onClick={() => revoke.mutate({ id: invitation.id })}>{t`Revoke`}</Button>
                ) : null}
              </Cell>
            </Row>
          );
        })}
      </tbody>
    </Table>
  );
}
