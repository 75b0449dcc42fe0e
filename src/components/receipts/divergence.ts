import { nearest, type Point } from "#src/lib/series.ts";

// Pure: where runs begin to differ. All times are offsets into the aligned runs, ms.

/** So many readings in a row must lie apart: one may be a hiccup of the network. */
const IN_A_ROW = 3;

type Readings = {
  reference: readonly Point[];
  other: readonly Point[];
  /** What is still the same, in the unit of the values. */ tolerance: number;
  /** How far two readings may lie apart in time, ms. */ within: number;
};

/** When `other` first leaves `reference` for good measure: the first of three readings in a row that lie further apart than the tolerance. */
export function firstDivergence({ reference, other, tolerance, within }: Readings): number | null {
  let since: number | null = null;
  let count = 0;
  for (const point of other) {
    const twin = nearest(reference, point.at, within);
    if (twin === null) continue; // One of the two says nothing here, which is no difference.
    if (Math.abs(twin.value - point.value) <= tolerance) {
      since = null;
      count = 0;
      continue;
    }
    since ??= point.at;
    count += 1;
    if (count === IN_A_ROW) return since;
  }
  return null;
}

export type CourseEvent = { at: number; kind: string; mode: string };

/** The first event at which two courses part, by what happened and not by when; null when one ends as the other, or both are the same. */
export function firstCourseDivergence(
  reference: readonly CourseEvent[],
  other: readonly CourseEvent[],
): { at: number; reference: CourseEvent | null; other: CourseEvent | null } | null {
  const length = Math.max(reference.length, other.length);
  for (let index = 0; index < length; index += 1) {
    const [one, two] = [reference[index] ?? null, other[index] ?? null];
    if (one?.kind === two?.kind && one?.mode === two?.mode) continue;
    return { at: Math.min(one?.at ?? Number.POSITIVE_INFINITY, two?.at ?? Number.POSITIVE_INFINITY), reference: one, other: two };
  }
  return null;
}

/** A tenth of how far the values of the reference reach, and at least `least`: what moves much may differ more. */
export function toleranceOf(reference: readonly Point[], least: number): number {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const { value } of reference) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return Math.max(least, high > low ? (high - low) / 10 : 0);
}
