import { addDays, daysBetween, startOfDay } from "./days.ts";

/** Whole days of the reader's zone, both inclusive. */
export type Span = { from: string; to: string };
export type Count = { count: number; problems: number };
export type Bar = Span & Count;

const widths = [1, 2, 7, 14, 28, 91, 182, 364];

/** Spans from the first day to today, equally wide, at most `most` of them and a week at least. The last one ends today, so that the newest is whole. */
export function spansOf(first: string, today: string, most = 60): Span[] {
  const days = Math.max(daysBetween(first, today) + 1, 7);
  const width = widths.find((each) => days / each <= most) ?? Math.ceil(days / most);
  const count = Math.ceil(days / width);
  const start = addDays(today, 1 - count * width);
  return Array.from({ length: count }, (_, index) => {
    const from = addDays(start, index * width);
    return { from, to: addDays(from, width - 1) };
  });
}

/** When each span begins, and when the last one ends (epoch ms): what the server counts between. */
export function edgesOf(spans: readonly Span[], zone: string): number[] {
  const last = spans.at(-1);
  return last === undefined ? [] : [...spans.map(({ from }) => startOfDay(from, zone)), startOfDay(addDays(last.to, 1), zone)];
}

/** The spans with what the server counted in them, in the same order. */
export const barsOf = (spans: readonly Span[], counts: readonly Count[]): Bar[] =>
  spans.map((span, index) => ({ ...span, ...(counts[index] ?? { count: 0, problems: 0 }) }));

/** Whether a bar lies in the chosen days, wholly or in part; without a choice every bar does. */
export const isChosen = (bar: Bar, from: string | undefined, to: string | undefined): boolean =>
  (from === undefined || bar.to >= from) && (to === undefined || bar.from <= to);

/** How many receipts lie in the chosen days; null where bars are wider than the choice, and so cannot tell. */
export function countIn(bars: readonly Bar[], from: string | undefined, to: string | undefined): number | null {
  const within = bars.filter((bar) => isChosen(bar, from, to));
  const isExact = within.every((bar) => (from === undefined || bar.from >= from) && (to === undefined || bar.to <= to));
  return isExact ? within.reduce((sum, { count }) => sum + count, 0) : null;
}
