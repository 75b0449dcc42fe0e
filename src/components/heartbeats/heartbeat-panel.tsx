import { plural, t } from "@lingui/core/macro";
import { useQuery } from "@tanstack/react-query";
import { Pause, Play, Table2 } from "lucide-react";
import { useMemo, useState } from "react";
import { useSearchParams } from "react-router";

import { serverNow } from "#src/api/clock.ts";
import { useIsConnected } from "#src/api/connection.ts";
import { describeError } from "#src/api/errors.ts";
import { heartbeatQueries } from "#src/api/heartbeats.ts";
import type { RobotId } from "#src/api/robots.ts";
import { Badge } from "#src/components/ui/badge.tsx";
import { Button } from "#src/components/ui/button.tsx";
import { Chart } from "#src/components/ui/chart.tsx";
import { EmptyState } from "#src/components/ui/empty-state.tsx";
import { ErrorNote } from "#src/components/ui/error-note.tsx";
import { Segmented } from "#src/components/ui/segmented.tsx";
import { firstFrom } from "#src/lib/series.ts";

import { isRaw, minuteChartData, rawChartData, redrawMs, type Window, windowMs, windows } from "./chart-data.ts";
import { heartbeatCharts } from "./heartbeat-charts.ts";
import { HeartbeatTable } from "./heartbeat-table.tsx";
import { JointsPanel } from "./joints-panel.tsx";
import { type ChartFrame, useChartFrame } from "./use-chart-frame.ts";
import { useHeartbeats } from "./use-heartbeats.ts";

type HeartbeatPanelProps = {
  robotId: RobotId;
  intervalMs: number;
  /** Whether heartbeats arrive now, as far as the page can know. */
  isHeard?: boolean;
  /** Whether the robot was ever heard: before that, an empty chart is no gap. */
  wasHeard: boolean;
  /** When the robot was registered, epoch ms: before that nothing is missing. */
  knownSince: number;
  /** From the robot schema, null where it says nothing. */
  controlHz: number | null;
  joints: readonly { name: string; lower: number | null; upper: number | null }[];
};

const minutesLabel = (count: number) => t`${count} min`;
const hoursLabel = (count: number) => t`${count} h`;
const labels = {
  "1m": minutesLabel(1),
  "5m": minutesLabel(5),
  "15m": minutesLabel(15),
  "1h": hoursLabel(1),
  "6h": hoursLabel(6),
  "24h": hoursLabel(24),
} satisfies Record<Window, string>;
const windowFrom = (value: string | null): Window => windows.find((window) => window === value) ?? "5m";

function liveBadge(isConnected: boolean, isHeard: boolean) {
  if (!isConnected) return <Badge tone="danger">{t`Not live`}</Badge>;
  return isHeard ? <Badge tone="ok">{t`Live`}</Badge> : <Badge tone="danger">{t`Robot silent`}</Badge>;
}

/** The live heartbeats of one robot: charts with one shared cursor, joints against their limits, or the numbers as a table. */
export function HeartbeatPanel({ robotId, intervalMs, isHeard = true, wasHeard, knownSince, controlHz, joints }: HeartbeatPanelProps) {
  const [search, setSearch] = useSearchParams();
  const window = windowFrom(search.get("window"));
  const isTable = search.get("view") === "table";
  const live = useHeartbeats(robotId);
  const frame = useChartFrame(live.samples, redrawMs(window));
  const hours = windowMs[window] / 3_600_000;
  const minutes = useQuery({ ...heartbeatQueries.minutes(robotId, Math.max(1, hours), serverNow), enabled: !isRaw(window) });
  const [paused, setPaused] = useState<ChartFrame | null>(null);
  const [cursor, setCursor] = useState<number | null>(null);
  const isConnected = useIsConnected();
  const isWaiting = isRaw(window) ? live.isLoading : minutes.isPending;
  const { samples, to } = paused ?? frame;
  const from = to - windowMs[window];
  // Charts are drawn again when one of these changes, and only then.
  const data = useMemo(
    () =>
      isRaw(window)
        ? rawChartData(samples, { from, to, intervalMs, knownSince, isConnected, isLive: !isTable })
        : minuteChartData(minutes.data ?? [], { from, to, knownSince, isConnected }),
    [window, isTable, samples, minutes.data, from, to, intervalMs, knownSince, isConnected],
  );
  const charts = useMemo(() => heartbeatCharts(data.points, controlHz, isWaiting), [data, controlHz, isWaiting]);
  const missed = paused === null ? 0 : live.samples.length - firstFrom(live.samples, paused.to + 1, ({ receivedAt }) => receivedAt);

  const set = (key: string, value: string | null) =>
    setSearch(
      (before) => {
        if (value === null) before.delete(key);
        else before.set(key, value);
        return before;
      },
      { replace: true, preventScrollReset: true },
    );

  const shared = {
    from,
    to,
    gaps: data.gaps,
    cursor,
    onCursor: setCursor,
    tolerance: isRaw(window) ? Math.max(1.5 * intervalMs, windowMs[window] / 150) : 60_000,
  };
  const error = live.error ?? (isRaw(window) ? null : minutes.error);
  return (
    <section aria-label={t`Heartbeats`} className="grid gap-3">
      <div className="flex flex-wrap items-center gap-2">
        <h2 className="me-auto flex items-center gap-2 text-heading">
          {t`Heartbeats`}
          {paused === null ? (
            liveBadge(isConnected, isHeard)
          ) : (
            <Badge tone="warn">{missed === 0 ? t`Paused` : plural(missed, { one: "Paused, # new", other: "Paused, # new" })}</Badge>
          )}
        </h2>
        <Segmented
          label={t`Time shown`}
          value={window}
          onChange={(next) => set("window", next === "5m" ? null : next)}
          options={windows.map((value) => ({ value, label: labels[value] }))}
        />
        <Button
          size="small"
          icon={paused === null ? <Pause aria-hidden /> : <Play aria-hidden />}
          onClick={() => setPaused(paused === null ? frame : null)}
        >
          {paused === null ? t`Pause` : t`Resume`}
        </Button>
        <Button size="small" icon={<Table2 aria-hidden />} onClick={() => set("view", isTable ? null : "table")}>
          {isTable ? t`Charts` : t`Table`}
        </Button>
      </div>
      {error ? <ErrorNote text={describeError(error)} /> : null}
      {!wasHeard ? (
        <EmptyState title={t`No heartbeats yet`} body={t`Charts start with the robot's first heartbeat after its machine is paired.`} />
      ) : isTable ? (
        <HeartbeatTable points={data.points} gaps={data.gaps} isRaw={isRaw(window)} />
      ) : (
        <div className={paused === null ? "live-value grid gap-3 xl:grid-cols-2" : "grid gap-3 xl:grid-cols-2"}>
          {charts.map(({ key, ...chart }) => (
            <Chart key={key} {...chart} {...shared} isLive isWaiting={isWaiting} />
          ))}
        </div>
      )}
      {wasHeard && isRaw(window) ? (
        <JointsPanel samples={samples} isWaiting={isWaiting} from={from} to={to} gaps={data.gaps} cursor={cursor} joints={joints} />
      ) : null}
    </section>
  );
}
