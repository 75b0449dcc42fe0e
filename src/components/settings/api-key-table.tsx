import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { lazy, Suspense } from "react";

import { serverNow, useServerNow } from "#src/api/clock.ts";
import { roleWords } from "#src/lib/role-words.ts";
import type { ApiKey } from "#src/api/settings.ts";
import { Button } from "#src/components/ui/button.tsx";
import { CopyButton } from "#src/components/ui/copy-button.tsx";
import { StateMark } from "#src/components/ui/state-mark.tsx";
import { Cell, HeadCell, Row, Table, TableHead } from "#src/components/ui/table.tsx";
import { AbsoluteTime, RelativeTime } from "#src/components/ui/time.tsx";

const LimitLines = lazy(() => import("./limit-lines.tsx").then((module) => ({ default: module.LimitLines })));

function KeyState({ apiKey, now }: { apiKey: ApiKey; now: number }) {
  if (apiKey.revokedAt !== null) return <StateMark shape="cross" tone="neutral">{t`Revoked`}</StateMark>;
  if (apiKey.expiresAt !== null && apiKey.expiresAt <= now) return <StateMark shape="cross" tone="warn">{t`Expired`}</StateMark>;
  return <StateMark shape="disc" tone="ok">{t`Works`}</StateMark>;
}

const copyLabel = ({ name }: ApiKey) => t`Copy the id of the key ${name}`;
const fromWords = (address: string) => t`from ${address}`;

type ApiKeyTableProps = {
  keys: readonly ApiKey[];
  disabledReason: string | undefined;
  onRevoke: (key: ApiKey) => void;
  onLimit: (key: ApiKey) => void;
};

export function ApiKeyTable({ keys, disabledReason, onRevoke, onLimit }: ApiKeyTableProps) {
  const now = useServerNow();
  return (
    <Table label={t`API keys`}>
      <TableHead>
        <HeadCell>{t`Name`}</HeadCell>
        <HeadCell>{t`State`}</HeadCell>
        <HeadCell>{t`Role`}</HeadCell>
        <HeadCell>{t`Last used`}</HeadCell>
        <HeadCell className="max-md:hidden">{t`Ends`}</HeadCell>
        <HeadCell className="max-lg:hidden">{t`Created`}</HeadCell>
        <HeadCell isNumber>{t`Actions`}</HeadCell>
      </TableHead>
      <tbody>
        {keys.map((key) => (
          <Row key={key.id}>
            <Cell>
              <span className="font-medium">{key.name}</span>
              <span className="flex items-center gap-1">
                <code className="font-mono text-caption text-muted">{key.prefix}…</code>
                <CopyButton text={key.id} label={copyLabel(key)} />
              </span>
            </Cell>
            <Cell>
              <KeyState apiKey={key} now={now} />
            </Cell>
            <Cell>
              {roleWords[key.role]}
              {key.limits === undefined ? null : (
                <Suspense>
                  <LimitLines limits={key.limits} />
                </Suspense>
              )}
            </Cell>
            <Cell className="text-muted">
              {key.lastUsedAt === null ? (
                t`never`
              ) : (
                <>
                  <RelativeTime at={key.lastUsedAt} now={serverNow} />
                  {key.lastUsedFrom === null ? null : <span className="block text-caption">{fromWords(key.lastUsedFrom)}</span>}
                </>
              )}
            </Cell>
            <Cell className="text-muted max-md:hidden">
              {key.expiresAt === null ? t`when revoked` : <AbsoluteTime at={key.expiresAt} />}
            </Cell>
            <Cell className="text-muted max-lg:hidden">
              <Trans>
                <RelativeTime at={key.createdAt} now={serverNow} /> by {key.createdBy.name}
              </Trans>
            </Cell>
            <Cell isNumber>
              {key.revokedAt === null ? (
                <span className="inline-flex flex-wrap justify-end gap-2">
                  <Button
                    size="small"
                    disabledReason={disabledReason ?? (key.role === "admin" ? t`A key of the admin role may act everywhere.` : undefined)}
                    onClick={() => onLimit(key)}
                  >{t`Limits…`}</Button>
                  <Button size="small" disabledReason={disabledReason} onClick={() => onRevoke(key)}>{t`Revoke…`}</Button>
                </span>
              ) : null}
            </Cell>
          </Row>
        ))}
      </tbody>
    </Table>
  );
}
