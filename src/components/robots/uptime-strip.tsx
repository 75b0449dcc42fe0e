import { plural, t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { memo, useMemo } from "react";

import { serverNow, useServerNow } from "#src/api/clock.ts";
import { heartbeatQueries } from "#src/api/heartbeats.ts";
import type { RobotId } from "#src/api/robots.ts";
import { formatNumber } from "#src/lib/numbers.ts";
import { formatDuration, formatTimeOfDay } from "#src/lib/time.ts";

import { CELL_MS, summarizeUptime, type UptimeCell, uptimeCells } from "./uptime.ts";

const fills = {
  heard: "var(--color-ok)",
  partly: "var(--color-warn)",
  silent: "var(--color-danger)",
  unknown: "var(--color-sunken)",
} satisfies Record<UptimeCell["state"], string>;
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

type Silences = ReturnType<typeof summarizeUptime>["silences"];

function silencesInWords(silences: Silences, now: number): string {
  const count = silences.length;
  if (count === 0) return t`No silence of 5 minutes or more`;
  const last = silences
    .slice(-MOST_TOLD)
    .map(({ from, to }) => spanInWords(from, Math.min(to, now)))
    .join(", ");
  return count > MOST_TOLD
    ? plural(count, { one: `Silent # time, last ${last}`, other: `Silent # times, last ${last}` })
    : t`Silent ${last}`;
}

function spanInWords(from: number, to: number): string {
  const [start, end, length] = [formatTimeOfDay(from), formatTimeOfDay(to), formatDuration(to - from)];
  return t`${start} to ${end} (${length})`;
}

/** Whether the robot was heard over the last day, five minutes a bar, and the same in words. */
export function UptimeStrip({ robotId, knownSince }: { robotId: RobotId; knownSince: number }) {
  const { data } = useQuery(heartbeatQueries.minutes(robotId, 24, serverNow));
  // A bar changes once a minute at most.
  const now = Math.floor(useServerNow() / 60_000) * 60_000;
  const cells = useMemo(() => uptimeCells(data ?? [], { now, knownSince }), [data, now, knownSince]);
  if (data === undefined) return <div className="card h-[6.375rem] sm:h-[5.375rem]" />;
  const { share, silences } = summarizeUptime(cells);
  const heard = share === null ? t`not known yet` : `${formatNumber(share * 100, share === 1 ? 0 : 1, true)} %`;
  const dayAgo = formatTimeOfDay(now - 287 * CELL_MS, false);
  return (
    <section aria-label={t`Heard over the last 24 hours`} className="card grid gap-1.5 px-3 py-2.5">
      <p className="flex flex-wrap justify-between gap-x-4 text-caption text-muted">
        <span>
          <Trans>
            Heard over the last 24 h: <strong className="font-semibold text-foreground tabular">{heard}</strong>
          </Trans>
        </span>
        <span>{silencesInWords(silences, now)}</span>
      </p>
      <Cells cells={cells} />
      {/* The legend has a line of its own where there is no room between the two times. */}
      <p aria-hidden dir="ltr" className="flex flex-wrap justify-between gap-x-4 text-caption text-muted tabular">
        <span>{t`yesterday ${dayAgo}`}</span>
        <span className="order-last w-full sm:order-none sm:w-auto">{t`a bar is 5 min: tall heard, middle partly, low silent`}</span>
        <span>{t`now`}</span>
      </p>
    </section>
  );
}
