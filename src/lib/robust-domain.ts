import { type Point, steadyDomain } from "./series.ts";

/** Fewer points tell no spike from a step. */
const ENOUGH = 20;
/** A peak this many times above what is usual would flatten everything else. */
const FAR = 2.5;

/**
 * A y axis that one spike does not flatten: `steadyDomain`, unless the greatest value lies far above the 97th percentile; then the
 * axis ends a little above that, and what lies beyond is for the caller to mark (`beyond`). Never narrower than `floor`.
 */
export function robustDomain(points: readonly Point[], floor: readonly [number, number]): [number, number] {
  const full = steadyDomain(points, floor);
  if (points.length < ENOUGH) return full;
  const tops = points.map(({ value, max }) => max ?? value).toSorted((a, b) => a - b);
  const usual = Math.max(floor[1], tops[Math.floor(tops.length * 0.97)] ?? floor[1]);
  if ((tops.at(-1) ?? 0) <= FAR * usual) return full;
  return [full[0], steadyDomain([{ at: 0, value: usual * 1.2 }], floor)[1]];
}

/** Marks nearer to each other than this share of the time shown would lie on each other in a narrow chart. */
const APART = 0.2;

/** The points above the axis, the highest first, each so far from the others that their marks do not lie on each other; in the order of time. */
export function beyond(points: readonly Point[], [, top]: readonly [number, number], from: number, to: number): readonly Point[] {
  const height = ({ value, max }: Point) => max ?? value;
  const marked: Point[] = [];
  for (const point of points
    .filter((each) => height(each) > top && each.at >= from && each.at <= to)
    .toSorted((a, b) => height(b) - height(a))) {
    if (marked.every(({ at }) => Math.abs(at - point.at) >= APART * (to - from))) marked.push(point);
  }
  return marked.toSorted((a, b) => a.at - b.at);
}
