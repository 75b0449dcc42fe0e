import type { Infer } from "convex/values";

import type { mailChoice } from "./shapes";

export type Quiet = NonNullable<Infer<typeof mailChoice>["quiet"]>;

const minutesOfDay = 24 * 60;
const minuteMs = 60_000;

/** The minute of the day in a time zone. Throws `RangeError` for a zone that nobody knows. */
function minuteIn(timeZone: string, now: number): number {
  const parts = new Intl.DateTimeFormat("en-GB", { timeZone, hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).formatToParts(now);
  const figure = (type: string) => Number(parts.find((part) => part.type === type)?.value);
  return figure("hour") * 60 + figure("minute");
}

/** How long to wait for the end of the quiet hours, ms; 0 outside of them. On a day whose clocks change, off by what they change. */
export function quietFor({ from, to, timeZone }: Quiet, now: number): number {
  const minute = minuteIn(timeZone, now);
  const after = (minute - from + minutesOfDay) % minutesOfDay;
  const length = (to - from + minutesOfDay) % minutesOfDay;
  return after < length ? (length - after) * minuteMs - (now % minuteMs) : 0;
}

/** What is wrong with quiet hours that somebody chose, or null. */
export function quietProblem(quiet: Quiet): string | null {
  const isMinute = (value: number) => Number.isInteger(value) && value >= 0 && value < minutesOfDay;
  if (!isMinute(quiet.from) || !isMinute(quiet.to) || quiet.from === quiet.to) return "Give two different minutes of the day, 0 to 1439.";
  try {
    minuteIn(quiet.timeZone, 0);
    return null;
  } catch {
    return "This time zone is not known.";
  }
}
