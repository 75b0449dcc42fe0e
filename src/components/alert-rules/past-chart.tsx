import { plural, t } from "@lingui/core/macro";
import { ChartLine, Table2 } from "lucide-react";
import { useState } from "react";

import type { PastOfRobot } from "#src/api/alert-rules.ts";
import { unitOf } from "#src/api/rule-measures.ts";
import type { Robot } from "#src/api/robots.ts";
import { Button } from "#src/components/ui/button.tsx";
import { Chart } from "#src/components/ui/chart.tsx";
import { Select } from "#src/components/ui/field.tsx";
import { Cell, HeadCell, Row, Table, TableHead } from "#src/components/ui/table.tsx";
import { formatNumber } from "#src/lib/numbers.ts";
import { steadyDomain } from "#src/lib/series.ts";
import { formatDateTime, formatTimeOfDay } from "#src/lib/time.ts";

import { type PastChart as Data, pastChartOf, type Verdict } from "./past-data.ts";
import { type Condition, measureWords } from "./rule-words.ts";

const DAY_MS = 24 * 60 * 60_000;
const verdicts: Record<Verdict, string> = { kept: t`kept`, maybe: t`perhaps broken`, broken: t`broken` };

type PastChartProps = { rule: Condition; found: readonly PastOfRobot[]; robots: readonly Robot[]; until: number };

/** The value of one robot over the last day with the threshold, and the stretches in which the rule would have been broken. First the robot that broke it most. */
export function PastChart({ rule, found, robots, until }: PastChartProps) {
  const [chosen, choose] = useState<string | null>(null);
  const [isTable, setTable] = useState(false);
  const [cursor, setCursor] = useState<number | null>(null);
  const ordered = found.toSorted((a, b) => b.possible.length - a.possible.length || b.minutes - a.minutes);
  const past = ordered.find(({ robotId }) => robotId === chosen) ?? ordered[0];
  if (past === undefined) return null;
  const nameOf = (id: string) => robots.find((robot) => robot.id === id)?.name ?? "";
  const from = until - DAY_MS;
  const data = pastChartOf(rule, past, from, until);
  const [what, unit, name] = [measureWords[rule.measure], unitOf[rule.measure], nameOf(past.robotId)];
  return (
    <div className="flex flex-col gap-2 contain-inline-size">
      <div className="flex flex-wrap items-end justify-between gap-2">
        <Select label={t`Robot`} value={past.robotId} onChange={(event) => choose(event.target.value)}>
          {ordered.map((each) => (
            <option key={each.robotId} value={each.robotId}>
              {`${nameOf(each.robotId)}: ${countOf(each)}`}
            </option>
          ))}
        </Select>
        <Button icon={isTable ? <ChartLine aria-hidden /> : <Table2 aria-hidden />} onClick={() => setTable(!isTable)}>
          {isTable ? t`Chart` : t`Table`}
        </Button>
      </div>
      {isTable ? (
        <PastTable rows={data.rows} label={`${name}: ${what}, ${unit}`} />
      ) : (
        <Chart
          label={`${name}: ${what}`}
          unit={unit}
          {...{ from, to: until, cursor }}
          onCursor={setCursor}
          tolerance={data.stepMs}
          digits={1}
          domain={steadyDomain([...data.means, ...data.worst, { at: from, value: rule.threshold }], [0, unit === "%" ? 100 : 10])}
          gaps={data.gaps}
          shades={data.shades}
          limits={[{ value: rule.threshold, label: t`threshold`, tone: "danger" }]}
          series={[
            { key: "worst", label: rule.isOver ? t`greatest` : t`least`, color: "chart-2", points: data.worst },
            { key: "mean", label: t`mean`, color: "chart-1", points: data.means },
          ]}
        />
      )}
    </div>
  );
}

function countOf({ sure, possible, minutes }: PastOfRobot): string {
  if (minutes === 0) return t`No data`;
  const [least, most] = [sure.length, possible.length].toSorted((a, b) => a - b);
  if (least === most) return plural(most ?? 0, { one: "# incident", other: "# incidents" });
  const [low, high] = [String(least), String(most)];
  return t`${low} to ${high} incidents`;
}

function PastTable({ rows, label }: { rows: Data["rows"]; label: string }) {
  return (
    <Table label={label} className="max-h-64 overflow-y-auto">
      <TableHead>
        <HeadCell>{t`From`}</HeadCell>
        <HeadCell isNumber>{t`Least`}</HeadCell>
        <HeadCell isNumber>{t`Mean`}</HeadCell>
        <HeadCell isNumber>{t`Greatest`}</HeadCell>
        <HeadCell>{t`Rule`}</HeadCell>
      </TableHead>
      <tbody>
        {rows.map(({ at, min, mean, max, verdict }) => (
          <Row key={at}>
            <Cell title={formatDateTime(at)}>{formatTimeOfDay(at)}</Cell>
            <Cell isNumber>{formatNumber(min, 1)}</Cell>
            <Cell isNumber>{formatNumber(mean, 1)}</Cell>
            <Cell isNumber>{formatNumber(max, 1)}</Cell>
            <Cell>{verdicts[verdict]}</Cell>
          </Row>
        ))}
      </tbody>
    </Table>
  );
}
