import type { Doc } from "../../_generated/dataModel";
import { type Condition, type Episode, withValue } from "./episode";

// Pure: what a rule would have done with minutes that are over. Of a minute its least, mean and greatest value are kept, no more, so that
// two estimates are made: `sure` with every value of a minute at its mildest, `possible` with every one at its worst. The truth mostly lies
// between them; episodes that merge can fall outside.

export type Minute = Pick<Doc<"heartbeatMinutes">, "minute" | "lastAt" | "fields">;
type Span = { from: number; until: number | null };
/** Least, mean and greatest of a few minutes; `at`: when the first of them began. */
type Value = { at: number; min: number; mean: number; max: number };
export type Past = {
  sure: Span[];
  possible: Span[];
  minutes: number;
  values: Value[];
  /** When an incident would have been open because heartbeats came without the value. */
  withoutData: Span[];
};

/** As many points as a chart in a dialog has room for. */
const mostValues = 240;

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

const withValueOf = (measure: Condition["measure"], minutes: readonly Minute[]) =>
  minutes.filter(({ fields }) => fields[measure] !== undefined);

/** Neighbours share a point where there are more minutes than points; a minute that is missing ends one, so that gaps stay. */
function valuesOf(measure: Condition["measure"], minutes: readonly Minute[]): Value[] {
  const each = Math.max(1, Math.ceil(withValueOf(measure, minutes).length / mostValues));
  const values: (Value & { count: number })[] = [];
  let [room, next] = [0, Number.NaN];
  for (const { minute, fields } of minutes) {
    const stats = fields[measure];
    if (stats === undefined) continue;
    const last = values.at(-1);
    if (last === undefined || room === 0 || minute !== next) {
      values.push({ at: minute, min: stats.min, mean: stats.mean, max: stats.max, count: stats.count });
      room = each;
    } else {
      last.min = Math.min(last.min, stats.min);
      last.max = Math.max(last.max, stats.max);
      last.count += stats.count;
      last.mean += ((stats.mean - last.mean) * stats.count) / last.count;
    }
    room -= 1;
    next = minute + minuteMs;
  }
  return values.map(({ count: _, ...value }) => value);
}

/** A minute that is missing altogether was a silence, which has a cause of its own: what is missing begins anew after it. */
function withoutDataOf({ measure, noDataMs }: Asked, minutes: readonly Minute[]): Span[] {
  const spans: Span[] = [];
  if (noDataMs === undefined) return spans;
  let [since, next, isOpen] = [0, Number.NaN, false];
  const close = (until: number) => {
    const last = spans.at(-1);
    if (isOpen && last !== undefined) last.until = until;
    isOpen = false;
  };
  for (const { minute, fields } of minutes) {
    if (minute !== next) {
      close(next);
      since = minute;
    }
    next = minute + minuteMs;
    if (fields[measure] !== undefined) {
      close(minute);
      since = next;
    } else if (!isOpen && next - since >= noDataMs) {
      spans.push({ from: since + noDataMs, until: null });
      isOpen = true;
    }
  }
  return spans;
}

type Asked = Condition & { noDataMs?: number };

/** Of minutes in their order. */
export function pastOf(condition: Asked, minutes: readonly Minute[]): Past {
  const [mild, bad] = condition.isOver ? (["min", "max"] as const) : (["max", "min"] as const);
  return {
    sure: spansOf(condition, minutes, mild),
    possible: spansOf(condition, minutes, bad),
    values: valuesOf(condition.measure, minutes),
    withoutData: withoutDataOf(condition, minutes),
    minutes: withValueOf(condition.measure, minutes).length,
  };
}
