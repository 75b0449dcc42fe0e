import { t } from "@lingui/core/macro";

import { serverNow, useServerNow } from "#src/api/clock.ts";
import type { WallLink } from "#src/api/wall.ts";
import { Button } from "#src/components/ui/button.tsx";
import { StateMark } from "#src/components/ui/state-mark.tsx";
import { Cell, HeadCell, Row, Table, TableHead } from "#src/components/ui/table.tsx";
import { AbsoluteTime, RelativeTime } from "#src/components/ui/time.tsx";

const fromWords = (address: string) => t`from ${address}`;

type WallLinkTableProps = { links: readonly WallLink[]; disabledReason: string | undefined; onRevoke: (link: WallLink) => void };

/** Which screens may show the fleet, until when, and when each was last used. */
export function WallLinkTable({ links, disabledReason, onRevoke }: WallLinkTableProps) {
  const now = useServerNow();
  return (
    <Table label={t`Screens`}>
      <TableHead>
        <HeadCell>{t`Name`}</HeadCell>
        <HeadCell>{t`State`}</HeadCell>
        <HeadCell>{t`Last used`}</HeadCell>
        <HeadCell className="max-md:hidden">{t`Ends`}</HeadCell>
        <HeadCell isNumber>{t`Actions`}</HeadCell>
      </TableHead>
      <tbody>
        {links.map((link) => (
          <Row key={link.id}>
            <Cell>
              <span className="font-medium">{link.name}</span>
              <code className="block font-mono text-caption text-muted">{link.prefix}…</code>
            </Cell>
            <Cell>
              {link.revokedAt === null && link.expiresAt > now ? (
                <StateMark shape="disc" tone="ok">{t`Works`}</StateMark>
              ) : link.expiresAt <= now ? (
                <StateMark shape="cross" tone="warn">{t`Expired`}</StateMark>
              ) : (
                <StateMark shape="cross" tone="neutral">{t`Revoked`}</StateMark>
              )}
            </Cell>
            <Cell className="text-muted">
              {link.lastUsedAt === null ? t`never` : <RelativeTime at={link.lastUsedAt} now={serverNow} />}
              {link.lastUsedFrom === null ? null : <span className="block text-caption">{fromWords(link.lastUsedFrom)}</span>}
            </Cell>
            <Cell className="text-muted max-md:hidden">
              <AbsoluteTime at={link.expiresAt} />
            </Cell>
            <Cell isNumber>
              {link.revokedAt === null ? (
                <Button size="small" disabledReason={disabledReason} onClick={() => onRevoke(link)}>{t`Revoke…`}</Button>
              ) : null}
            </Cell>
          </Row>
        ))}
      </tbody>
    </Table>
  );
}
