import * as v from "valibot";

import { comparedFields } from "#src/api/compared-fields.ts";
import type { Robot, RobotId } from "#src/api/robots.ts";
export const spans = ["1h", "6h", "24h"] as const;
export type Span = (typeof spans)[number];
const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
export const spanMs = { "1h": hourMs, "6h": 6 * hourMs, "24h": 24 * hourMs } satisfies Record<Span, number>;

/** Lines that an eye still tells apart, as there are colours. */
export const MOST_LINES = 6;
/** As many minutes are looked at for one table: 60 robots over a day, 240 over six hours. */
const MOST_MINUTES = 86_400;
export const mostRobots = (span: Span): number => Math.floor(MOST_MINUTES / (spanMs[span] / minuteMs));

const ids = v.pipe(
  v.string(),
  v.maxLength(4_000),
  v.transform((text) => text.split(",").filter((id) => id !== "")),
);

const shape = v.object({
  value: v.fallback(v.picklist(comparedFields), "inferenceMs"),
  span: v.fallback(v.picklist(spans), "1h"),
  /** Until when, as ISO text; absent: until the page was opened. */
  until: v.fallback(v.optional(v.pipe(v.string(), v.isoTimestamp())), undefined),
  robots: v.fallback(v.optional(ids), undefined),
  kind: v.fallback(v.optional(v.pipe(v.string(), v.maxLength(100))), undefined),
  /** Drawn before those that are worst. */
  draw: v.fallback(v.optional(ids), undefined),
  as: v.fallback(v.picklist(["mean", "worst"]), "mean"),
  /** Where a line is drawn over all, in the unit that is shown: what would be too much, or too little. */
  line: v.fallback(v.optional(v.pipe(v.string(), v.regex(/^-?\d{1,7}(\.\d{1,3})?$/), v.transform(Number))), undefined),
  /** Which part of more robots than are looked at together, from 1. */
  part: v.fallback(v.pipe(v.string(), v.regex(/^[1-9]\d{0,3}$/), v.transform(Number)), 1),
});

/** What is compared, as the address has it; what it does not understand is the usual, never an error. */
export type Comparison = v.InferOutput<typeof shape>;
export const comparisonFrom = (params: URLSearchParams): Comparison => v.parse(shape, Object.fromEntries(params));
export const usual: Comparison = comparisonFrom(new URLSearchParams());

/** What an address says of a part of a comparison; null: as usual, so that it says nothing. */
export function addressOf(change: Partial<Comparison>): Record<string, string | null> {
  const said = Object.entries(change).map(([key, value]) => {
    const isUsual = value === undefined || value === usual[key as keyof Comparison];
    return [key, isUsual ? null : Array.isArray(value) ? value.join(",") : String(value)] as const;
  });
  return Object.fromEntries(said);
}

const upToMinute = (time: number) => Math.ceil(time / minuteMs) * minuteMs;

/** The time that is asked for, whole minutes: it ends no later than `now` and begins no earlier than minutes are kept. Epoch ms. */
export function timesOf({ span, until }: Comparison, { now, keptMs }: { now: number; keptMs: number }): { from: number; to: number } {
  const end = until === undefined ? now : Math.min(now, Date.parse(until));
  const oldest = upToMinute(now - keptMs);
  const to = Math.max(upToMinute(end), oldest + minuteMs);
  return { from: Math.max(oldest, to - spanMs[span]), to };
}

/** The robots that are meant, by name, and those of them that are looked at together. Ids of the address that are no robot's fall away. */
export function meantBy<Each extends Pick<Robot, "id" | "name" | "robotKind">>(
  { robots: picked, kind, span, part }: Comparison,
  robots: readonly Each[],
): { meant: readonly Each[]; looked: readonly Each[]; parts: number; part: number } {
  const meant = robots.filter(({ id, robotKind }) =>
    picked === undefined ? kind === undefined || robotKind === kind : picked.includes(id),
  );
  const most = mostRobots(span);
  const parts = Math.max(1, Math.ceil(meant.length / most));
  const own = Math.min(part, parts);
  return { meant, looked: meant.slice((own - 1) * most, own * most), parts, part: own };
}

/** Those that are named first, then the worst, as many as lines are told apart. `ordered`: worst first. */
export function drawnOf(ordered: readonly { robotId: RobotId; withValue: number }[], draw: readonly string[] = []): RobotId[] {
  const named = ordered.filter(({ robotId }) => draw.includes(robotId));
  const others = ordered.filter(({ robotId, withValue }) => !draw.includes(robotId) && withValue > 0);
  return [...named, ...others].slice(0, MOST_LINES).map(({ robotId }) => robotId);
}
