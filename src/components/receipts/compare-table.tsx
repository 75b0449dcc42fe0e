import { t } from "@lingui/core/macro";

import { Fragment } from "react";

import type { ReceiptDetail } from "#src/api/receipts.ts";
import { Cell, HeadCell, Row, Table, TableHead } from "#src/components/ui/table.tsx";

import { changeText, compareFields } from "./compare.ts";
import { readBody } from "./receipt-body.ts";

function text(value: unknown): string {
  if (value === undefined || value === null || (Array.isArray(value) && value.length === 0)) return "–";
  if (Array.isArray(value)) return value.map(text).join("\n");
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** Without the timeline and the stops: times never agree, and the courses above tell them better. */
function fieldsOf({ row, receipt }: ReceiptDetail): object {
  const { timeline: _timeline, stops: _stops, troubles, ...rest } = readBody(receipt.body) ?? {};
  // When a run was says nothing about the others; how long it took does, and so does what kind of trouble it met.
  const kinds = troubles?.map(({ kind, message }) => (message === "" ? kind : `${kind}: ${message}`));
  return {
    durationSeconds: Math.round((row.timestamp - row.startedAt) / 1000),
    ...rest,
    ...(kinds === undefined ? {} : { troubles: kinds }),
  };
}

/** A long name breaks where its words do. */
function FieldName({ path }: { path: string }) {
  return path.split(/(?<=\.)|(?=[A-Z])/).map((part, at) => (
    <Fragment key={at}>
      {at === 0 ? null : <wbr />}
      {part}
    </Fragment>
  ));
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
      {shown.length === 0 ? (
        <p className="text-muted">{t`These receipts agree in every field but their times.`}</p>
      ) : (
        <Table label={t`Comparison`}>
          <TableHead>
            <HeadCell>{t`Field`}</HeadCell>
            {details.map(({ row }) => (
              <HeadCell key={row.id} className="min-w-28 whitespace-normal!">
                #{row.sequence} {row.robotName}
              </HeadCell>
            ))}
          </TableHead>
          <tbody>
            {shown.map(({ path, values, same }) => (
              <Row key={path}>
                <Cell className="min-w-32 font-mono text-caption break-words">
                  <FieldName path={path} />
                </Cell>
                {values.map((value, index) => {
                  const change = index === 0 ? "" : changeText(values[0], value);
                  return (
                    <Cell
                      key={index}
                      className={
                        same
                          ? "min-w-28 text-muted whitespace-pre-line [overflow-wrap:anywhere]"
                          : "min-w-28 font-medium whitespace-pre-line [overflow-wrap:anywhere]"
                      }
                    >
                      {text(value)}
                      {change === "" ? null : <span className="block text-caption font-normal text-muted tabular">{change}</span>}
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
