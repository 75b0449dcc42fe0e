import { t } from "@lingui/core/macro";
import { memo, useState, useSyncExternalStore } from "react";

import { Sparkline } from "#src/components/ui/sparkline.tsx";
import { useWindow } from "#src/components/ui/use-window.ts";
import { classNames } from "#src/lib/class-names.ts";
import { formatNumber } from "#src/lib/numbers.ts";
import type { Point } from "#src/lib/series.ts";

import { FleetCard } from "./fleet-card.tsx";
import type { FleetRow } from "./fleet-rows.ts";
import { HISTORY_MS, type StatusHistory, trackGaps } from "./status-history.ts";
import type { LiveStatus } from "./use-live-status.ts";

/** px: a card with its line and figures, the gap below included. */
const PITCH = 142;
/** A card is no narrower than this, px. */
const MIN_WIDTH = 264;

const subscribeResize = (onChange: () => void) => {
  addEventListener("resize", onChange);
  return () => removeEventListener("resize", onChange);
};

type LineProps = {
  track: readonly Point[];
  /** What the robot promised, ms. */ intervalMs: number;
  inferenceMs: number | undefined;
  batteryPct: number | undefined;
  old: boolean;
};

/** Inference time over the last minute, with its figure; the line is drawn again only when its track grew. */
const Line = memo(function Line({ track, intervalMs, inferenceMs, batteryPct, old }: LineProps) {
  const last = track.at(-1);
  const values = track.map(({ value }) => value);
  const top = Math.max(1, ...values);
  const [least, most] = [formatNumber(Math.min(...values), 0), formatNumber(top, 0)];
  return (
    <span className={classNames("flex items-end gap-3 pt-1 text-caption tabular", old ? "stale-value" : "live-value")}>
      {last === undefined || track.length < 2 ? (
        <span className="h-7 flex-1 border-b border-line" />
      ) : (
        <Sparkline
          points={track}
          from={last.at - HISTORY_MS}
          to={last.at}
          domain={[0, top * 1.1]}
          gaps={trackGaps(track, intervalMs)}
          summary={t`Inference over the last minute: ${least} to ${most} ms`}
          className="h-7 min-w-0 flex-1 text-chart-1"
        />
      )}
      <span className="boxed-line w-14 text-end">{inferenceMs === undefined ? "–" : `${formatNumber(inferenceMs, 0)} ms`}</span>
      <span className="boxed-line w-10 text-end">{batteryPct === undefined ? "–" : `${formatNumber(batteryPct, 0)} %`}</span>
    </span>
  );
});

/** What a card adds for the grid; `history` outlives the cards, which come and go with scrolling. */
function lineOf(history: StatusHistory) {
  return ({ status, isOld }: LiveStatus) => {
    if (status !== null) history.add(status);
    return (
      <Line
        track={status === null ? noTrack : history.of(status.robotId)}
        inferenceMs={status?.inferenceMs}
        intervalMs={status?.intervalMs ?? 1_000}
        batteryPct={status?.batteryPct}
        old={isOld}
      />
    );
  };
}

const noTrack: readonly Point[] = [];

/** The fleet as cards side by side, each with the last minute of its inference time. Only what is near the screen is drawn. */
export function FleetGrid({ rows, history }: { rows: readonly FleetRow[]; history: StatusHistory }) {
  const [line] = useState(() => lineOf(history));
  const width = useSyncExternalStore(subscribeResize, () => innerWidth);
  // The rail is 14 rem from 1024 px; the page's own padding is left out on both sides.
  const columns = Math.max(1, Math.floor((Math.min(1472, width - (width >= 1024 ? 224 : 0)) - 48) / (MIN_WIDTH + 8)));
  const lines = Math.ceil(rows.length / columns);
  const { from, to, body } = useWindow<HTMLUListElement>(lines, PITCH, { allBelow: Math.floor(48 / columns), spare: 2 });
  return (
    <ul
      ref={body}
      aria-label={t`Robots`}
      className="grid content-start gap-x-2"
      style={{
        gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))`,
        gridAutoRows: PITCH,
        paddingTop: from * PITCH,
        minHeight: lines * PITCH,
      }}
    >
      {rows.slice(from * columns, to * columns).map((row) => (
        <FleetCard key={row.robot.id} row={row} pitch={PITCH}>
          {line}
        </FleetCard>
      ))}
    </ul>
  );
}
