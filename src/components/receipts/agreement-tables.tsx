import { t } from "@lingui/core/macro";
import { agreementOf, type ReviewerAgreement, verdictOrder } from "#src/api/reviews.ts";
import { Cell, HeadCell, Row, Table, TableHead } from "#src/components/ui/table.tsx";

import { agreementInWords } from "./agreement-words.ts";
import { verdictLabels } from "./review-queue.ts";

/** Where the numbers come from, and what is not among them. */
function scopeInWords({ tables, notBlind, isAll, waiting, hasMoreWaiting }: ReviewerAgreement): string {
  return [
    isAll ? "Of all receipts with two verdicts." : "Of the newest 300 receipts with two verdicts.",
    notBlind === 0 ? "" : `${notBlind} more ${notBlind === 1 ? "does" : "do"} not count: one of the two had seen the other's verdict.`,
    waiting === 0 ? "" : `${waiting}${hasMoreWaiting ? " or more" : ""} ${waiting === 1 ? "waits" : "wait"} for a second verdict.`,
    tables.length > 1 ? "Kappa is a number of two people, so each two have their own." : "",
  ].filter((text) => text !== "").join(" ");
}

/** For each two people how far they agree, with the counts behind it. */
export function AgreementTables({ agreement }: { agreement: ReviewerAgreement }) {
  const { tables } = agreement;
  return (
    <section aria-label={t`Agreement`} className="grid gap-4">
      <p className="text-muted">{scopeInWords(agreement)}</p>
      {tables.length === 0 ? <p>{t`No receipt has two blind verdicts yet, so nothing is known of how reviewers agree.`}</p> : null}
      {tables.map(({ a, b, counts }) => (
        <article key={`${a.id} ${b.id}`} className="grid gap-2">
          <h3 className="font-medium">{a.name} and {b.name}</h3>
          <p>{agreementInWords(agreementOf(counts))}</p>
          <Table label={`Verdicts of ${a.name} and ${b.name}`}>
            <TableHead>
              <HeadCell>{a.name} said</HeadCell>
              {verdictOrder.map((verdict) => <HeadCell key={verdict} isNumber>{b.name}: {verdictLabels[verdict]}</HeadCell>)}
            </TableHead>
            <tbody>
              {verdictOrder.map((verdict, row) => (
                <Row key={verdict}>
                  <Cell>{verdictLabels[verdict]}</Cell>
                  {verdictOrder.map((other, column) => (
                    <Cell key={other} isNumber className={row === column ? "font-medium" : (counts[row]?.[column] ?? 0) > 0 ? "text-warn" : "text-muted"}>{counts[row]?.[column] ?? 0}</Cell>
                  ))}
                </Row>
              ))}
            </tbody>
          </Table>
        </article>
      ))}
    </section>
  );
}
