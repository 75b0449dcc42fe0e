import { t } from "@lingui/core/macro";
import { useState } from "react";

import { Chart } from "#src/components/ui/chart.tsx";
import { CodeBlock } from "#src/components/ui/code-block.tsx";
import { KeyValueList } from "#src/components/ui/key-value-list.tsx";
import { Sparkline } from "#src/components/ui/sparkline.tsx";
import { ModeMark } from "#src/components/ui/state-mark.tsx";
import { Cell, HeadCell, Row as TableRow, Table, TableHead } from "#src/components/ui/table.tsx";
import { AbsoluteTime, Countdown, RelativeTime, TimeSince } from "#src/components/ui/time.tsx";
import { findGaps } from "#src/lib/series.ts";

import { Chapter, Row, Specimen } from "./specimen.tsx";

// A moment that stands still, so that the page looks the same on any day.
const NOW = Date.UTC(2026, 0, 5, 9, 30);
const now = () => NOW;
const FROM = NOW - 60_000;

const points = Array.from({ length: 61 }, (_, second) => ({
  at: FROM + second * 1000,
  value: 42 + 9 * Math.sin(second / 5) + (second % 7),
})).filter((_, second) => second < 30 || second > 37);
const gaps = findGaps(
  points.map(({ at }) => at),
  1000,
  FROM,
  NOW,
).map((gap) => ({ ...gap, cause: t`no heartbeat` }));
const rows = [
  { name: "arm-1", mode: "apply_actions", latency: 43 },
  { name: "arm-2", mode: "dry_run", latency: 51 },
  { name: "arm-3", mode: "idle", latency: 0 },
] as const;

/** Tables, lists, times, code and lines over time. */
export function Data() {
  const [cursor, setCursor] = useState<number | null>(null);
  return (
    <Chapter
      id="data"
      title={t`Data`}
      text={t`Numbers right, words left, times with their zone. A gap in a line is drawn as a gap and says why.`}
    >
      <div className="grid gap-4 md:grid-cols-2">
        <Specimen name={t`table`} isWide>
          <Table label={t`Robots`}>
            <TableHead>
              <HeadCell>{t`Robot`}</HeadCell>
              <HeadCell>{t`Mode`}</HeadCell>
              <HeadCell isNumber>{t`Latency, ms`}</HeadCell>
            </TableHead>
            <tbody>
              {rows.map(({ name, mode, latency }) => (
                <TableRow key={name} aria-selected={name === "arm-2"}>
                  <Cell>{name}</Cell>
                  <Cell>
                    <ModeMark mode={mode} />
                  </Cell>
                  <Cell isNumber>{latency === 0 ? "–" : latency}</Cell>
                </TableRow>
              ))}
            </tbody>
          </Table>
        </Specimen>
        <Specimen name={t`names and values`} isWide>
          <KeyValueList
            label={t`Session`}
            items={[
              { key: t`Robot`, value: "arm-1" },
              { key: t`Mode`, value: <ModeMark mode="apply_actions" /> },
              { key: t`Opened`, value: <AbsoluteTime at={NOW} /> },
            ]}
          />
        </Specimen>
        <Specimen name={t`code`} isWide>
          <CodeBlock label={t`command`} code="npm start -- --demo 6" hasLineNumbers />
        </Specimen>
        <Specimen name={t`a line over time`} isWide>
          <Chart
            label={t`Latency`}
            unit="ms"
            from={FROM}
            to={NOW}
            domain={[0, 80]}
            series={[{ key: "latency", label: t`Latency`, color: "chart-1", points }]}
            gaps={gaps}
            limits={[{ value: 60, label: t`limit`, tone: "warn" }]}
            cursor={cursor}
            onCursor={setCursor}
            tolerance={1_500}
            digits={1}
          />
        </Specimen>
      </div>
      <Row>
        <Specimen name={t`a small line`}>
          <Sparkline
            points={points}
            from={FROM}
            to={NOW}
            domain={[0, 80]}
            gaps={gaps}
            summary={t`Latency over the last minute: 34 to 57 ms`}
          />
        </Specimen>
        <Specimen name={t`age`}>
          <RelativeTime at={NOW - 192_000} now={now} />
        </Specimen>
        <Specimen name={t`how long`}>
          <TimeSince at={NOW - 192_000} now={now} />
        </Specimen>
        <Specimen name={t`how long still`}>
          <Countdown until={NOW + 42_000} now={now} label={t`Lease ends in`} />
        </Specimen>
      </Row>
    </Chapter>
  );
}
