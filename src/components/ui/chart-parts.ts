import type { Gap, Point } from "#src/lib/series.ts";

/** The plot begins this far from the left and ends this far from the right, px. The canvas draws to the same measure. */
export const PLOT_LEFT = 44;
export const PLOT_RIGHT = 10;

export type ChartColor = "chart-1" | "chart-2" | "chart-3" | "chart-4" | "chart-5" | "chart-6";
/** A value that matters: a limit, the control period. */
export type ChartLimit = { value: number; label: string; tone: "warn" | "danger" };

export type ChartGap = Gap & { cause: string };
export type ChartSeries = {
  key: string;
  label: string;
  color: ChartColor;
  points: readonly Point[];
  /** Where this line alone has nothing: it is cut there, and its value is the cause. Only of charts that stand still. */
  gaps?: readonly ChartGap[] | undefined;
};

/** A stretch that matters, shaded; of those that lie on each other the later is drawn above. */
export type ChartShade = { from: number; to: number; label: string; tone: "warn" | "danger" };

/** What is drawn, without what is read from it. All times epoch ms. */
export type ChartDrawing = {
  from: number;
  to: number;
  domain: readonly [number, number];
  series: readonly ChartSeries[];
  gaps: readonly ChartGap[];
  limits: readonly ChartLimit[];
  /** Only of charts that stand still. */
  shades?: readonly ChartShade[] | undefined;
  /** How a time is written, when it is not the time of a day. */
  timeText?: ((at: number) => string) | undefined;
};
