import type { ChartGap } from "#src/components/ui/chart-parts.ts";
import { Cell, HeadCell, Row, Table, TableHead } from "#src/components/ui/table.tsx";
import { formatDateTime, formatDuration, formatTimeOfDay } from "#src/lib/time.ts";

import { type ChartData, type Field, fields } from "./chart-data.ts";

const heads = {
  inferenceMs: "Inference, ms",
  roundTripMs: "Round trip, ms",
  controlHz: "Control, Hz",
  temperatureC: "Temp., °C",
  batteryPct: "Battery, %",
  cpuPct: "Processor, %",
} satisfies Record<Field, string>;

type HeartbeatTableProps = { points: ChartData["points"]; gaps: readonly ChartGap[]; isRaw: boolean };

/** What the charts draw, as numbers, newest first, with the gaps between them. */
export function HeartbeatTable({ points, gaps, isRaw }: HeartbeatTableProps) {
  const rows = new Map<number, Partial<Record<Field, number>>>();
  for (const field of fields) {
    for (const { at, value } of points[field]) rows.set(at, { ...rows.get(at), [field]: value });
  }
  const lines = [
    ...[...rows].map(([at, values]) => ({ at, values, gap: null })),
    ...gaps.map((gap) => ({ at: gap.from + 1, values: null, gap })),
  ].sort((a, b) => b.at - a.at);
  return (
    <Table label={isRaw ? "Every heartbeat" : "Means per minute"} className="max-h-[32rem] overflow-y-auto">
      <TableHead>
        <HeadCell>{isRaw ? "Received" : "Minute"}</HeadCell>
        {fields.map((field) => (
          <HeadCell key={field} isNumber>
            {heads[field]}
          </HeadCell>
        ))}
      </TableHead>
      <tbody>
        {lines.map(({ at, values, gap }) =>
          gap === null ? (
            <Row key={at}>
              <Cell title={formatDateTime(at)}>{formatTimeOfDay(at)}</Cell>
              {fields.map((field) => (
                <Cell key={field} isNumber>
                  {values[field] === undefined ? <span className="text-stale">–</span> : values[field].toLocaleString(undefined, { maximumFractionDigits: 1 })}
                </Cell>
              ))}
            </Row>
          ) : (
            <Row key={at} className="hatched">
              <Cell colSpan={fields.length + 1} className="text-muted">
                No samples for {gap.to - gap.from < 10_000 ? `${((gap.to - gap.from) / 1000).toFixed(1)} s` : formatDuration(gap.to - gap.from)} from {formatTimeOfDay(gap.from)}: {gap.cause}
              </Cell>
            </Row>
          ),
        )}
      </tbody>
    </Table>
  );
}
