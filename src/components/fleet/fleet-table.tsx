import { t } from "@lingui/core/macro";
import { memo } from "react";
import { Link as RouterLink } from "react-router";

import { serverNow } from "#src/api/clock.ts";
import { AttendedBy } from "#src/components/attention/attended-by.tsx";
import { HealthMark, LinkMark, ModeMark } from "#src/components/ui/state-mark.tsx";
import { Cell, HeadCell, Row, Table, TableHead } from "#src/components/ui/table.tsx";
import { RelativeTime } from "#src/components/ui/time.tsx";
import { useMedia } from "#src/components/ui/use-media.ts";
import { useWindow } from "#src/components/ui/use-window.ts";
import { classNames } from "#src/lib/class-names.ts";
import { formatNumber } from "#src/lib/numbers.ts";
import { paths } from "#src/paths.ts";

import { CARD_PITCH, FleetCard } from "./fleet-card.tsx";
import { type FleetRow, isApplying, sameRow } from "./fleet-rows.ts";
import { useLiveStatus } from "./use-live-status.ts";

const number = (value: number | undefined, unit: string, digits = 0) => (
  <span className={value === undefined ? "boxed-line text-stale" : "boxed-line"}>
    {value === undefined ? "–" : `${formatNumber(value, digits, true)} ${unit}`}
  </span>
);

const TableRow = memo(
  function TableRow({ row, index }: { row: FleetRow; index: number }) {
    const { robot, state, reason } = row;
    const { status, link, isOld } = useLiveStatus(row);
    return (
      <Row
        aria-rowindex={index + 2}
        style={{ height: ROW_HEIGHT }}
        className={classNames(isApplying(row) && "bg-apply-soft hover:bg-apply-soft!")}
      >
        <Cell className="relative">
          {isApplying(row) ? <span aria-hidden className="hazard absolute inset-y-0 start-0 w-1.5" /> : null}
          <RouterLink to={paths.robot(robot.id)} title={robot.name} className="block truncate font-medium hover:underline">
            {robot.name}
          </RouterLink>
          <span className="block truncate text-caption text-muted">
            {reason ?? robot.robotSchemaName}
            {reason !== null && state?.attendance ? (
              <>
                {" · "}
                <AttendedBy attendance={state.attendance} />
              </>
            ) : null}
          </span>
        </Cell>
        <Cell className="live-value">
          <LinkMark link={link} />
        </Cell>
        {/* What was applying when it was last seen stays loud: it may still move. */}
        <Cell className={isApplying(row) ? undefined : "live-value"}>
          {state?.sessionId ? <ModeMark mode={state.mode} /> : <ModeMark mode="idle" />}
        </Cell>
        <Cell className={isOld ? "stale-value" : "live-value"}>
          <HealthMark health={state?.health ?? "unknown"} />
        </Cell>
        <Cell isNumber className={classNames("max-lg:hidden", isOld ? "stale-value" : "live-value")}>
          {number(status?.inferenceMs, "ms")}
        </Cell>
        <Cell isNumber className={classNames("max-lg:hidden", isOld ? "stale-value" : "live-value")}>
          {number(status?.controlHz, "Hz", 1)}
        </Cell>
        <Cell isNumber className={classNames("max-lg:hidden", isOld ? "stale-value" : "live-value")}>
          {number(status?.temperatureC, "°C")}
        </Cell>
        <Cell isNumber className={classNames("max-lg:hidden", isOld ? "stale-value" : "live-value")}>
          {number(status?.batteryPct, "%")}
        </Cell>
        <Cell isNumber className="text-muted">
          <span className="boxed-line">
            {status?.lastSeenAt ? <RelativeTime at={status.lastSeenAt} now={serverNow} /> : link === "never" ? t`never` : null}
          </span>
        </Cell>
      </Row>
    );
  },
  (a, b) => a.index === b.index && sameRow(a.row, b.row),
);

/** Two lines of text, px: every row is as high, so that a long table can be drawn in part. */
const ROW_HEIGHT = 48;

/** The fleet as cards on a phone, as a dense table from 768 px. */
export function FleetTable({ rows }: { rows: readonly FleetRow[] }) {
  const isWide = useMedia("(min-width: 48rem)");
  return isWide ? <WideTable rows={rows} /> : <Cards rows={rows} />;
}

function Cards({ rows }: { rows: readonly FleetRow[] }) {
  const { from, to, body } = useWindow<HTMLUListElement>(rows.length, CARD_PITCH, { allBelow: 24, spare: 4 });
  return (
    <ul
      ref={body}
      aria-label={t`Robots`}
      className="grid content-start gap-2"
      style={{ paddingTop: from * CARD_PITCH, minHeight: rows.length * CARD_PITCH }}
    >
      {rows.slice(from, to).map((row) => (
        <FleetCard key={row.robot.id} row={row} />
      ))}
    </ul>
  );
}

function WideTable({ rows }: { rows: readonly FleetRow[] }) {
  const { from, to, body } = useWindow<HTMLTableSectionElement>(rows.length, ROW_HEIGHT);
  // Below 1,024 px fewer numbers: a name that is cut off could be another robot's.
  return (
    <Table label={t`Robots`} rowCount={rows.length + 1} fixed="min-w-[44.5rem] lg:min-w-[55rem]">
      <TableHead>
        <HeadCell>{t`Robot`}</HeadCell>
        <HeadCell className="w-28">{t({ message: "Link", context: "connection" })}</HeadCell>
        <HeadCell className="w-33">{t`Mode`}</HeadCell>
        <HeadCell className="w-27">{t`Health`}</HeadCell>
        <HeadCell isNumber className="w-21 max-lg:hidden">{t`Inference`}</HeadCell>
        <HeadCell isNumber className="w-20 max-lg:hidden">
          {t({ message: "Control", context: "rate" })}
        </HeadCell>
        <HeadCell isNumber className="w-18 max-lg:hidden">{t`Temp.`}</HeadCell>
        <HeadCell isNumber className="w-18 max-lg:hidden">{t`Battery`}</HeadCell>
        <HeadCell isNumber className="w-24 lg:w-28">{t`Last heard`}</HeadCell>
      </TableHead>
      <tbody ref={body}>
        {from === 0 ? null : <tr aria-hidden style={{ height: from * ROW_HEIGHT }} />}
        {rows.slice(from, to).map((row, index) => (
          <TableRow key={row.robot.id} row={row} index={from + index} />
        ))}
        {to >= rows.length ? null : <tr aria-hidden style={{ height: (rows.length - to) * ROW_HEIGHT }} />}
      </tbody>
    </Table>
  );
}
