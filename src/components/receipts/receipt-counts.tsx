import { t } from "@lingui/core/macro";

import type { Receipt } from "#src/api/receipts.ts";
import { StateMark } from "#src/components/ui/state-mark.tsx";
import { Cell, HeadCell, Row, Table, TableHead } from "#src/components/ui/table.tsx";
import { formatNumber } from "#src/lib/numbers.ts";

import type { ReceiptBody } from "./receipt-body.ts";
import { countsOf } from "./recorded.ts";

/** The same things counted twice: from the heartbeats by the server, and by the robot itself. */
export function Counts({ body, row, isShort }: { body: ReceiptBody; row: Receipt; isShort: boolean }) {
  const counts = countsOf(body, row);
  if (counts.length === 0) return null;
  const doubts = counts.filter(({ meaning }) => meaning !== null);
  const publicKey = body.robotSignature?.publicKey;
  const doubtInWords = (name: string, robot: string, server: string) => t`${name}: the robot counted ${robot}, its heartbeats ${server}.`;
  return (
    <section aria-label={t`Counted twice`} className="grid gap-2">
      <h2 className="text-heading">{t`Counted twice`}</h2>
      <p className={isShort ? "text-caption text-muted wrap-anywhere" : "text-muted wrap-anywhere"}>
        {publicKey === undefined
          ? t`Not signed by the robot: these are the server's words.`
          : t`Signed by the robot's own key ${publicKey}; the audit log says when it was paired.`}
      </p>
      {doubts.length === 0 ? (
        <StateMark shape="disc" tone="ok">{t`The robot and the server agree`}</StateMark>
      ) : (
        <ul className="grid gap-1">
          {doubts.map(({ name, server, robot, meaning }) => (
            <li key={name}>
              <strong className="font-medium text-warn">{doubtInWords(name, formatNumber(robot), formatNumber(server))}</strong> {meaning}
            </li>
          ))}
        </ul>
      )}
      {isShort ? null : (
        <Table label={t`Counted twice`}>
          <TableHead>
            <HeadCell>{t`Count`}</HeadCell>
            <HeadCell isNumber>{t`Server`}</HeadCell>
            <HeadCell isNumber>{t`Robot`}</HeadCell>
          </TableHead>
          <tbody>
            {counts.map(({ name, server, robot }) => (
              <Row key={name}>
                <Cell>{name}</Cell>
                <Cell isNumber>{formatNumber(server)}</Cell>
                <Cell isNumber className={server === robot ? undefined : "font-medium text-warn"}>
                  {formatNumber(robot)}
                </Cell>
              </Row>
            ))}
          </tbody>
        </Table>
      )}
    </section>
  );
}
