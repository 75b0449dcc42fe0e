import { t } from "@lingui/core/macro";
import { lazy, memo, type ReactNode, Suspense, useState } from "react";

import { classNames } from "#src/lib/class-names.ts";
import { formatNumber } from "#src/lib/numbers.ts";
import { beyond } from "#src/lib/robust-domain.ts";
import { nearest } from "#src/lib/series.ts";
import { formatTimeOfDay } from "#src/lib/time.ts";
import { zoomedBy } from "#src/lib/zoom.ts";

import { type ChartGap, type ChartLimit, type ChartSeries, type ChartShade, PLOT_LEFT, PLOT_RIGHT } from "./chart-parts.ts";
import { LiveCanvas } from "./live-canvas.tsx";
import { Skeleton } from "./skeleton.tsx";
import { useWheelZoom } from "./use-wheel-zoom.ts";

/** recharts is about 100 KB: it arrives after the page that shows it, and only where a chart stands still. */
const ChartCanvas = lazy(() => import("./chart-canvas.tsx").then(({ ChartCanvas }) => ({ default: ChartCanvas })));

export type ChartProps = {
  label: string;
  unit: string;
  /** The time shown, epoch ms. */
  from: number;
  to: number;
  /** The y axis. Fixed by the caller, so that it does not jump. */
  domain: readonly [number, number];
  /** Thinned by the caller: to about 200 points each, or two for each pixel of a live chart. */
  series: readonly ChartSeries[];
  gaps?: readonly ChartGap[];
  limits?: readonly ChartLimit[];
  /** Only of charts that stand still. */
  shades?: readonly ChartShade[];
  /** A time under the cursor, shared by the charts of a page; null shows the newest values. */
  cursor: number | null;
  onCursor: (at: number | null) => void;
  /** Where the chart can be zoomed: a part of the time was dragged over with a mouse or a pen, or asked for by + and −, or by Ctrl and the wheel. May lie beyond `from` and `to`. */
  onZoom?: ((from: number, to: number) => void) | undefined;
  /** How far a value may lie from the cursor and still be its value, ms. */
  tolerance: number;
  digits?: number;
  /** Whether it moves with the time: then it is drawn by bare paths. */
  isLive?: boolean;
  /** Whether its numbers are on their way: then it does not say that there are none. */
  isWaiting?: boolean;
  /** How a time is written, when it is not the time of a day: an offset into a run. Give the same function each time. */
  timeText?: (at: number) => string;
  /** How the time of the cursor is written, when that says more than the axis: its day and zone. */
  momentText?: (at: number) => string;
  /** Beside the label: a state, a switch. */
  aside?: ReactNode;
};

// One for all draws: a new empty list would draw the canvas again.
const noGaps: readonly ChartGap[] = [];
const noLimits: readonly ChartLimit[] = [];

const timeOfDay = (at: number) => formatTimeOfDay(at);

const limitTones = { warn: "text-warn", danger: "text-danger" } as const;

const number = (value: number, digits: number) => formatNumber(value, digits, true);

/**
 * Lines over time with the values at the cursor as text. The cursor is a time, not a pixel: it stays with its moment
 * while new data arrives, and works by finger, mouse and arrow keys alike.
 */
