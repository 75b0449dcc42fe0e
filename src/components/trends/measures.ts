import { t } from "@lingui/core/macro";

import type { TrendPoint } from "#src/api/trend-parts.ts";
import { formatNumber } from "#src/lib/numbers.ts";

/**
 * What can be asked for. `sum`: is added up over runs and may be divided; `runs`: a sum that counts runs, and so may also be a share of
 * them; `whole`: says itself how it is put together, and is not divided.
 */
export type Measure = {
  kind: "sum" | "runs" | "whole";
  label: string;
  unit: string;
  digits: number;
  /** In its unit; null where there is nothing to tell. */
  of: (point: TrendPoint) => number | null;
};

const hour = 3_600_000;
const mean = (sum: number, count: number) => (count === 0 ? null : sum / count);
const reviewed = ({ verdicts: { good, needs_attention: attention, bad } }: TrendPoint) => good + attention + bad;

export const measures = {
  runs: { kind: "runs", label: t`Runs`, unit: t`runs`, digits: 0, of: ({ sums }) => sums.runs },
  problems: { kind: "runs", label: t`Runs with problems`, unit: t`runs`, digits: 0, of: ({ sums }) => sums.problems },
  run_time: { kind: "sum", label: t`Running time`, unit: t`h`, digits: 1, of: ({ sums }) => sums.runMs / hour },
  applied_time: { kind: "sum", label: t`Time with actions applied`, unit: t`h`, digits: 2, of: ({ sums }) => sums.appliedMs / hour },
  steps: { kind: "sum", label: t`Steps`, unit: t`steps`, digits: 0, of: ({ sums }) => sums.steps },
  applied_steps: { kind: "sum", label: t`Applied steps`, unit: t`steps`, digits: 0, of: ({ sums }) => sums.appliedSteps },
  safe_stops: { kind: "sum", label: t`Safe stops`, unit: t`safe stops`, digits: 0, of: ({ sums }) => sums.safeStops },
  stops: { kind: "sum", label: t`Software stops`, unit: t`stops`, digits: 0, of: ({ sums }) => sums.stops },
  faults: { kind: "sum", label: t`Faults`, unit: t`faults`, digits: 0, of: ({ sums }) => sums.faults },
  errors: { kind: "sum", label: t`Errors`, unit: t`errors`, digits: 0, of: ({ sums }) => sums.errors },
  p95: {
    kind: "whole",
    label: t`Inference p95, mean of the runs`,
    unit: "ms",
    digits: 1,
    of: ({ sums }) => mean(sums.p95Us / 1_000, sums.p95Runs),
  },
  p95_worst: {
    ...{ kind: "whole", label: t`Inference p95, the worst run`, unit: "ms", digits: 1 },
    of: ({ worst }) => (worst === null || worst.p95Us === null ? null : worst.p95Us / 1_000),
  },
  gap: {
    kind: "whole",
    label: t`Longest gap, mean of the runs`,
    unit: t`s`,
    digits: 2,
    of: ({ sums }) => mean(sums.gapsMs / 1_000, sums.runs),
  },
  gap_worst: {
    kind: "whole",
    label: t`Longest gap, the worst run`,
    unit: t`s`,
    digits: 2,
    of: ({ worst }) => (worst === null ? null : worst.gapMs / 1_000),
  },
  reviewed: { kind: "runs", label: t`Reviewed runs`, unit: t`runs`, digits: 0, of: reviewed },
  good: { kind: "runs", label: t`Runs judged good`, unit: t`runs`, digits: 0, of: ({ verdicts }) => verdicts.good },
  needs_attention: {
    kind: "runs",
    label: t`Runs that need attention`,
    unit: t`runs`,
    digits: 0,
    of: ({ verdicts }) => verdicts.needs_attention,
  },
  bad: { kind: "runs", label: t`Runs judged bad`, unit: t`runs`, digits: 0, of: ({ verdicts }) => verdicts.bad },
} as const satisfies Record<string, Measure>;

export type MeasureKey = keyof typeof measures;
export const measureKeys = Object.keys(measures) as MeasureKey[];
export const isMeasure = (key: string): key is MeasureKey => key in measures;

