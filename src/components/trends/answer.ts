import {
  addPoints,
  bucketOf,
  dayMs,
  nextBucket,
  noPoint,
  type TrendAnswer,
  type TrendPoint,
  type TrendQuestion,
} from "#src/api/trend-parts.ts";

import type { Asked } from "./measures.ts";

/** One line, or one column of the table: a group, or all that are not shown by themselves. */
export type Series = {
  key: string;
  kind: "all" | "group" | "others";
  /** Of a group: its id or model, null for runs without one. */
  group: string | null;
  /** How many groups are in it: more than one only in `others`. */
  count: number;
  /** One for each bucket, in order. */
  points: readonly TrendPoint[];
  /** Over the whole time. */
  total: TrendPoint;
};

/** When each bucket of a question begins, in order. */
export function bucketsOf({ from, to, per }: Pick<TrendQuestion, "from" | "to" | "per">): number[] {
  const starts: number[] = [];
  for (let at = bucketOf(from, per); at < to; at = nextBucket(at, per)) starts.push(at);
  return starts;
}

/** The first and the last day of a bucket that were asked for; a week that begins before them is not whole. */
export function daysOfBucket(bucket: number, { from, to, per }: Pick<TrendQuestion, "from" | "to" | "per">) {
  const [first, end] = [Math.max(bucket, from), Math.min(nextBucket(bucket, per), to)];
  return { first, last: end - dayMs, isWhole: first === bucket && end === nextBucket(bucket, per) };
}

function seriesOf(
  key: string,
  kind: Series["kind"],
  group: string | null,
  points: readonly TrendPoint[],
  starts: readonly number[],
): Series {
  const byBucket = new Map<number, TrendPoint>();
  for (const point of points) {
    const before = byBucket.get(point.bucket);
    byBucket.set(point.bucket, before === undefined ? point : addPoints(before, point));
  }
  const all = starts.map((bucket) => byBucket.get(bucket) ?? noPoint(bucket, group));
  return { key, kind, group, count: new Set(points.map((point) => point.group)).size, points: all, total: all.reduce(addPoints) };
}

/**
 * The groups with the highest values over the whole time, at most `top` of them, and all others as one: added up from their sums, so that a
 * share or a mean of them is that of all their runs, and no mean of means. Highest first, without a value last.
 */
export function seriesOfAnswer({ points }: Pick<TrendAnswer, "points">, question: TrendQuestion, asked: Asked, top: number): Series[] {
  const starts = bucketsOf(question);
  if (question.groupBy === "nothing") return points.length === 0 ? [] : [seriesOf("all", "all", null, points, starts)];
  const byGroup = new Map<string | null, TrendPoint[]>();
  for (const point of points) {
    const own = byGroup.get(point.group);
    if (own === undefined) byGroup.set(point.group, [point]);
    else own.push(point);
  }
  const groups = [...byGroup].map(([group, own]) => seriesOf(`group ${group ?? ""}`, "group", group, own, starts));
  const height = (series: Series) => asked.valueOf(series.total) ?? -1;
  const ordered = groups.toSorted((a, b) => height(b) - height(a) || b.total.sums.runs - a.total.sums.runs || (a.key < b.key ? -1 : 1));
  // One alone needs no "others" in its place.
  if (ordered.length <= top + 1) return ordered;
  const rest = ordered.slice(top).flatMap(({ points: own }) => own.filter(({ sums }) => sums.runs > 0));
  return [...ordered.slice(0, top), seriesOf("others", "others", null, rest, starts)];
}

/** From 0 to a little more than the highest value, or than the highest sum where values stand on each other. */
export function domainOf(series: readonly Series[], asked: Asked, isStacked: boolean): readonly [number, number] {
  const valueAt = (each: Series, index: number) => {
    const point = each.points[index];
    return point === undefined ? 0 : (asked.valueOf(point) ?? 0);
  };
  const heights = (series[0]?.points ?? []).map((_, index) => {
    const values = series.map((each) => valueAt(each, index));
    return isStacked ? values.reduce((sum, value) => sum + value, 0) : Math.max(...values);
  });
  const most = Math.max(0, ...heights);
  return [0, most === 0 ? 1 : most * 1.05];
}
