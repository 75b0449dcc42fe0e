import type { Doc } from "../../_generated/dataModel";
import { type Condition, type Episode, withValue } from "./episode";

// Pure: what a rule would have done with minutes that are over. Of a minute its least, mean and greatest value are kept, no more, so that
// two estimates are made: `sure` with every value of a minute at its mildest, `possible` with every one at its worst. The truth mostly lies
// between them; episodes that merge can fall outside.

export type Minute = Pick<Doc<"heartbeatMinutes">, "minute" | "lastAt" | "fields">;
type Span = { from: number; until: number | null };
export type Past = { sure: Span[]; possible: Span[]; minutes: number };

const minuteMs = 60_000;
/** Minutes that follow each other are one; where one is missing, what held begins anew. */
const lifeMs = minuteMs;

function spansOf(condition: Condition, minutes: readonly Minute[], which: "min" | "max"): Span[] {
  const spans: Span[] = [];
  let episode: Episode | undefined;
  for (const { minute, lastAt, fields } of minutes) {
    const value = fields[condition.measure]?.[which];
    if (value === undefined) continue;
    for (const at of [minute, Math.min(Math.max(lastAt, minute), minute + minuteMs - 1)]) {
      const { after, turned } = withValue(condition, episode, { value, at, lifeMs });
      episode = after;
      if (!turned) continue;
      const last = spans.at(-1);
      if (after.isOpen) spans.push({ from: at, until: null });
      else if (last !== undefined) last.until = at;
    }
  }
  return spans;
}

/** Of minutes in their order. */
export function pastOf(condition: Condition, minutes: readonly Minute[]): Past {
  const [mild, bad] = condition.isOver ? (["min", "max"] as const) : (["max", "min"] as const);
  return {
    sure: spansOf(condition, minutes, mild),
    possible: spansOf(condition, minutes, bad),
    minutes: minutes.filter(({ fields }) => fields[condition.measure] !== undefined).length,
  };
}
