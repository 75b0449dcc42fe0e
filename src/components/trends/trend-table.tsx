import { t } from "@lingui/core/macro";

import { Cell, HeadCell, Row, Table, TableHead } from "#src/components/ui/table.tsx";
import { classNames } from "#src/lib/class-names.ts";
import { formatNumber } from "#src/lib/numbers.ts";

import { bucketsOf, type Series } from "./answer.ts";
import { RunsLink } from "./runs-link.tsx";
import type { TrendProps } from "./trend-figure.tsx";
import { bucketInWords, nameOf, receiptsBehind } from "./trend-words.ts";

/** The numbers themselves, newest first, over all of them those of the whole time. Every number leads to the receipts behind it. */
export function TrendTable({ series, answer, question, own, asked, isStale }: TrendProps) {
  const starts = bucketsOf(question);
  const valueOf = (each: Series, index: number | "all") => {
    const point = index === "all" ? each.total : each.points[index];
    const value = point === undefined ? null : asked.valueOf(point);
    return { runs: point?.sums.runs ?? 0, text: value === null ? "–" : formatNumber(value, asked.digits) };
  };
  const cells = (index: number | "all", when: string) =>
    series.map((each) => {
      const { runs, text } = valueOf(each, index);
      return (
        <Cell key={each.key} isNumber>
          <span className="flex flex-wrap items-baseline justify-end gap-x-2">
            <span>{text}</span>
            <RunsLink to={receiptsBehind(each, index, question, own)} runs={runs} what={`${nameOf(each, answer, question)}, ${when}`} />
          </span>
        </Cell>
      );
    });
  const whole = t`The whole time`;
  return (
    <Table label={`${asked.label}, ${asked.unit}`} className={classNames("max-h-128 print:max-h-none", isStale && "text-stale")}>
      <TableHead>
        <HeadCell>{t`Days (UTC)`}</HeadCell>
        {series.map((each) => (
          <HeadCell key={each.key} isNumber>
            {nameOf(each, answer, question)}
            <span className="block font-normal">{asked.unit}</span>
          </HeadCell>
        ))}
      </TableHead>
      <tbody>
        <Row className="font-medium">
          <Cell>{whole}</Cell>
          {cells("all", whole)}
        </Row>
        {starts
          .map((start, index) => ({ index, when: bucketInWords(start, question) }))
          .toReversed()
          .map(({ index, when }) => (
            <Row key={index}>
              <Cell className="whitespace-nowrap">{when}</Cell>
              {cells(index, when)}
            </Row>
          ))}
      </tbody>
    </Table>
  );
}
