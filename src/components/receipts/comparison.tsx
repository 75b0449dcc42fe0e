import { useState } from "react";

import type { ReceiptDetail } from "#src/api/receipts.ts";
import { ErrorNote } from "#src/components/ui/error-note.tsx";
import { Cell, HeadCell, Row, Table, TableHead } from "#src/components/ui/table.tsx";

import { type Comparable, compareFields, incomparableBecause } from "./compare.ts";
import { readBody } from "./receipt-body.ts";

const text = (value: unknown): string => (value === undefined ? "–" : typeof value === "string" ? value : JSON.stringify(value));

function comparableOf({ row, receipt }: ReceiptDetail): Comparable {
  const body = readBody(receipt.body);
  return {
    robot: row.robotId ?? "",
    robotSchema: body?.robotSchema == null ? "" : `${body.robotSchema.id}@${body.robotSchema.version}`,
    model: row.modelId,
    runtime: body?.runtime ?? null,
  };
}

/** Two receipts field by field. The timeline is left out: times never agree, and each receipt's page tells it better. */
export function Comparison({ left, right }: { left: ReceiptDetail; right: ReceiptDetail }) {
  const [onlyDifferent, setOnlyDifferent] = useState(true);
  const strip = ({ receipt }: ReceiptDetail) => {
    const { timeline: _timeline, stops: _stops, ...rest } = readBody(receipt.body) ?? {};
    return rest;
  };
  // When a run was says nothing about the other; how long it took does.
  const seconds = ({ row }: ReceiptDetail) => ({ durationSeconds: Math.round((row.timestamp - row.startedAt) / 1000) });
  const fields = compareFields({ ...seconds(left), ...strip(left) }, { ...seconds(right), ...strip(right) });
  const different = fields.filter(({ same }) => !same);
  const shown = onlyDifferent ? different : fields;
  const warnings = incomparableBecause(comparableOf(left), comparableOf(right));
  return (
    <div className="grid gap-4">
      {warnings.map((warning) => <ErrorNote key={warning} text={warning} />)}
      <label className="flex min-h-control items-center gap-2">
        <input type="checkbox" className="size-4" checked={onlyDifferent} onChange={(event) => setOnlyDifferent(event.target.checked)} />
        Only what differs ({different.length} of {fields.length} fields)
      </label>
      {shown.length === 0 ? <p className="text-muted">These receipts agree in every field but their times.</p> : (
        <Table label="Comparison">
          <TableHead>
            <HeadCell>Field</HeadCell>
            <HeadCell>#{left.row.sequence} {left.row.robotName}</HeadCell>
            <HeadCell>#{right.row.sequence} {right.row.robotName}</HeadCell>
          </TableHead>
          <tbody>
            {shown.map(({ path, left: a, right: b, same }) => (
              <Row key={path}>
                <Cell className="font-mono text-caption break-all">{path}</Cell>
                <Cell className={same ? "text-muted break-all" : "font-medium break-all"}>{text(a)}</Cell>
                <Cell className={same ? "text-muted break-all" : "font-medium break-all"}>{text(b)}</Cell>
              </Row>
            ))}
          </tbody>
        </Table>
      )}
    </div>
  );
}
