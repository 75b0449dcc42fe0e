import { t } from "@lingui/core/macro";
import { lazy, Suspense } from "react";

import { serverNow } from "#src/api/clock.ts";
import { roleWords } from "#src/lib/role-words.ts";
import { type Member, useRemoveMember, useSetMemberRole } from "#src/api/settings.ts";
import { Button } from "#src/components/ui/button.tsx";
import { Cell, HeadCell, Row, Table, TableHead } from "#src/components/ui/table.tsx";
import { RelativeTime } from "#src/components/ui/time.tsx";
import { useMedia } from "#src/components/ui/use-media.ts";
import { useOpenedOf } from "#src/components/ui/use-opened.ts";

import { ConfirmDialog } from "./confirm-dialog.tsx";
import { roleHints, roles } from "./roles.ts";

const LimitLines = lazy(() => import("./limit-lines.tsx").then((module) => ({ default: module.LimitLines })));
const MemberLimits = lazy(() => import("./member-limits.tsx").then((module) => ({ default: module.MemberLimits })));
const ResetSecondFactor = lazy(() => import("./reset-second-factor.tsx").then((module) => ({ default: module.ResetSecondFactor })));

const roleLabel = ({ name }: Member) => t`Role of ${name}`;

export function MemberTable({ members, disabledReason }: { members: readonly Member[]; disabledReason: string | undefined }) {
  const setRole = useSetMemberRole();
  const remove = useRemoveMember();
  const [resetting, setResetting] = useOpenedOf("reset", members);
  const [limiting, setLimiting] = useOpenedOf("limits", members);
  const [leaving, setLeaving] = useOpenedOf("remove", members);
  const name = leaving?.name ?? "";
  // Beside each other the role and the buttons leave an address no room on a phone.
  const isNarrow = useMedia("(max-width: 40rem)");
  const roleOf = (member: Member) => (
    <>
      {disabledReason === undefined ? (
        <select
          aria-label={roleLabel(member)}
          className="min-h-control rounded-control border border-line-strong bg-surface px-2"
          value={member.role}
          onChange={(event) => setRole.mutate({ id: member.id, role: roles.find((role) => role === event.target.value) ?? member.role })}
        >
          {roles.map((role) => (
            <option key={role} value={role}>
              {roleWords[role]}
            </option>
          ))}
        </select>
      ) : (
        roleWords[member.role]
      )}
      <span className="block text-caption text-muted max-sm:hidden">{roleHints[member.role]}</span>
      {member.limits === undefined || member.role === "admin" ? null : (
        <Suspense>
          <LimitLines limits={member.limits} />
        </Suspense>
      )}
    </>
  );
  const actionsOn = (member: Member) => (
    <span className="inline-flex flex-wrap justify-end gap-2">
      <Button
        size="small"
        disabledReason={disabledReason ?? (member.role === "admin" ? t`An admin may act everywhere.` : undefined)}
        onClick={() => setLimiting(member)}
      >{t`Limits…`}</Button>
      {member.hasSecondFactor && !member.isMe && disabledReason === undefined ? (
        <Button size="small" onClick={() => setResetting(member)}>{t`Reset second factor…`}</Button>
      ) : null}
      <Button size="small" disabledReason={disabledReason} onClick={() => setLeaving(member)}>{t`Remove…`}</Button>
    </span>
  );
  return (
    <>
      <Table label={t`Members`}>
        <TableHead>
          <HeadCell>{t`Name`}</HeadCell>
          {isNarrow ? null : (
            <>
              <HeadCell>{t`Role`}</HeadCell>
              <HeadCell className="max-md:hidden">{t`Second factor`}</HeadCell>
              <HeadCell className="max-md:hidden">{t`Joined`}</HeadCell>
              <HeadCell isNumber>{t`Actions`}</HeadCell>
            </>
          )}
        </TableHead>
        <tbody>
          {members.map((member) => (
            <Row key={member.id}>
              <Cell>
                <span className="font-medium">{member.name}</span>
                {member.isMe ? <span className="text-muted"> {t`(you)`}</span> : null}
                <span className="block text-caption wrap-anywhere text-muted">
                  <Address email={member.email} />
                </span>
                {isNarrow ? (
                  <span className="mt-2 flex flex-wrap items-start justify-between gap-2">
                    <span>{roleOf(member)}</span>
                    {actionsOn(member)}
                  </span>
                ) : null}
              </Cell>
              {isNarrow ? null : (
                <>
                  <Cell>{roleOf(member)}</Cell>
                  <Cell className="text-muted max-md:hidden">
                    {member.hasSecondFactor ? t`yes` : t({ message: "none", context: "second factor" })}
                  </Cell>
                  <Cell className="text-muted max-md:hidden">
                    <RelativeTime at={member.joinedAt} now={serverNow} />
                  </Cell>
                  <Cell isNumber>{actionsOn(member)}</Cell>
                </>
              )}
            </Row>
          ))}
        </tbody>
      </Table>
      <Suspense>
        {resetting === null ? null : (
          <ResetSecondFactor member={resetting} disabledReason={disabledReason} onClose={() => setResetting(null)} />
        )}
      </Suspense>
      <Suspense>
        {limiting === null ? null : <MemberLimits member={limiting} disabledReason={disabledReason} onClose={() => setLimiting(null)} />}
      </Suspense>
      <ConfirmDialog
        subject={leaving}
        removal={remove}
        title={t`Remove ${name}`}
        description={
          leaving?.isMe === true
            ? t`You will see nothing of this organization any more. What was done stays in the audit log.`
            : t`They will see nothing of this organization any more. What was done stays in the audit log.`
        }
        label={t`Remove ${name}`}
        disabledReason={disabledReason}
        onClose={() => setLeaving(null)}
      />
    </>
  );
}

/** An address that is too long for its line breaks before what stands behind the @. */
function Address({ email }: { email: string }) {
  const at = email.lastIndexOf("@");
  return at < 1 ? (
    email
  ) : (
    <>
      {email.slice(0, at)}
      <wbr />
      {email.slice(at)}
    </>
  );
}
