import type { Doc } from "../../_generated/dataModel";
import { isProblemOf } from "../receipts/problems";
import type { Sums, Worst } from "./shapes";

// Pure: what one receipt adds to a sum. Made of the receipt alone, which never changes, so that it can be taken out again as it was put in.

type Counted = Pick<
  Doc<"receipts">,
  | "body"
  | "timestamp"
  | "startedAt"
  | "steps"
  | "appliedSteps"
  | "safeStops"
  | "errorCount"
  | "longestGapMs"
  | "latencyP95Ms"
  | "closeReason"
  | "isProblem"
>;

type Event = { at: number; mode: string };
type Body = { timeline?: Event[]; timelineIsComplete?: boolean; stops?: unknown[]; faults?: number; endedAt?: number | null };

/**
 * How long a run was in `apply_actions`, ms. A timeline that was cut off tells only as far as it goes: then it is at least so long.
 */
function appliedMsOf({ timeline = [], timelineIsComplete = true, endedAt }: Body, timestamp: number): number {
  const events = timeline.toSorted((a, b) => a.at - b.at);
  let since: number | null = null;
  let sum = 0;
  for (const { at, mode } of events) {
    if (since !== null) sum += at - since;
    since = mode === "apply_actions" ? at : null;
  }
  const end = timelineIsComplete ? (endedAt ?? timestamp) : (since ?? timestamp);
  return Math.round(sum + (since === null ? 0 : Math.max(0, end - since)));
}

/** The numbers of one receipt. */
export function factsOf(receipt: Counted): { sums: Sums; worst: Worst } {
  const body = JSON.parse(receipt.body) as Body;
  const { timestamp, startedAt, steps, appliedSteps, safeStops, errorCount, longestGapMs, latencyP95Ms } = receipt;
  const gapMs = Math.round(longestGapMs);
  const p95Us = latencyP95Ms === null ? null : Math.round(latencyP95Ms * 1_000);
  const sums: Sums = {
    runs: 1,
    problems: (receipt.isProblem ?? isProblemOf(receipt)) ? 1 : 0,
    runMs: Math.max(0, Math.round(timestamp - startedAt)),
    appliedMs: appliedMsOf(body, timestamp),
    steps,
    appliedSteps,
    safeStops,
    stops: body.stops?.length ?? 0,
    faults: body.faults ?? 0,
    errors: errorCount,
    gapsMs: gapMs,
    p95Runs: p95Us === null ? 0 : 1,
    p95Us: p95Us ?? 0,
  };
  return { sums, worst: { gapMs, p95Us } };
}
