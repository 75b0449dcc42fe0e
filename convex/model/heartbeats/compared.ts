import { measures } from "../alertRules/measures";
import type { Doc } from "../../_generated/dataModel";

// Pure, for the page too: what the minutes of one robot come to in one number, so that robots can be held beside each other.

/** What rules may be about, and how late heartbeats were. */
export const comparedFields = [...measures, "longestGapMs"] as const;
export type ComparedField = (typeof comparedFields)[number];

export type Minute = Pick<Doc<"heartbeatMinutes">, "minute" | "longestGapMs" | "fields">;
/** A stretch without a value: the robot sent nothing, or heartbeats without it. All times epoch ms. */
type Gap = { from: number; to: number; cause: "silent" | "missing" };
type Value = { at: number; min: number; mean: number; max: number };
type Extreme = { value: number; at: number } | null;

const minuteMs = 60_000;
export const dayMinutes = 1_440;
/** As many minutes are looked at in one answer, of all its robots together. */
export const mostMinutes = 4_320;
/** As many points as a chart has room for. */
const mostValues = 240;

export const minutesOf = ({ since, until }: { since: number; until: number }): number => Math.ceil((until - since) / minuteMs);
/** How many robots one answer holds of so long a time. */
export const mostRobotsFor = (minutes: number): number => Math.max(1, Math.min(100, Math.floor(mostMinutes / minutes)));

/** A gap between heartbeats is one number a minute: there is no milder and no worse of it. */
function statsOf({ longestGapMs, fields }: Minute, field: ComparedField): Omit<Value, "at"> | undefined {
  return field === "longestGapMs" ? { min: longestGapMs, mean: longestGapMs, max: longestGapMs } : fields[field];
}

/** Least and greatest single value and the minute of each; the median of the means of minutes; how many minutes had it, and any heartbeat. */
export function summaryOf(minutes: readonly Minute[], field: ComparedField) {
  const means: number[] = [];
  let min: Extreme = null;
  let max: Extreme = null;
  for (const each of minutes) {
    const stats = statsOf(each, field);
    if (stats === undefined) continue;
    means.push(stats.mean);
    if (min === null || stats.min < min.value) min = { value: stats.min, at: each.minute };
    if (max === null || stats.max > max.value) max = { value: stats.max, at: each.minute };
  }
  means.sort((a, b) => a - b);
  const middle = means.length / 2;
  const median = means.length === 0 ? null : ((means[Math.ceil(middle) - 1] ?? 0) + (means[Math.floor(middle)] ?? 0)) / 2;
  return { min, max, median, withValue: means.length, heard: minutes.length };
}

/** Steps lie at the same times for every robot, counted from `since`. */
export function valuesOf(minutes: readonly Minute[], field: ComparedField, { since, until }: { since: number; until: number }): Value[] {
  const stepMs = Math.max(1, Math.ceil(minutesOf({ since, until }) / mostValues)) * minuteMs;
  const values: (Value & { count: number })[] = [];
  for (const each of minutes) {
    const stats = statsOf(each, field);
    if (stats === undefined) continue;
    const at = since + Math.floor((each.minute - since) / stepMs) * stepMs;
    const last = values.at(-1);
    if (last?.at !== at) values.push({ at, min: stats.min, mean: stats.mean, max: stats.max, count: 1 });
    else {
      last.min = Math.min(last.min, stats.min);
      last.max = Math.max(last.max, stats.max);
      last.count += 1;
      last.mean += (stats.mean - last.mean) / last.count;
    }
  }
  return values.map(({ count: _, ...value }) => value);
}

/** Whole minutes without a value, neighbours of one cause joined. */
export function gapsOf(minutes: readonly Minute[], field: ComparedField, { since, until }: { since: number; until: number }): Gap[] {
  const gaps: Gap[] = [];
  const add = (from: number, to: number, cause: Gap["cause"]) => {
    const last = gaps.at(-1);
    if (last?.to === from && last.cause === cause) last.to = to;
    else if (to > from) gaps.push({ from, to, cause });
  };
  let next = since;
  for (const each of minutes) {
    add(next, each.minute, "silent");
    next = Math.min(until, each.minute + minuteMs);
    if (statsOf(each, field) === undefined) add(each.minute, next, "missing");
  }
  add(next, until, "silent");
  return gaps;
}
