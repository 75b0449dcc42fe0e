import type { Infer } from "convex/values";

import type { Doc } from "../../_generated/dataModel";
import type { newRunRule } from "./shapes";

// Pure: how many runs a window holds, and when it would have held enough.

type Condition = { atLeast: number; withinMs: number };
export type Sign = Infer<(typeof newRunRule)["signs"]>[number];
type Row = Pick<Doc<"runSigns">, "receiptId" | "at">;
type Span = { from: number; until: number };

/** When each run counts, newest first: one with two signs is one run, by the later. */
export function timesOf(rows: readonly Row[]): number[] {
  const newest = new Map<string, number>();
  for (const { receiptId, at } of rows) newest.set(receiptId, Math.max(at, newest.get(receiptId) ?? at));
  return [...newest.values()].sort((a, b) => b - a);
}

/** Until when the window holds enough of these, newest first; `null`: it does not. The moment itself is beyond it. */
export function holdsUntil({ atLeast, withinMs }: Condition, times: readonly number[], now: number): number | null {
  const last = times[atLeast - 1];
  return last === undefined || last + withinMs <= now ? null : last + withinMs;
}

/** The stretches in which the window would have held enough, oldest first. `times` newest first. */
export function spansOf({ atLeast, withinMs }: Condition, times: readonly number[]): Span[] {
  const spans: Span[] = [];
  const ordered = times.toReversed();
  for (const [index, from] of ordered.entries()) {
    const oldest = ordered[index - atLeast + 1];
    if (oldest === undefined || oldest + withinMs <= from) continue;
    const until = oldest + withinMs;
    const last = spans.at(-1);
    if (last !== undefined && from < last.until) last.until = Math.max(last.until, until);
    else spans.push({ from, until });
  }
  return spans;
}
