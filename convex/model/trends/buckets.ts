import type { Per } from "./shapes";

// Pure: days, weeks and months of UTC, epoch ms. One zone for everybody: a day's row is written once, and all read the same numbers.

export const dayMs = 86_400_000;

export const dayOf = (at: number): number => Math.floor(at / dayMs) * dayMs;

/** When the bucket of a day begins. 1970-01-01 was a Thursday. */
export function bucketOf(day: number, per: Per): number {
  if (per === "day") return day;
  if (per === "week") return day - ((day / dayMs + 3) % 7) * dayMs;
  const date = new Date(day);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), 1);
}

/** When the bucket after the one that begins at `bucket` begins. */
export function nextBucket(bucket: number, per: Per): number {
  if (per === "day") return bucket + dayMs;
  if (per === "week") return bucket + 7 * dayMs;
  const date = new Date(bucket);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1);
}
