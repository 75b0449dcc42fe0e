import { useMemo } from "react";
import { Link } from "react-router";

import { serverNow } from "#src/api/clock.ts";
import type { Receipt, ReceiptId } from "#src/api/receipts.ts";
import { reasonInWords } from "#src/components/sessions/session-state.tsx";
import { ModeMark } from "#src/components/ui/state-mark.tsx";
import { Cell, HeadCell, Row, Table, TableHead } from "#src/components/ui/table.tsx";
import { RelativeTime } from "#src/components/ui/time.tsx";
import { formatDuration } from "#src/lib/time.ts";
import { paths } from "#src/paths.ts";

import { oddities, scaleOf } from "./review-queue.ts";
import { SpacerRow } from "./spacer-row.tsx";
import { useVirtualRows } from "./use-virtual-rows.ts";
import { VerdictMark } from "./verdict-mark.tsx";

const count = new Intl.NumberFormat();

const COLUMNS = 9;
/** Two lines of text; rows are measured once drawn. */
const ROW_HEIGHT = 57;

type ReceiptTableProps = {
  rows: readonly Receipt[];
  /** More rows are wanted: the reader comes near the end of these. */
  onNearEnd?: (() => void) | undefined;
  /** The rows are of an earlier filter, while those of the new one are on their way. */
  isStale?: boolean;
  /** Chosen for a comparison, at most six. */
  chosen: readonly ReceiptId[];
  onChoose: (id: ReceiptId) => void;
};

/** One receipt a row. What is unusual about it stands beside its numbers, in words. */
export function ReceiptTable({ rows, chosen, onChoose, onNearEnd, isStale = false }: ReceiptTableProps) {
  const scale = useMemo(() => scaleOf(rows), [rows]);
  const { body, indices, before, after, measure } = useVirtualRows(rows.length, { rowHeight: ROW_HEIGHT, keyOf: (index) => rows[index]?.id ?? String(index), onNearEnd });
  return (
    <Table label="Receipts" rowCount={rows.length + 1} className={isStale ? "opacity-60" : ""}>
      <TableHead>
        <HeadCell>Compare</HeadCell>
        <HeadCell>Receipt</HeadCell>
        <HeadCell>Ended</HeadCell>
        <HeadCell>Motion</HeadCell>
        <HeadCell isNumber>Steps</HeadCell>
        <HeadCell isNumber className="max-lg:hidden">Duration</HeadCell>
        <HeadCell isNumber className="max-lg:hidden">Latency</HeadCell>
        <HeadCell>Unusual</HeadCell>
        <HeadCell>Verdict</HeadCell>
      </TableHead>
      <tbody ref={body}>
        <SpacerRow height={before} columns={COLUMNS} />
        {indices.map((index) => {
          const row = rows[index];
          if (row === undefined) return null;
          const isChosen = chosen.includes(row.id);
          return (
            <Row key={row.id} ref={measure} data-index={index} aria-rowindex={index + 2} aria-selected={isChosen}>
              <Cell className="w-8">
                <label className="grid min-h-8 min-w-8 place-items-center">
                  <input type="checkbox" className="size-4" aria-label={`Compare receipt ${row.sequence}`} checked={isChosen} onChange={() => onChoose(row.id)} />
                </label>
              </Cell>
              <Cell>
                <Link to={paths.receipt(row.id)} className="font-medium whitespace-nowrap hover:underline">#{row.sequence} {row.robotName ?? "no robot"}</Link>
                <span className="block max-w-56 truncate text-caption text-muted">{row.deploymentName ?? row.modelId}</span>
              </Cell>
              <Cell>
                <RelativeTime at={row.timestamp} now={serverNow} />
                <span className="block text-caption text-muted">{reasonInWords(row.closeReason)}</span>
              </Cell>
              <Cell><ModeMark mode={row.applied ? "apply_actions" : "dry_run"} /></Cell>
              <Cell isNumber>
                {count.format(row.steps)}
                {row.applied ? <span className="block text-caption text-muted">{count.format(row.appliedSteps)} applied</span> : null}
              </Cell>
              <Cell isNumber className="max-lg:hidden">{formatDuration(row.timestamp - row.startedAt)}</Cell>
              <Cell isNumber className="max-lg:hidden">{row.latencyP95Ms === null ? "–" : `${Math.round(row.latencyP95Ms)} ms`}</Cell>
              <Cell className="max-w-52 text-caption text-warn">{oddities(row, scale).reasons.join(", ")}</Cell>
              <Cell><VerdictMark row={row} /></Cell>
            </Row>
          );
        })}
        <SpacerRow height={after} columns={COLUMNS} />
      </tbody>
    </Table>
  );
}
