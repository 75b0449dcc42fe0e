import { plural, t } from "@lingui/core/macro";
import { useQuery } from "@tanstack/react-query";
import { ChartLine, Pause, Play, Table2 } from "lucide-react";
import { lazy, Suspense, useMemo, useState } from "react";

import { serverNow, useServerTime } from "#src/api/clock.ts";
import { useIsConnected } from "#src/api/connection.ts";
import { describeError } from "#src/api/errors.ts";
import { heartbeatQueries } from "#src/api/heartbeats.ts";
import type { RobotSchemaId } from "#src/api/robot-schemas.ts";
import type { RobotId } from "#src/api/robots.ts";
import { Badge } from "#src/components/ui/badge.tsx";
import { Button } from "#src/components/ui/button.tsx";
import { Chart } from "#src/components/ui/chart.tsx";
import { EmptyState } from "#src/components/ui/empty-state.tsx";
import { ErrorNote } from "#src/components/ui/error-note.tsx";
import { Segmented } from "#src/components/ui/segmented.tsx";
import { Skeleton } from "#src/components/ui/skeleton.tsx";
import { useAddress } from "#src/components/ui/use-address.ts";
import { ZoomBar } from "#src/components/ui/zoom-bar.tsx";
import { firstFrom } from "#src/lib/series.ts";
import { chosenFrom, notePointed } from "#src/lib/pointed.ts";
import { formatDateTime, formatTimeOfDay } from "#src/lib/time.ts";
import { type Stretch, within } from "#src/lib/zoom.ts";

import { isRaw, minuteChartData, rawChartData, redrawMs, type Window, windowMs, windows } from "./chart-data.ts";
import { CompareLink } from "./compare-link.tsx";
import { heartbeatCharts } from "./heartbeat-charts.ts";
import { HeartbeatTable } from "./heartbeat-table.tsx";
import { heldFrom, heldParams } from "./held.ts";
import { JointsPanel } from "./joints-panel.tsx";
import { useChartFrame } from "./use-chart-frame.ts";
import { RAW_MS, useHeartbeats } from "./use-heartbeats.ts";
import { useHeldSamples } from "./use-held-samples.ts";

const LivePose = lazy(() => import("#src/components/pose/live-pose.tsx").then((module) => ({ default: module.LivePose })));

