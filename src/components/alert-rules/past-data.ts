import { t } from "@lingui/core/macro";

import type { PastOfRobot } from "#src/api/alert-rules.ts";
import type { ChartGap, ChartShade } from "#src/components/ui/chart-parts.ts";
import { findGaps, type Point } from "#src/lib/series.ts";

import type { Condition } from "./rule-words.ts";

const MINUTE_MS = 60_000;
/** As many points as the server makes of a day. */
const MOST_VALUES = 240;

export type Verdict = "kept" | "maybe" | "broken";
type Stretch = { from: number; to: number };

export type PastChart = {
  /** How much time a point stands for, ms. */
  stepMs: number;
  means: Point[];
  /** Of each point what is nearest to breaking the rule: the greatest, or the least. */
  worst: Point[];
  gaps: ChartGap[];
  shades: ChartShade[];
  rows: { at: number; min: number; mean: number; max: number; verdict: Verdict }[];
};

const within = (spans: PastOfRobot["sure"], until: number): Stretch[] =>
  spans.map((span) => ({ from: span.from, to: span.until ?? until }));
const touches = (stretches: readonly Stretch[], from: number, to: number) => stretches.some((each) => each.from < to && each.to >= from);

/** What a chart draws of a robot's last day under a rule, and the same as rows. */
export function pastChartOf({ isOver }: Pick<Condition, "isOver">, past: PastOfRobot, from: number, until: number): PastChart {
  const { values, minutes } = past;
  const stepMs = Math.max(1, Math.ceil(minutes / MOST_VALUES)) * MINUTE_MS;
  const [sure, possible] = [within(past.sure, until), within(past.possible, until)];
  const blind = within(past.withoutData, until);
  const cause = t`no data`;
  const gaps = findGaps(
    values.map(({ at }) => at),
    stepMs,
    from,
    until,
  );
  return {
    stepMs,
    means: values.map(({ at, mean }) => ({ at, value: mean })),
    worst: values.map(({ at, min, max }) => ({ at, value: isOver ? max : min })),
    gaps: gaps.map((gap) => ({ ...gap, cause })),
    shades: [
      ...possible
        .filter((span) => !sure.some(({ from: begin, to }) => begin === span.from && to === span.to))
        .map((span) => ({ ...span, label: t`perhaps broken`, tone: "warn" as const })),
      ...blind.map((span) => ({ ...span, label: t`no data: incident`, tone: "warn" as const })),
      ...sure.map((span) => ({ ...span, label: t`broken`, tone: "danger" as const })),
    ],
    rows: values.map((value) => ({
      ...value,
      verdict: touches(sure, value.at, value.at + stepMs) ? "broken" : touches(possible, value.at, value.at + stepMs) ? "maybe" : "kept",
    })),
  };
}
