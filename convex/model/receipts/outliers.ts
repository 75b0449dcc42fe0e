// Pure: how unlike its siblings a receipt is, so that a reviewer sees the odd ones first.

/** What receipts are compared by. Counts, milliseconds; `null` where a run told nothing. */
export type Measures = {
  steps: number;
  durationMs: number;
  longestGapMs: number;
  latencyP95Ms: number | null;
  safeStops: number;
  errorCount: number;
};

export const siblingCount = 200;
/** With fewer siblings nothing is usual yet. */
export const fewestSiblings = 8;
/** From here on a difference is worth a look. */
export const oddFrom = 3.5;
const highestScore = 1_000;

type Measured = { name: string; of: (measures: Measures) => number | null; unit: string; least: number };

/** `least`: a difference below it is never odd, however alike the siblings are. */
const measured: Measured[] = [
  { name: "safe stops", of: (m) => m.safeStops, unit: "", least: 1 },
  { name: "errors", of: (m) => m.errorCount, unit: "", least: 1 },
  { name: "longest gap", of: (m) => m.longestGapMs, unit: " ms", least: 250 },
  { name: "latency", of: (m) => m.latencyP95Ms, unit: " ms", least: 5 },
  { name: "duration", of: (m) => m.durationMs, unit: " ms", least: 5_000 },
  { name: "steps", of: (m) => m.steps, unit: "", least: 50 },
];

export type Outlier = {
  /** The largest robust z-score, 0 to 1,000; 0 with too few siblings. */
  score: number;
  /** What is odd, oddest first; empty when nothing is. */
  reasons: string[];
};

/** Of an even number of values the lower middle one: it is a value that did occur. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
}

/**
 * Distance from the median in units of the median absolute deviation, scaled to equal standard deviations of a normal
 * distribution. Robust: a few wild siblings move neither. `least` keeps a spread of nothing from making all things odd.
 */
export function robustScore(value: number, siblings: readonly number[], least: number): number {
  const centre = median(siblings);
  const distance = Math.abs(value - centre);
  if (distance < least) return 0;
  const spread = 1.4826 * median(siblings.map((sibling) => Math.abs(sibling - centre)));
  return Math.min(highestScore, distance / Math.max(spread, least / oddFrom));
}

/** `siblings`: the deployment's receipts before this one, at most the newest 200. */
export function outlierOf(receipt: Measures, siblings: readonly Measures[]): Outlier {
  if (siblings.length < fewestSiblings) return { score: 0, reasons: [] };
  const found = measured.flatMap(({ name, of, unit, least }) => {
    const value = of(receipt);
    const others = siblings.map(of).filter((other): other is number => other !== null);
    if (value === null || others.length < fewestSiblings) return [];
    const text = `${name} ${value}${unit}, usually ${median(others)}${unit}`;
    return [{ score: robustScore(value, others, least), text }];
  });
  const ranked = found.toSorted((a, b) => b.score - a.score);
  return {
    score: Math.round((ranked[0]?.score ?? 0) * 100) / 100,
    reasons: ranked.filter(({ score }) => score >= oddFrom).map(({ text }) => text),
  };
}

/** What a person marked while it ran comes before whatever numbers say. */
export function withMarks({ score, reasons }: Outlier, marks: number): Outlier {
  return marks === 0 ? { score, reasons } : { score: highestScore, reasons: [`marked, ${marks} times`, ...reasons] };
}
