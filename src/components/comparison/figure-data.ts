import { t } from "@lingui/core/macro";

import type { ComparedRobot } from "#src/api/comparisons.ts";
import type { ChartColor, ChartGap, ChartSeries } from "#src/components/ui/chart-parts.ts";
import type { Stretch } from "#src/lib/zoom.ts";

import { type Asked, inUnit } from "./fields.ts";

const MINUTE_MS = 60_000;
/** As many steps as the server makes of a time. */
const MOST_VALUES = 240;
const colors: readonly ChartColor[] = ["chart-1", "chart-2", "chart-3", "chart-4", "chart-5", "chart-6"];

export type Cause = "silent" | "missing" | "unknown";
export const causeWords: Record<Cause, string> = {
  silent: t`robot silent`,
  missing: t`not reported`,
  unknown: t`not registered yet`,
};
type CausedGap = Stretch & { cause: Cause };

/** How much time a point of a line stands for, ms. */
export const stepOf = ({ from, to }: Stretch): number => Math.max(1, Math.ceil((to - from) / MINUTE_MS / MOST_VALUES)) * MINUTE_MS;

/** The gaps of a robot: before it was registered nothing is missing, and the minute that runs has no row before its first heartbeat. */
export function gapsOf({ gaps = [] }: Pick<ComparedRobot, "gaps">, { to }: Stretch, knownSince: number): CausedGap[] {
  const begin = Math.floor(knownSince / MINUTE_MS) * MINUTE_MS;
  return gaps
    .filter((gap) => gap.cause !== "silent" || gap.to < to || to - gap.from > MINUTE_MS)
    .flatMap((gap): CausedGap[] => {
      if (gap.cause !== "silent" || gap.from >= begin) return [gap];
      const end = Math.min(begin, gap.to);
      return [{ from: gap.from, to: end, cause: "unknown" }, ...(end < gap.to ? [{ ...gap, from: end }] : [])];
    });
}

/** Those in which a line is cut: neighbours together at least a step long. A shorter one lies within a point. */
export function cutsOf(gaps: readonly CausedGap[], stepMs: number): ChartGap[] {
  const groups: CausedGap[][] = [];
  for (const gap of gaps) {
    const last = groups.at(-1);
    if (last?.at(-1)?.to === gap.from) last.push(gap);
    else groups.push([gap]);
  }
  return groups
    .filter((group) => (group.at(-1)?.to ?? 0) - (group[0]?.from ?? 0) >= stepMs)
    .flatMap((group) => group.map((gap) => ({ ...gap, cause: causeWords[gap.cause] })));
}

export type Line = ChartSeries & { lane: readonly CausedGap[] };
type Known = { id: string; name: string; createdAt: number };

/** A line for each robot, in the order they are given; a point lies in the middle of the time that it stands for. */
export function linesOf(
  compared: readonly ComparedRobot[],
  robots: readonly Known[],
  asked: Asked,
  span: Stretch,
  as: "mean" | "worst",
): Line[] {
  const stepMs = stepOf(span);
  const worst = asked.isLowWorse ? "min" : "max";
  return compared.map((each, index) => {
    const robot = robots.find(({ id }) => id === each.robotId);
    const lane = gapsOf(each, span, robot?.createdAt ?? 0);
    return {
      key: each.robotId,
      label: robot?.name ?? "",
      color: colors[index % colors.length] ?? "chart-1",
      points: (each.values ?? []).map((value) => ({
        at: Math.min(span.to, value.at + stepMs / 2),
        value: inUnit(value[as === "mean" ? "mean" : worst], asked),
      })),
      gaps: cutsOf(lane, stepMs),
      lane,
    };
  });
}

/** Worst first, those without a value last. */
export function worstFirst(compared: readonly ComparedRobot[], { isLowWorse }: Pick<Asked, "isLowWorse">): ComparedRobot[] {
  const badness = ({ min, max }: ComparedRobot) => (isLowWorse ? -(min?.value ?? Infinity) : (max?.value ?? -Infinity));
  return compared.toSorted((a, b) => (badness(b) === badness(a) ? 0 : badness(b) - badness(a)));
}

/** How many whole minutes could have had a value: from the registration on, the running one included. */
export const possibleMinutes = ({ from, to }: Stretch, knownSince: number): number =>
  Math.max(0, Math.ceil((to - Math.max(from, Math.floor(knownSince / MINUTE_MS) * MINUTE_MS)) / MINUTE_MS));

/** What a rule would have to ask so that nothing of this time had broken it: the worst value, rounded to the side of worse. */
export function beyondAll(compared: readonly ComparedRobot[], asked: Asked): number | null {
  const extremes = compared
    .flatMap(({ min, max }) => (asked.isLowWorse ? (min ?? []) : (max ?? [])))
    .map(({ value }) => inUnit(value, asked));
  if (extremes.length === 0) return null;
  const worst = asked.isLowWorse ? Math.min(...extremes) : Math.max(...extremes);
  return asked.isLowWorse ? Math.floor(worst) : Math.ceil(worst);
}
