import { t } from "@lingui/core/macro";

import type { ChartGap } from "#src/components/ui/chart-parts.ts";
import { Cell, HeadCell, Row, Table, TableHead } from "#src/components/ui/table.tsx";
import { formatNumber } from "#src/lib/numbers.ts";
import { formatDateTime, formatDuration, formatTimeOfDay } from "#src/lib/time.ts";

import { type ChartData, type Field, fields } from "./chart-data.ts";

const heads = {
  inferenceMs: t`Inference, ms`,
  roundTripMs: t`Round trip, ms`,
  controlHz: t`Control, Hz`,
  temperatureC: t`Temp., °C`,
  batteryPct: t`Battery, %`,
  cpuPct: t`Processor, %`,
} satisfies Record<Field, string>;

type HeartbeatTableProps = { points: ChartData["points"]; gaps: readonly ChartGap[]; isRaw: boolean };

function gapInWords({ from, to, cause }: ChartGap): string {
  const seconds = formatNumber((to - from) / 1000, 1, true);
  const length = to - from < 10_000 ? t`${seconds} s` : formatDuration(to - from);
  const time = formatTimeOfDay(from);
  return t`No samples for ${length} from ${time}: ${cause}`;
}

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
    <Table label={isRaw ? t`Every heartbeat` : t`Means per minute`} className="max-h-[32rem] overflow-y-auto">
      <TableHead>
        <HeadCell>{isRaw ? t`Received` : t`Minute`}</HeadCell>
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
                  {values[field] === undefined ? <span className="text-stale">–</span> : formatNumber(values[field], 1)}
                </Cell>
              ))}
            </Row>
          ) : (
            <Row key={at} className="hatched">
              <Cell colSpan={fields.length + 1} className="text-muted">
                {gapInWords(gap)}
              </Cell>
            </Row>
          ),
        )}
      </tbody>
    </Table>
  );
}