/** The worst of runs is kept for all verdicts together. */
export const isOfWorst = (key: MeasureKey): boolean => key === "p95_worst" || key === "gap_worst";

/** What a sum is divided by. `unit` is of the result, and takes the unit of what is divided. */
type Divisor = {
  label: string;
  times: number;
  digits: number;
  unit: (of: string) => string;
  of: (point: TrendPoint) => number;
  isShare: boolean;
};

const per = (of: string, what: string) => t`${of} per ${what}`;

export const divisors = {
  total: { label: t`In total`, times: 1, digits: 0, unit: (of) => of, of: () => 1, isShare: false },
  run: { label: t`Per run (mean)`, times: 1, digits: 2, unit: (of) => per(of, t`run`), of: ({ sums }) => sums.runs, isShare: false },
  steps: {
    label: t`Per 1,000 steps`,
    times: 1_000,
    digits: 2,
    unit: (of) => per(of, t`1,000 steps`),
    of: ({ sums }) => sums.steps,
    isShare: false,
  },
  applied_steps: {
    ...{ label: t`Per 1,000 applied steps`, times: 1_000, digits: 2, isShare: false },
    unit: (of) => per(of, t`1,000 applied steps`),
    of: ({ sums }) => sums.appliedSteps,
  },
  run_time: {
    label: t`Per hour of running`,
    times: 1,
    digits: 2,
    unit: (of) => per(of, t`hour of running`),
    of: ({ sums }) => sums.runMs / hour,
    isShare: false,
  },
  applied_time: {
    ...{ label: t`Per hour with actions applied`, times: 1, digits: 2, isShare: false },
    unit: (of) => per(of, t`hour with actions applied`),
    of: ({ sums }) => sums.appliedMs / hour,
  },
  runs_share: { label: t`Share of all runs`, times: 100, digits: 1, unit: () => t`% of runs`, of: ({ sums }) => sums.runs, isShare: true },
  reviewed_share: {
    label: t`Share of the reviewed runs`,
    times: 100,
    digits: 1,
    unit: () => t`% of reviewed runs`,
    of: reviewed,
    isShare: true,
  },
} as const satisfies Record<string, Divisor>;

export type DivisorKey = keyof typeof divisors;
export const isDivisor = (key: string): key is DivisorKey => key in divisors;
const ofVerdicts: readonly MeasureKey[] = ["reviewed", "good", "needs_attention", "bad"];

/** What a measure may be divided by; never by itself, and only verdicts are a share of what was reviewed. */
export function divisorsOf(key: MeasureKey): DivisorKey[] {
  const { kind } = measures[key];
  return (Object.keys(divisors) as DivisorKey[]).filter(
    (each) =>
      each === "total" ||
      (kind !== "whole" &&
        each !== key &&
        (!divisors[each].isShare || (kind === "runs" && key !== "runs")) &&
        !(key === "runs" && each === "run") &&
        (each !== "reviewed_share" || (ofVerdicts.includes(key) && key !== "reviewed"))),
  );
}

/** A measure and what it is divided by: how it is told, and its value at a point. */
export type Asked = {
  label: string;
  /** Whether the groups together are the whole, so that their bars may stand on each other. */
  canStack: boolean;
  unit: string;
  digits: number;
  valueOf: (point: TrendPoint) => number | null;
};

export function askedOf(key: MeasureKey, divisor: DivisorKey): Asked {
  const measure: Measure = measures[key];
  if (divisor === "total")
    return { label: measure.label, unit: measure.unit, digits: measure.digits, canStack: measure.kind !== "whole", valueOf: measure.of };
  const { times, digits, unit, of }: Divisor = divisors[divisor];
  const valueOf = (point: TrendPoint) => {
    const [above, below] = [measure.of(point), of(point)];
    return above === null || below === 0 ? null : (above / below) * times;
  };
  return { label: `${measure.label}, ${lower(divisors[divisor].label)}`, unit: unit(measure.unit), digits, canStack: false, valueOf };
}

const lower = (text: string) => text.charAt(0).toLowerCase() + text.slice(1);

export const valueText = (value: number | null, { digits, unit }: Pick<Asked, "digits" | "unit">): string =>
  value === null ? "–" : `${formatNumber(value, digits)} ${unit}`;
