import { ConvexError } from "convex/values";
import type { FunctionArgs, FunctionReturnType } from "convex/server";

import type { api } from "#convex/_generated/api.js";
import type { AppErrorData } from "#convex/errors.ts";
import { noSums, plus, worseOf } from "#convex/model/trends/sums.ts";

export { bucketOf, dayMs, dayOf, nextBucket } from "#convex/model/trends/buckets.ts";
export { noSums } from "#convex/model/trends/sums.ts";

export type TrendQuestion = Omit<FunctionArgs<typeof api.trends.part>, "cursor" | "organization">;
type Part = Omit<FunctionReturnType<typeof api.trends.part>, "names"> & { names: readonly { group: string; name: string }[] };
/** The sums of one bucket and group; of several groups together `addPoints` makes one. */
export type TrendPoint = Part["points"][number];
export type TrendAnswer = Pick<Part, "points" | "isCounting"> & {
  names: ReadonlyMap<string, string>;
  /** Server time at which the last part was read. */
  readAt: number;
};

/** A year of a hundred robots with a deployment each. */
const mostParts = 40;

/** Sums are added; of the worst the worse one stands, which no group without one takes away. */
export function addPoints(one: TrendPoint, other: TrendPoint): TrendPoint {
  const { verdicts } = one;
  return {
    ...one,
    sums: plus(one.sums, other.sums),
    verdicts: {
      good: verdicts.good + other.verdicts.good,
      needs_attention: verdicts.needs_attention + other.verdicts.needs_attention,
      bad: verdicts.bad + other.verdicts.bad,
    },
    worst: one.worst === null ? other.worst : other.worst === null ? one.worst : worseOf(one.worst, other.worst),
  };
}

export const noPoint = (bucket: number, group: string | null): TrendPoint => ({
  ...{ bucket, group, sums: noSums, worst: null },
  verdicts: { good: 0, needs_attention: 0, bad: 0 },
});

type Ask = (cursor: string | null) => Promise<Part>;

/** Reads all parts of an answer and adds them up. Throws `invalid` where there are too many to read. */
export async function readParts(ask: Ask, now: () => number): Promise<TrendAnswer> {
  const points = new Map<string, TrendPoint>();
  const names = new Map<string, string>();
  let cursor: string | null = null;
  for (let parts = 0; parts < mostParts; parts += 1) {
    const part = await ask(cursor);
    for (const point of part.points) {
      const key = `${point.bucket} ${point.group ?? ""}`;
      const before = points.get(key);
      points.set(key, before === undefined ? point : addPoints(before, point));
    }
    for (const { group, name } of part.names) names.set(group, name);
    if (part.isDone) return { points: [...points.values()], names, isCounting: part.isCounting, readAt: now() };
    cursor = part.continueCursor;
  }
  const data: AppErrorData = {
    ...{ code: "invalid", path: "$" },
    message: "This question looks at more than 40,000 days of robots and deployments. Choose a shorter time, one robot or one deployment.",
  };
  throw new ConvexError(data);
}
