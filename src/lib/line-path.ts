import type { Gap, Point } from "./series.ts";

/** Cheaper than `toFixed`, and shorter. */
const tenth = (value: number) => Math.round(value * 10) / 10;

/**
 * The `d` of a bare SVG path through `points`, with `x` and `y` from time and value to the drawing's units. A gap breaks the line; a
 * sample alone between two gaps is a stroke of no length, which round caps show as a dot. `points` and `gaps` ascending.
 */
export function linePath(points: readonly Point[], gaps: readonly Gap[], x: (at: number) => number, y: (value: number) => number): string {
  let path = "";
  let previous: number | null = null;
  let isAlone = false;
  let next = 0;
  for (const { at, value } of points) {
    if (previous !== null) while ((gaps[next]?.from ?? Number.POSITIVE_INFINITY) < previous) next += 1;
    const isCut = previous === null || (gaps[next]?.to ?? Number.POSITIVE_INFINITY) <= at;
    if (isCut && isAlone) path += "h0";
    path += `${isCut ? "M" : "L"}${tenth(x(at))} ${tenth(y(value))}`;
    isAlone = isCut;
    previous = at;
  }
  return isAlone ? `${path}h0` : path;
}