export const Chart = memo(function Chart({
  label,
  unit,
  from,
  to,
  domain,
  series,
  gaps = noGaps,
  limits = noLimits,
  shades,
  cursor,
  onCursor,
  onZoom,
  tolerance,
  digits = 0,
  isLive = false,
  isWaiting = false,
  timeText = timeOfDay,
  momentText = timeText,
  aside,
}: ChartProps) {
  const span = to - from;
  /** What is being dragged over; a finger moves the cursor instead. */
  const [dragged, setDragged] = useState<{ from: number; to: number } | null>(null);
  const gapAt = cursor === null ? undefined : gaps.find((gap) => cursor > gap.from && cursor < gap.to);
  const timeAt = (clientX: number, box: DOMRect) => {
    const share = (clientX - box.left - PLOT_LEFT) / (box.width - PLOT_LEFT - PLOT_RIGHT);
    return from + Math.min(1, Math.max(0, share)) * span;
  };
  const slider = useWheelZoom(
    onZoom === undefined
      ? undefined
      : (by, clientX, box) => {
          const part = zoomedBy(by, { from, to }, timeAt(clientX, box));
          onZoom(part.from, part.to);
        },
  );
  const moment = cursor === null ? t`newest` : momentText(cursor);
  const readings = series.map(({ key, label: name, color, points, gaps: own = noGaps }) => {
    const cause = cursor === null ? undefined : own.find((gap) => cursor >= gap.from && cursor < gap.to)?.cause;
    const point = cursor === null ? points.at(-1) : cause === undefined ? nearest(points, cursor, tolerance) : null;
    return { key, name, color, point: point ?? null, cause };
  });

  return (
    <figure className="card grid gap-2 p-3" aria-label={label}>
      <figcaption className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1">
        <span className="flex items-baseline gap-2">
          <span className="text-heading">{label}</span>
          <span className="text-caption text-muted">{unit}</span>
          {aside}
        </span>
        <span className="flex flex-wrap gap-x-4 text-caption tabular">
          {readings.map(({ key, name, color, point, cause }) => (
            <span key={key} className="inline-flex items-center gap-1.5">
              <span aria-hidden className="h-0.5 w-3 forced-color-adjust-none" style={{ background: `var(--color-${color})` }} />
              <span className="text-muted">{name}</span>
              <span className="min-w-7 font-medium">{point === null ? (cause ?? "–") : number(point.value, digits)}</span>
            </span>
          ))}
          {/* Named here and not on the line: there the name would lie on the values. */}
          {limits.map(({ value, label: name, tone }) => (
            <span key={name} className="inline-flex items-center gap-1.5">
              <span aria-hidden className={classNames("w-3 border-t border-dashed border-current", limitTones[tone])} />
              <span className="text-muted">{name}</span>
              <span className="font-medium">{formatNumber(value, digits)}</span>
            </span>
          ))}
          {(shades ?? [])
            .filter(({ label: name }, index, all) => all.findIndex((each) => each.label === name) === index)
            .map(({ label: name, tone }) => (
              <span key={name} className="inline-flex items-center gap-1.5">
                <span aria-hidden className="size-2.5 opacity-60 forced-color-adjust-none" style={{ background: `var(--color-${tone})` }} />
                <span className="text-muted">{name}</span>
              </span>
            ))}
          <span className="text-muted">{gapAt !== undefined ? gapAt.cause : moment}</span>
        </span>
      </figcaption>
      <div
        ref={slider}
        role="slider"
        tabIndex={0}
        aria-label={t`${label}: time cursor`}
        aria-valuemin={from}
        aria-valuemax={to}
        aria-valuenow={cursor ?? to}
        aria-valuetext={`${moment}: ${readings.map(({ name, point, cause }) => (point === null ? (cause === undefined ? t`${name} no value` : `${name} ${cause}`) : `${name} ${number(point.value, digits)} ${unit}`)).join(", ")}`}
        dir="ltr"
        className="relative h-40 touch-pan-y select-none"
        onPointerMove={(event) => {
          const at = timeAt(event.clientX, event.currentTarget.getBoundingClientRect());
          onCursor(at);
          if (dragged !== null) setDragged({ from: dragged.from, to: at });
        }}
        onPointerDown={(event) => {
          const at = timeAt(event.clientX, event.currentTarget.getBoundingClientRect());
          onCursor(at);
          if (onZoom === undefined || event.pointerType === "touch" || event.button !== 0) return;
          event.currentTarget.setPointerCapture(event.pointerId);
          setDragged({ from: at, to: at });
        }}
        onPointerUp={() => {
          // A press that trembled is no part of the time.
          if (dragged !== null && Math.abs(dragged.to - dragged.from) > span / 100)
            onZoom?.(Math.min(dragged.from, dragged.to), Math.max(dragged.from, dragged.to));
          setDragged(null);
        }}
        onPointerCancel={() => setDragged(null)}
        onPointerLeave={(event) => event.pointerType === "mouse" && onCursor(null)}
        onKeyDown={(event) => {
          const step = { ArrowLeft: -span / 60, ArrowRight: span / 60, PageUp: span / 6, PageDown: -span / 6 }[event.key];
          const zoom = onZoom === undefined || event.ctrlKey || event.metaKey ? undefined : { "+": 0.5, "=": 0.5, "-": 2 }[event.key];
          if (zoom !== undefined) {
            const part = zoomedBy(zoom, { from, to }, cursor);
            onZoom?.(part.from, part.to);
          } else if (event.key === "Escape" || event.key === "End") onCursor(null);
          else if (event.key === "Home") onCursor(from);
          else if (step !== undefined) onCursor(Math.min(to, Math.max(from, (cursor ?? to) + step)));
          else return;
          event.preventDefault();
        }}
      >
        {isLive ? (
          <LiveCanvas {...{ from, to, domain, series, gaps, limits }} />
        ) : (
          <Suspense fallback={<Skeleton className="h-full" />}>
            <ChartCanvas {...{ from, to, domain, series, gaps, limits, shades, timeText: timeText === timeOfDay ? undefined : timeText }} />
          </Suspense>
        )}
        {!isWaiting && series.every(({ points }) => points.length === 0) ? (
          <span className="pointer-events-none absolute inset-0 grid place-items-center pl-11 text-caption text-muted">{t`No values in this time`}</span>
        ) : null}
        {series.flatMap(({ key, label: name, color, points }) =>
          beyond(points, domain, from, to).map((point) => {
            const value = number(point.max ?? point.value, digits);
            const time = timeText(point.at);
            return (
              <span
                key={`${key} ${point.at}`}
                title={t`${name} ${value} ${unit} at ${time}, beyond the axis`}
                className="pointer-events-none absolute top-0 -translate-x-1/2 rounded-mark bg-surface px-0.5 text-caption leading-none font-medium tabular"
                style={{
                  color: `var(--color-${color})`,
                  left: `clamp(3.75rem, calc(${PLOT_LEFT}px + (100% - ${PLOT_LEFT + PLOT_RIGHT}px) * ${(point.at - from) / span}), calc(100% - 2rem))`,
                }}
              >
                <span aria-hidden>▲</span> {value}
              </span>
            );
          }),
        )}
        {dragged === null ? null : (
          <span
            aria-hidden
            className="pointer-events-none absolute top-1 bottom-6 bg-foreground/15 outline outline-foreground/40"
            style={{
              left: `calc(${PLOT_LEFT}px + (100% - ${PLOT_LEFT + PLOT_RIGHT}px) * ${(Math.min(dragged.from, dragged.to) - from) / span})`,
              width: `calc((100% - ${PLOT_LEFT + PLOT_RIGHT}px) * ${Math.abs(dragged.to - dragged.from) / span})`,
            }}
          />
        )}
        {cursor === null || cursor < from || cursor > to ? null : (
          <span
            aria-hidden
            className="pointer-events-none absolute top-1 bottom-6 w-px bg-foreground/70"
            style={{ left: `calc(${PLOT_LEFT}px + (100% - ${PLOT_LEFT + PLOT_RIGHT}px) * ${(cursor - from) / span})` }}
          />
        )}
      </div>
    </figure>
  );
});