type HeartbeatPanelProps = {
  robotId: RobotId;
  /** How the robot is built; null: not known, so its pose is not drawn. */
  robotSchemaId: RobotSchemaId | null;
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

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** As long are means of minutes kept. */
const DAY_HOURS = 24;
const wholeMinute = (time: number) => Math.floor(time / MINUTE) * MINUTE;

function zoomWords(window: Window, held: Stretch | null) {
  const length = labels[window];
  const [from, to] = held === null ? ["", ""] : [formatTimeOfDay(held.from), formatDateTime(held.to)];
  return {
    label: t`Part of the time that is shown`,
    shown: held === null ? t`the last ${length}` : t`${from} to ${to}`,
    isSeenBeside: held === null,
    isWhole: t`The whole ${length} are shown; choose a longer time above.`,
    back: t`Whole ${length}`,
  };
}

function liveBadge(isConnected: boolean, isHeard: boolean) {
  if (!isConnected) return <Badge tone="danger">{t`Not live`}</Badge>;
  return isHeard ? <Badge tone="ok">{t`Live`}</Badge> : <Badge tone="danger">{t`Robot silent`}</Badge>;
}

/** The live heartbeats of one robot: charts with one shared cursor, joints against their limits, or the numbers as a table. */
export function HeartbeatPanel({
  robotId,
  robotSchemaId,
  intervalMs,
  isHeard = true,
  wasHeard,
  knownSince,
  controlHz,
  joints,
}: HeartbeatPanelProps) {
  const [search, change] = useAddress();
  const window = windowFrom(search.get("window"));
  const isTable = search.get("view") === "table";
  const now = useServerTime(wholeMinute);
  // In the address, so that what is looked at can be sent to somebody.
  const held = useMemo(() => heldFrom(search, windowMs[window], now + MINUTE), [search, window, now]);
  const [openedAt] = useState(serverNow);
  const isTooOld = held !== null && held.whole.from < openedAt - RAW_MS;
  const raw = isRaw(window) && !isTooOld;
  const live = useHeartbeats(robotId, held?.whole ?? null);
  const frame = useChartFrame(live.samples, redrawMs(window));
  const heldSamples = useHeldSamples(live.samples, held?.whole ?? null, intervalMs);
  const samples = held === null ? frame.samples : heldSamples;
  const whole: Stretch = held?.whole ?? { from: frame.to - windowMs[window], to: frame.to };
  const { from, to } = held?.zoom ?? whole;
  const hours = Math.min(DAY_HOURS, Math.max(1, Math.ceil((now - whole.from) / HOUR)));
  // Longer ago than the usual day, where minutes are kept for longer.
  const past = held !== null && held.whole.from < now - DAY_HOURS * HOUR ? held.whole : null;
  const minutes = useQuery({ ...heartbeatQueries.minutes(robotId, hours, serverNow, past), enabled: !raw });
  const firstKept = past === null ? now - DAY_HOURS * HOUR : (minutes.data?.[0]?.minute ?? 0);
  const [pointed, setPointed] = useState<number | null>(null);
  // A message that is chosen on the same page points at its moment.
  const cursor = pointed ?? chosenFrom(search);
  const isConnected = useIsConnected();
  const isWaiting = raw ? live.isLoading : minutes.isPending;
  // Charts are drawn again when one of these changes, and only then.
  const data = useMemo(() => {
    // What stands still does not end where this page lost its connection.
    const asked = {
      from,
      to,
      intervalMs,
      knownSince: raw ? knownSince : Math.max(knownSince, firstKept),
      isConnected: isConnected || held !== null,
    };
    return raw ? rawChartData(samples, { ...asked, isLive: !isTable }) : minuteChartData(minutes.data ?? [], asked);
  }, [raw, isTable, samples, minutes.data, from, to, intervalMs, knownSince, firstKept, isConnected, held]);
  const charts = useMemo(() => heartbeatCharts(data.points, controlHz, isWaiting), [data, controlHz, isWaiting]);
  const missed =
    held === null || isTooOld ? 0 : live.samples.length - firstFrom(live.samples, held.whole.to + 1, ({ receivedAt }) => receivedAt);

  const zoomTo = (part: Stretch | null) => {
    // Zoomed out of what goes on anyway, it goes on.
    if (held === null && (part === null || within(part, whole) === null)) return;
    change(heldParams({ whole, part }));
  };
  const shared = {
    from,
    to,
    gaps: data.gaps,
    cursor,
    onCursor: (at: number | null) => {
      setPointed(at);
      notePointed(at);
    },
    onZoom: (first: number, last: number) => zoomTo({ from: first, to: last }),
    tolerance: raw ? Math.max(1.5 * intervalMs, (to - from) / 150) : MINUTE,
  };
  const error = live.error ?? (raw ? null : minutes.error);
  return (
    <section aria-label={t`Heartbeats`} className="grid gap-3">
      <div className="@container">
        <div className="flex flex-wrap items-center gap-2">
          <h2 className="me-auto flex items-center gap-2 text-heading">
            {t`Heartbeats`}
            {held === null ? (
              liveBadge(isConnected, isHeard)
            ) : (
              <Badge tone="warn">{missed === 0 ? t`Paused` : plural(missed, { one: "Paused, # new", other: "Paused, # new" })}</Badge>
            )}
          </h2>
          {wasHeard ? (
            <ZoomBar
              whole={whole}
              zoom={held?.zoom ?? null}
              cursor={cursor ?? (held === null ? to : null)}
              onZoom={zoomTo}
              words={zoomWords(window, held === null ? null : { from, to })}
            />
          ) : null}
          <Segmented
            label={t`Time shown`}
            value={window}
            onChange={(next) => change({ window: next === "5m" ? null : next, zoom: null })}
            options={windows.map((value) => ({ value, label: labels[value] }))}
          />
          <Button
            size="small"
            icon={held === null ? <Pause aria-hidden /> : <Play aria-hidden />}
            title={held === null ? t`Pause` : t`Resume`}
            onClick={() => change(heldParams(held === null ? { whole, part: null } : null))}
          >
            <span className="@min-[30rem]:@max-[48rem]:sr-only">{held === null ? t`Pause` : t`Resume`}</span>
          </Button>
          <Button
            size="small"
            icon={isTable ? <ChartLine aria-hidden /> : <Table2 aria-hidden />}
            title={isTable ? t`Charts` : t`Table`}
            onClick={() => change({ view: isTable ? null : "table" })}
          >
            <span className="@min-[30rem]:@max-[48rem]:sr-only">{isTable ? t`Charts` : t`Table`}</span>
          </Button>
          <CompareLink robotId={robotId} window={window} until={held?.whole.to ?? null} />
        </div>
      </div>
      {isTooOld && isRaw(window) ? (
        <p className="text-muted">{t`Single heartbeats are kept for 15 minutes. Of this time the mean of each minute is shown, as long as it is kept.`}</p>
      ) : null}
      {error ? <ErrorNote text={describeError(error)} /> : null}
      {!wasHeard ? (
        <EmptyState title={t`No heartbeats yet`} body={t`Charts start with the robot's first heartbeat after its machine is paired.`} />
      ) : isTable ? (
        <HeartbeatTable points={data.points} gaps={data.gaps} isRaw={raw} />
      ) : (
        <div className={held === null ? "live-value grid gap-3 xl:grid-cols-2" : "grid gap-3 xl:grid-cols-2"}>
          {charts.map(({ key, ...chart }) => (
            <Chart key={key} {...chart} {...shared} isLive isWaiting={isWaiting} />
          ))}
        </div>
      )}
      {wasHeard && raw ? (
        <JointsPanel samples={samples} isWaiting={isWaiting} from={from} to={to} gaps={data.gaps} cursor={cursor} joints={joints} />
      ) : null}
      {!wasHeard || robotSchemaId === null ? null : live.isLoading ? (
        <Skeleton className="h-72" />
      ) : (
        <Suspense fallback={<Skeleton className="h-72" />}>
          {/* By the same heartbeats as the joints above. */}
          <LivePose
            robotSchemaId={robotSchemaId}
            samples={held === null && raw ? samples : live.samples}
            at={cursor ?? held?.whole.to ?? null}
            intervalMs={intervalMs}
          />
        </Suspense>
      )}
    </section>
  );
}
