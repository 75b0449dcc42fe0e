import { t } from "@lingui/core/macro";

import type { ReceiptDetail } from "#src/api/receipts.ts";
import { Cell, HeadCell, Row, Table, TableHead } from "#src/components/ui/table.tsx";

import { changeText, compareFields } from "./compare.ts";
import { readBody } from "./receipt-body.ts";

const text = (value: unknown): string => (value === undefined ? "–" : typeof value === "string" ? value : JSON.stringify(value));

/** Without the timeline and the stops: times never agree, and the courses above tell them better. */
function fieldsOf({ row, receipt }: ReceiptDetail): object {
  const { timeline: _timeline, stops: _stops, ...rest } = readBody(receipt.body) ?? {};
  // When a run was says nothing about the others; how long it took does.
  return { durationSeconds: Math.round((row.timestamp - row.startedAt) / 1000), ...rest };
}

type CompareTableProps = { details: readonly ReceiptDetail[]; showsAll: boolean; onShowsAll: (showsAll: boolean) => void };

/** Receipts field by field, each against the first. */
export function CompareTable({ details, showsAll, onShowsAll }: CompareTableProps) {
  const fields = compareFields(details.map(fieldsOf));
  const different = fields.filter(({ same }) => !same);
  const shown = showsAll ? fields : different;
  const [count, total] = [different.length, fields.length];
  return (
    <section aria-label={t`Fields`} className="grid gap-3">
      <h2 className="text-heading">{t`Fields`}</h2>
      <label className="flex min-h-control items-center gap-2">
        <input type="checkbox" className="size-4" checked={!showsAll} onChange={(event) => onShowsAll(!event.target.checked)} />
        {t`Only what differs (${count} of ${total} fields)`}
      </label>
      {shown.length === 0 ? <p className="text-muted">{t`These receipts agree in every field but their times.`}</p> : (
        <Table label={t`Comparison`}>
          <TableHead>
            <HeadCell>{t`Field`}</HeadCell>
            {details.map(({ row }) => <HeadCell key={row.id}>#{row.sequence} {row.robotName}</HeadCell>)}
          </TableHead>
          <tbody>
            {shown.map(({ path, values, same }) => (
              <Row key={path}>
                <Cell className="min-w-32 font-mono text-caption [overflow-wrap:anywhere]">{path}</Cell>
                {values.map((value, index) => {
                  const change = index === 0 ? "" : changeText(values[0], value);
                  return (
                    <Cell key={index} className={same ? "min-w-28 text-muted break-all" : "min-w-28 font-medium break-all"}>
                      {text(value)}{change === "" ? null : <span className="block text-caption font-normal text-muted tabular">{change}</span>}
                    </Cell>
                  );
                })}
              </Row>
            ))}
          </tbody>
        </Table>
      )}
    </section>
  );
}
