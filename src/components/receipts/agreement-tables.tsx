import { plural, t } from "@lingui/core/macro";

import { agreementOf, type ReviewerAgreement, verdictOrder } from "#src/api/reviews.ts";
import { Cell, HeadCell, Row, Table, TableHead } from "#src/components/ui/table.tsx";

import { agreementInWords } from "./agreement-words.ts";
import { verdictLabels } from "./review-queue.ts";

/** Where the numbers come from, and what is not among them. */
function scopeInWords({ tables, notBlind, isAll, waiting, hasMoreWaiting }: ReviewerAgreement): string {
  return [
    isAll ? t`Of all receipts with two verdicts.` : t`Of the newest 300 receipts with two verdicts.`,
    notBlind === 0
      ? ""
      : plural(notBlind, {
          one: "# more does not count: one of the two had seen the other's verdict.",
          other: "# more do not count: one of the two had seen the other's verdict.",
        }),
    waiting === 0
      ? ""
      : hasMoreWaiting
        ? plural(waiting, { one: "# or more waits for a second verdict.", other: "# or more wait for a second verdict." })
        : plural(waiting, { one: "# waits for a second verdict.", other: "# wait for a second verdict." }),
    tables.length > 1 ? t`Kappa is a number of two people, so each two have their own.` : "",
  ]
    .filter((text) => text !== "")
    .join(" ");
}

/** For each two people how far they agree, with the counts behind it. */
export function AgreementTables({ agreement }: { agreement: ReviewerAgreement }) {
  const { tables } = agreement;
  return (
    <section aria-label={t`Agreement`} className="grid gap-4">
      <p className="text-muted">{scopeInWords(agreement)}</p>
      {tables.length === 0 ? <p>{t`No receipt has two blind verdicts yet, so nothing is known of how reviewers agree.`}</p> : null}
      {tables.map(({ a: { id, name: one }, b: { id: otherId, name: other }, counts }) => (
        <article key={`${id} ${otherId}`} className="grid gap-2">
          <h3 className="font-medium">{t`${one} and ${other}`}</h3>
          <p>{agreementInWords(agreementOf(counts))}</p>
          <Table label={t`Verdicts of ${one} and ${other}`}>
            <TableHead>
              <HeadCell>{t({ message: `${one} said`, comment: "Head of a column of verdicts: what this person said" })}</HeadCell>
              {verdictOrder.map((verdict) => (
                <HeadCell key={verdict} isNumber>
                  {other}: {verdictLabels[verdict]}
                </HeadCell>
              ))}
            </TableHead>
            <tbody>
              {verdictOrder.map((verdict, row) => (
                <Row key={verdict}>
                  <Cell>{verdictLabels[verdict]}</Cell>
                  {verdictOrder.map((second, column) => (
                    <Cell
                      key={second}
                      isNumber
                      className={row === column ? "font-medium" : (counts[row]?.[column] ?? 0) > 0 ? "text-warn" : "text-muted"}
                    >
                      {counts[row]?.[column] ?? 0}
                    </Cell>
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
