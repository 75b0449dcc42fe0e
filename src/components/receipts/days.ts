import { localZone } from "#src/lib/time.ts";

const DAY = 86_400_000;

/** Formatters are dear to make, and a histogram asks thousands of times. */
const formatters = new Map<string, Intl.DateTimeFormat>();

function partsOf(at: number, zone: string): Record<string, number> {
  let formatter = formatters.get(zone);
  if (formatter === undefined) {
    formatter = new Intl.DateTimeFormat("en-US", {
      timeZone: zone,
      hourCycle: "h23",
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
      hour: "2-digit",
      minute: "2-digit",
      second: "2-digit",
    });
    formatters.set(zone, formatter);
  }
  return Object.fromEntries(formatter.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
}

const two = (value: number | undefined) => String(value ?? 0).padStart(2, "0");

/** The day of a time (epoch ms) as the reader's zone has it, "2026-03-29". */
export function dayOf(at: number, zone: string = localZone()): string {
  const { year, month, day } = partsOf(at, zone);
  return `${year}-${two(month)}-${two(day)}`;
}

/** Another day by so many days; days have no zone. */
export const addDays = (day: string, by: number): string => new Date(Date.parse(`${day}T00:00:00Z`) + by * DAY).toISOString().slice(0, 10);

/** Whole days from one to the other. */
export const daysBetween = (from: string, to: string): number =>
  Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / DAY);

/** Epoch ms of the first moment of a day in the reader's zone. A day has 23 or 25 hours twice a year there. */
export function startOfDay(day: string, zone: string = localZone()): number {
  const wanted = Date.parse(`${day}T00:00:00Z`);
  let at = wanted;
  // The offset at the guess is that of the answer except around a change of clocks; the second round settles it.
  for (let round = 0; round < 2; round += 1) {
    const { year = 0, month = 1, day: date, hour, minute, second } = partsOf(at, zone);
    at += wanted - Date.UTC(year, month - 1, date, hour, minute, second);
  }
  return at;
}
