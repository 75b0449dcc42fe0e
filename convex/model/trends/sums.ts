import type { Cell, Sums, Worst, WorstCell } from "./shapes";

// Pure: sums of runs, and how they are put together.

export const noSums: Sums = {
  runs: 0,
  problems: 0,
  runMs: 0,
  appliedMs: 0,
  steps: 0,
  appliedSteps: 0,
  safeStops: 0,
  stops: 0,
  faults: 0,
  errors: 0,
  gapsMs: 0,
  p95Runs: 0,
  p95Us: 0,
};

const keys = Object.keys(noSums) as (keyof Sums)[];

/** One and `times` the other; -1 takes it out. */
export function plus<T extends Sums>(one: T, other: Sums, times: 1 | -1 = 1): T {
  const sum = { ...one };
  for (const key of keys) sum[key] = one[key] + times * other[key];
  return sum;
}

export const worseOf = (one: Worst, other: Worst): Worst => ({
  gapMs: Math.max(one.gapMs, other.gapMs),
  p95Us: one.p95Us === null ? other.p95Us : other.p95Us === null ? one.p95Us : Math.max(one.p95Us, other.p95Us),
});

type Of = Pick<Cell, "applied" | "verdict">;

/** With one run more, or less, in the cell of its mode and verdict; a cell without runs goes. */
export function withRun(cells: readonly Cell[], { applied, verdict }: Of, sums: Sums, times: 1 | -1 = 1): Cell[] {
  const before = cells.find((cell) => cell.applied === applied && cell.verdict === verdict);
  const after = plus(before ?? { applied, verdict, ...noSums }, sums, times);
  const next = before === undefined ? [...cells, after] : cells.map((cell) => (cell === before ? after : cell));
  return next.filter(({ runs }) => runs > 0);
}

export function withWorst(cells: readonly WorstCell[], applied: boolean, worst: Worst): WorstCell[] {
  const before = cells.find((cell) => cell.applied === applied);
  if (before === undefined) return [...cells, { applied, ...worst }];
  return cells.map((cell) => (cell === before ? { applied, ...worseOf(cell, worst) } : cell));
}
