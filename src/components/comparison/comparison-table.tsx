import { t } from "@lingui/core/macro";
import { Link } from "react-router";

import type { ComparedRobot } from "#src/api/comparisons.ts";
import type { Robot, RobotId } from "#src/api/robots.ts";
import { Cell, HeadCell, Row, Table, TableHead } from "#src/components/ui/table.tsx";
import { classNames } from "#src/lib/class-names.ts";
import { formatNumber } from "#src/lib/numbers.ts";
import { formatDateTime, formatDuration, formatTimeOfDay } from "#src/lib/time.ts";
import type { Stretch } from "#src/lib/zoom.ts";
import { paths } from "#src/paths.ts";

import type { Span } from "./comparison.ts";
import { type Asked, inUnit } from "./fields.ts";
import { type Line, possibleMinutes } from "./figure-data.ts";

const MINUTE_MS = 60_000;
const HALF_HOUR_MS = 30 * MINUTE_MS;

type ComparisonTableProps = {
  asked: Asked;
  /** Worst first. */
  compared: readonly ComparedRobot[];
  robots: readonly Robot[];
  lines: readonly Line[];
  /** Those that were asked for, beside the worst. */
  draw: readonly string[];
  shown: Stretch;
  span: Span;
  /** Nothing later is asked of a robot's page. */
  now: number;
  isStale: boolean;
  onDraw: (robotIds: RobotId[]) => void;
};

/** The same numbers of every robot that was looked at. A row leads to the robot's own charts of that time. */
export function ComparisonTable({ asked, compared, robots, lines, draw, shown, span, now, isStale, onDraw }: ComparisonTableProps) {
  const numberOf = (value: number | null | undefined) =>
    value === null || value === undefined ? "–" : formatNumber(inUnit(value, asked), asked.digits, true);
  return (
    <Table label={`${asked.label}, ${asked.unit}`} className={classNames(isStale && "text-stale")}>
      <TableHead>
        <HeadCell>{t`Robot`}</HeadCell>
        <HeadCell isNumber>{t`Least`}</HeadCell>
        <HeadCell isNumber>{t`Median`}</HeadCell>
        <HeadCell isNumber>{t`Greatest`}</HeadCell>
        <HeadCell>{asked.isLowWorse ? t`Minute of the least` : t`Minute of the greatest`}</HeadCell>
        <HeadCell>{t`Minutes with a value`}</HeadCell>
        <HeadCell>{t`Always drawn`}</HeadCell>
      </TableHead>
      <tbody>
        {compared.map(({ robotId, min, max, median, withValue, heard }) => {
          const robot = robots.find(({ id }) => id === robotId);
          const name = robot?.name ?? "";
          const line = lines.find(({ key }) => key === robotId);
          const worst = asked.isLowWorse ? min : max;
          const [time, when] = worst === null ? ["", ""] : [formatTimeOfDay(worst.at, false), formatDateTime(worst.at)];
          const possible = possibleMinutes(shown, robot?.createdAt ?? 0);
          return (
            <Row key={robotId}>
              <Cell>
                <Link
                  to={paths.robot(robotId, { window: span, until: new Date(Math.min(now, shown.to)).toISOString() })}
                  className="inline-flex items-center gap-1.5 align-middle underline"
                >
                  <span
                    aria-hidden
                    className={classNames("h-0.5 w-3 shrink-0 forced-color-adjust-none", line === undefined && "invisible")}
                    style={{ background: line === undefined ? undefined : `var(--color-${line.color})` }}
                  />
                  {name}
                </Link>
              </Cell>
              <Cell isNumber className={classNames(asked.isLowWorse && "font-medium")}>
                {numberOf(min?.value)}
              </Cell>
              <Cell isNumber>{numberOf(median)}</Cell>
              <Cell isNumber className={classNames(!asked.isLowWorse && "font-medium")}>
                {numberOf(max?.value)}
              </Cell>
              <Cell className="whitespace-nowrap">
                {worst === null ? (
                  "–"
                ) : (
                  <Link
                    to={paths.robot(robotId, { window: "1h", until: new Date(Math.min(now, worst.at + HALF_HOUR_MS)).toISOString() })}
                    className="underline"
                    title={when}
                    aria-label={`${time}: ${name}, ${when}`}
                  >
                    {time}
                  </Link>
                )}
              </Cell>
              <Cell className="whitespace-nowrap">{coverageInWords({ withValue, heard, possible })}</Cell>
              <Cell>
                <label className="flex min-h-control-small items-center">
                  <input
                    type="checkbox"
                    className="size-4"
                    aria-label={t`Always draw ${name}`}
                    checked={draw.includes(robotId)}
                    onChange={({ target: { checked } }) =>
                      onDraw(compared.map((each) => each.robotId).filter((id) => (id === robotId ? checked : draw.includes(id))))
                    }
                  />
                </label>
              </Cell>
            </Row>
          );
        })}
      </tbody>
    </Table>
  );
}

/** "87 %; silent 5 min, not reported 3 min" */
function coverageInWords({ withValue, heard, possible }: { withValue: number; heard: number; possible: number }): string {
  if (possible === 0) return t`not registered yet`;
  const share = `${formatNumber(Math.min(1, withValue / possible) * 100)} %`;
  // The minute that runs may have no row yet.
  const silent = possible - heard > 1 || heard === 0 ? possible - heard : 0;
  const [silence, lack] = [formatDuration(silent * MINUTE_MS), formatDuration((heard - withValue) * MINUTE_MS)];
  if (silent > 0 && heard > withValue) return t`${share}; silent ${silence}, not reported ${lack}`;
  if (silent > 0) return t`${share}; silent ${silence}`;
  return heard > withValue ? t`${share}; not reported ${lack}` : share;
}
