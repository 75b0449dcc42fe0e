import { t } from "@lingui/core/macro";
import { useMemo } from "react";
import { Link } from "react-router";

import type { Asked } from "#src/api/receipt-words.ts";
import { serverNow } from "#src/api/clock.ts";
import type { Receipt, ReceiptId } from "#src/api/receipts.ts";
import { reasonInWords } from "#src/components/sessions/session-state.tsx";
import { ModeMark } from "#src/components/ui/state-mark.tsx";
import { Cell, HeadCell, Row, Table, TableHead } from "#src/components/ui/table.tsx";
import { RelativeTime } from "#src/components/ui/time.tsx";
import { paths } from "#src/paths.ts";

import type { ColumnName } from "./chosen-columns.ts";
import { Marked } from "./marked.tsx";
import { placeNames } from "./nothing-found.ts";
import { oddities, scaleOf } from "./review-queue.ts";
import { SpacerRow } from "./spacer-row.tsx";
import { type CellFacts, tableColumns } from "./table-columns.tsx";
import { useVirtualRows } from "./use-virtual-rows.ts";
import { VerdictMark } from "./verdict-mark.tsx";

/** Two lines of text; rows are measured once drawn. */
const ROW_HEIGHT = 57;

type ReceiptTableProps = {
  rows: readonly Receipt[];
  /** More rows are wanted: the reader comes near the end of these. */
  onNearEnd?: (() => void) | undefined;
  /** The rows are of an earlier filter, while those of the new one are on their way. */
  isStale?: boolean;
  /** What was searched for; null: nothing. */
  asked: Asked | null;
  /** None on a phone: what they would say stands under the name. */
  columns: readonly ColumnName[];
  /** Chosen for a comparison, at most six. */
  chosen: readonly ReceiptId[];
  onChoose: (id: ReceiptId) => void;
  /** Shows a receipt that has no page of its own; then none can be chosen. */
  onOpen?: ((row: Receipt) => void) | undefined;
};

/** One receipt a row. What is unusual about it stands beside its numbers, in words. */
export function ReceiptTable({ rows, asked, columns, chosen, onChoose, onNearEnd, onOpen, isStale = false }: ReceiptTableProps) {
  const isImported = onOpen !== undefined;
  const scale = useMemo(() => scaleOf(isImported ? [] : rows), [rows, isImported]);
  const { body, indices, before, after, measure } = useVirtualRows(rows, { rowHeight: ROW_HEIGHT, onNearEnd });
  return (
    <Table label={t`Receipts`} rowCount={rows.length + 1} className={isStale ? "opacity-60" : ""}>
      <TableHead>
        {onOpen === undefined ? (
          <HeadCell>
            <span className="max-lg:sr-only">{t`Compare`}</span>
          </HeadCell>
        ) : null}
        <HeadCell>{t`Receipt`}</HeadCell>
        {columns.map((name) => {
          const { label, isNumber, className } = tableColumns[name];
          return (
            <HeadCell key={name} isNumber={isNumber ?? false} className={className?.match(/max-lg:hidden/)?.[0]}>
              {label}
            </HeadCell>
          );
        })}
      </TableHead>
      <tbody ref={body}>
        <SpacerRow height={before} columns={columns.length + 2} />
        {indices.map((index) => {
          const row = rows[index];
          if (row === undefined) return null;
          const { sequence } = row;
          const isChosen = chosen.includes(row.id);
          return (
            <Row key={row.id} ref={measure} data-index={index} aria-rowindex={index + 2} aria-selected={isChosen}>
              {onOpen !== undefined ? null : (
                <Cell className="w-8">
                  <label className="grid min-h-8 min-w-8 place-items-center">
                    <input
                      type="checkbox"
                      className="size-4"
                      aria-label={t`Compare receipt ${sequence}`}
                      checked={isChosen}
                      onChange={() => onChoose(row.id)}
                    />
                  </label>
                </Cell>
              )}
              <Cell>
                {onOpen === undefined ? (
                  <Link to={paths.receipt(row.id)} className="font-medium whitespace-nowrap hover:underline">
                    #{sequence} <Marked text={row.robotName ?? t`no robot`} asked={asked} />
                  </Link>
                ) : (
                  <button
                    type="button"
                    className="min-h-6 text-start font-medium whitespace-nowrap hover:underline"
                    onClick={() => onOpen(row)}
                  >
                    #{sequence} {row.robotName ?? t`no robot`}
                  </button>
                )}
                <span className="block max-w-56 truncate text-caption text-muted">
                  <Marked text={row.deploymentName ?? row.modelId} asked={asked} />
                </span>
                {columns.length === 0 ? <Brief row={row} asked={asked} unusual={oddities(row, scale).reasons} /> : null}
                {row.found?.map(({ where, text }) => (
                  <span key={`${where} ${text}`} className="block max-w-80 text-caption break-words">
                    <span className="text-muted">{placeNames[where]}:</span> <Marked text={text} asked={asked} />
                  </span>
                ))}
              </Cell>
              {columns.map((name) => {
                const { cell, isNumber, className } = tableColumns[name];
                return (
                  <Cell key={name} isNumber={isNumber ?? false} className={className}>
                    {cell({ row, asked, unusual: columns.includes("unusual") ? oddities(row, scale).reasons : [] })}
                  </Cell>
                );
              })}
            </Row>
          );
        })}
        <SpacerRow height={after} columns={columns.length + 2} />
      </tbody>
    </Table>
  );
}

/** The row's own columns in a few words, where there is no room for them. */
function Brief({ row, asked, unusual }: CellFacts) {
  return (
    <span className="grid gap-0.5 pt-0.5 text-caption text-muted">
      <span>
        <RelativeTime at={row.timestamp} now={serverNow} />, <Marked text={reasonInWords(row.closeReason)} asked={asked} />
      </span>
      <span className="flex flex-wrap gap-x-3">
        <ModeMark mode={row.applied ? "apply_actions" : "dry_run"} />
        <VerdictMark row={row} />
      </span>
      {unusual.length === 0 ? null : <span className="text-warn">{unusual.join(", ")}</span>}
    </span>
  );
}
