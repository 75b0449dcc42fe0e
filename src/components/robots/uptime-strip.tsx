import { t } from "@lingui/core/macro";
import { useQuery } from "@tanstack/react-query";
import { memo, useMemo } from "react";

import { serverNow, useServerNow } from "#src/api/clock.ts";
import { heartbeatQueries } from "#src/api/heartbeats.ts";
import type { RobotId } from "#src/api/robots.ts";
import { formatDuration, formatTimeOfDay } from "#src/lib/time.ts";

import { CELL_MS, summarizeUptime, type UptimeCell, uptimeCells } from "./uptime.ts";

const fills = { heard: "var(--color-ok)", partly: "var(--color-warn)", silent: "var(--color-danger)", unknown: "var(--color-sunken)" } satisfies Record<UptimeCell["state"], string>;
/** Height too tells them apart, for eyes that do not tell the colours. */
const heights = { heard: 20, partly: 14, silent: 7, unknown: 3 } satisfies Record<UptimeCell["state"], number>;
/** More would be a list nobody reads. */
const MOST_TOLD = 3;

const Cells = memo(function Cells({ cells }: { cells: readonly UptimeCell[] }) {
  return (
    <svg aria-hidden viewBox="0 0 288 20" preserveAspectRatio="none" shapeRendering="crispEdges" className="h-5 w-full">
      {cells.map(({ from, state }, index) => (
        <rect key={from} x={index} y={20 - heights[state]} width={0.8} height={heights[state]} fill={fills[state]} />
      ))}
    </svg>
  );
});

/** Whether the robot was heard over the last day, five minutes a bar, and the same in words. */
export function UptimeStrip({ robotId, knownSince }: { robotId: RobotId; knownSince: number }) {
  const { data } = useQuery(heartbeatQueries.minutes(robotId, 24, serverNow));
  // A bar changes once a minute at most.
  const now = Math.floor(useServerNow() / 60_000) * 60_000;
  const cells = useMemo(() => uptimeCells(data ?? [], { now, knownSince }), [data, now, knownSince]);
  if (data === undefined) return <div className="card h-[6.375rem] sm:h-[5.375rem]" />;
  const { share, silences } = summarizeUptime(cells);
  const told = silences.slice(-MOST_TOLD).map(({ from, to }) => `${formatTimeOfDay(from)} to ${formatTimeOfDay(Math.min(to, now))} (${formatDuration(Math.min(to, now) - from)})`);
  return (
    <section aria-label={t`Heard over the last 24 hours`} className="card grid gap-1.5 px-3 py-2.5">
      <p className="flex flex-wrap justify-between gap-x-4 text-caption text-muted">
        <span>
          Heard over the last 24 h: <strong className="font-semibold text-foreground tabular">{share === null ? "not known yet" : `${(share * 100).toFixed(share === 1 ? 0 : 1)} %`}</strong>
        </span>
        <span>{silences.length === 0 ? "No silence of 5 minutes or more" : `Silent ${silences.length > MOST_TOLD ? `${silences.length} times, last ` : ""}${told.join(", ")}`}</span>
      </p>
      <Cells cells={cells} />
      {/* The legend has a line of its own where there is no room between the two times. */}
      <p aria-hidden className="flex flex-wrap justify-between gap-x-4 text-caption text-muted tabular">
        <span>yesterday {formatTimeOfDay(now - 287 * CELL_MS, false)}</span>
        <span className="order-last w-full sm:order-none sm:w-auto">{t`a bar is 5 min: tall heard, middle partly, low silent`}</span>
        <span>{t`now`}</span>
      </p>
    </section>
  );
}
