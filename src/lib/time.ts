import { t } from "@lingui/core/macro";

import { locale as pageLocale } from "#src/i18n/language.ts";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A length of time in its two largest units: "0 s", "42 s", "3 min 20 s", "5 h 2 min", "4 d 3 h". */
export function formatDuration(ms: number): string {
  const whole = Math.max(0, Math.floor(ms));
  if (whole < MINUTE) return inOneUnit(whole, SECOND);
  if (whole < HOUR) return inTwoUnits(whole, MINUTE, SECOND);
  if (whole < DAY) return inTwoUnits(whole, HOUR, MINUTE);
  return inTwoUnits(whole, DAY, HOUR);
}

/** `unit` is one of the four above. */
function inOneUnit(ms: number, unit: number): string {
  const count = Math.floor(ms / unit);
  if (unit === SECOND) return t`${count} s`;
  if (unit === MINUTE) return t`${count} min`;
  return unit === HOUR ? t`${count} h` : t`${count} d`;
}

function inTwoUnits(ms: number, large: number, small: number): string {
  const head = inOneUnit(ms, large);
  return ms % large < small ? head : `${head} ${inOneUnit(ms % large, small)}`;
}

/** How long ago, in one unit and few letters, for dense tables: "now", "9 s ago", "3 min ago", "2 d ago". */
export function formatAgo(ms: number): string {
  if (ms < SECOND) return t`now`;
  const age = inOneUnit(ms, ms < MINUTE ? SECOND : ms < HOUR ? MINUTE : ms < DAY ? HOUR : DAY);
  return t`${age} ago`;
}

/** A time still to come as a clock: "9:58", "0:07", "1:02:30". Rounds up, so 0:00 means over. */
export function formatCountdown(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / SECOND));
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  const rest = String(seconds % 60).padStart(2, "0");
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, "0")}:${rest}` : `${minutes}:${rest}`;
}

const ZONE_KEY = "reflex-zone";

const isZone = (zone: string): boolean => {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: zone }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
};

let chosenZone: string | null | undefined;

/** The zone this person chose on this device, or null for the browser's own. */
export function storedZone(): string | null {
  if (chosenZone !== undefined) return chosenZone;
  try {
    const zone = localStorage.getItem(ZONE_KEY);
    chosenZone = zone !== null && isZone(zone) ? zone : null;
  } catch {
    chosenZone = null; // Storage can be forbidden; the browser's zone then stands.
  }
  return chosenZone;
}

/** Sets the zone now and for later visits; null goes back to the browser's own. A zone nobody knows is refused with a RangeError. */
export function applyZone(zone: string | null): void {
  if (zone !== null && !isZone(zone)) throw new RangeError(`No such time zone: ${zone}`);
  chosenZone = zone;
  try {
    if (zone === null) localStorage.removeItem(ZONE_KEY);
    else localStorage.setItem(ZONE_KEY, zone);
  } catch {
    // The choice then lasts as long as the page.
  }
}

/** The zone this person reads times in, such as "Europe/Berlin". */
export const localZone = (): string => storedZone() ?? Intl.DateTimeFormat().resolvedOptions().timeZone;

const timeOfDay = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const;
const styles = {
  full: { year: "numeric", month: "short", day: "numeric", hour: "2-digit", minute: "2-digit", second: "2-digit", timeZoneName: "short" },
  seconds: { ...timeOfDay, second: "2-digit" },
  minutes: timeOfDay,
  zoned: { ...timeOfDay, second: "2-digit", timeZoneName: "short" },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>;

/** A formatter takes a hundred times as long to make as to use, and a page of charts asks for dozens of times a second. */
const formatters = new Map<string, Intl.DateTimeFormat>();

function formatter(style: keyof typeof styles, zone: string | undefined, locale = pageLocale()): Intl.DateTimeFormat {
  const key = `${style} ${zone ?? ""} ${locale}`;
  const known = formatters.get(key);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat(locale, { ...styles[style], timeZone: zone });
  formatters.set(key, made);
  return made;
}

/** Date, time and zone, so that no time is ever read in the wrong zone. `at` in epoch ms; without a zone, the one this person reads times in. */
export function formatDateTime(at: number, zone = storedZone() ?? undefined, locale?: string): string {
  return formatter("full", zone, locale).format(at);
}

/** Time of day for chart axes and same-day lists. */
export function formatTimeOfDay(at: number, withSeconds = true, zone = storedZone() ?? undefined, locale?: string): string {
  return formatter(withSeconds ? "seconds" : "minutes", zone, locale).format(at);
}

/** Time of day with its zone, for what is of now. */
export function formatTimeAndZone(at: number, zone = storedZone() ?? undefined, locale?: string): string {
  return formatter("zoned", zone, locale).format(at);
}
