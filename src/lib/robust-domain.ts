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

/** The points above the axis, the highest of each tenth of the time shown, so that their marks do not lie on each other. */
export function beyond(points: readonly Point[], [, top]: readonly [number, number], from: number, to: number): readonly Point[] {
  const slots = new Map<number, Point>();
  for (const point of points) {
    const value = point.max ?? point.value;
    if (value <= top || point.at < from || point.at > to) continue;
    const slot = Math.floor(((point.at - from) / (to - from)) * 10);
    const known = slots.get(slot);
    if (known === undefined || value > (known.max ?? known.value)) slots.set(slot, point);
  }
  return [...slots.values()];
}
