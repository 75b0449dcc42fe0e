import { addDays, dayOf, daysBetween } from "./days.ts";

/** Receipts of one hour; `hour` is its first moment, epoch ms. */
export type HourCount = { hour: number; count: number; problems: number };

/** A bar: whole days of the reader's zone, both inclusive. */
export type Bar = { from: string; to: string; count: number; problems: number };

const widths = [1, 2, 7, 14, 28, 91, 182, 364];

/** Bars from the first receipt to today, equally wide, at most `most` of them; empty days are bars too. */
export function barsOf(hours: readonly HourCount[], today: string, zone: string, most = 60): Bar[] {
  const days = new Map<string, { count: number; problems: number }>();
  for (const { hour, count, problems } of hours) {
    const day = dayOf(hour, zone);
    const known = days.get(day);
    days.set(day, { count: (known?.count ?? 0) + count, problems: (known?.problems ?? 0) + problems });
  }
  const first = [...days.keys()].sort()[0];
  if (first === undefined) return [];
  const span = Math.max(daysBetween(first, today) + 1, 7);
  const width = widths.find((each) => span / each <= most) ?? Math.ceil(span / most);
  const count = Math.ceil(span / width);
  // The last bar ends today, so that the newest is whole.
  const start = addDays(today, 1 - count * width);
  return Array.from({ length: count }, (_, index) => {
    const from = addDays(start, index * width);
    const bar: Bar = { from, to: addDays(from, width - 1), count: 0, problems: 0 };
    for (let day = 0; day < width; day += 1) {
      const of = days.get(addDays(from, day));
      bar.count += of?.count ?? 0;
      bar.problems += of?.problems ?? 0;
    }
    return bar;
  });
}

/** Whether a bar lies in the chosen days, wholly or in part; without a choice every bar does. */
export const isChosen = (bar: Bar, from: string | undefined, to: string | undefined): boolean => (from === undefined || bar.to >= from) && (to === undefined || bar.from <= to);

/** How many receipts lie in the chosen days; null where bars are wider than the choice, and so cannot tell. */
export function countIn(bars: readonly Bar[], from: string | undefined, to: string | undefined): number | null {
  const within = bars.filter((bar) => isChosen(bar, from, to));
  const isExact = within.every((bar) => (from === undefined || bar.from >= from) && (to === undefined || bar.to <= to));
  return isExact ? within.reduce((sum, { count }) => sum + count, 0) : null;
}
