import type { CronSpec } from "../functions/functions.ts";

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const DAYS = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"] as const;
const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const SHORT_DAYS = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];
/** A rule such as 29 February on a Monday comes round within 28 years; beyond that it never does. */
const SEARCH_DAYS = 366 * 28 + 1;

/** The fields of a cron rule as sets; `null` for `*`. All times are UTC. */
interface CronRule {
  readonly minutes: ReadonlySet<number>;
  readonly hours: ReadonlySet<number>;
  readonly days: ReadonlySet<number> | null;
  readonly months: ReadonlySet<number>;
  readonly weekdays: ReadonlySet<number> | null;
}

/**
 * The first time after `after` at which a cron job is due, or null when it never is.
 *
 * @param after milliseconds since the epoch; for an interval, the time it was last due
 * @throws on a schedule that cannot be understood
 */
export function nextRun(schedule: CronSpec["schedule"], after: number): number | null {
  if (schedule.type === "interval") {
    const length =
      (numberOr(schedule["seconds"], 0) + 60 * numberOr(schedule["minutes"], 0) + 3600 * numberOr(schedule["hours"], 0)) * 1000;
    if (!(length >= 1000)) throw new Error("A cron interval must be at least one second");
    return after + length;
  }
  return nextByRule(toRule(schedule), after);
}

function toRule(schedule: CronSpec["schedule"]): CronRule {
  const field = (name: string) => String(numberOr(schedule[name], 0));
  switch (schedule.type) {
    case "hourly":
      return parseRule(`${field("minuteUTC")} * * * *`);
    case "daily":
      return parseRule(`${field("minuteUTC")} ${field("hourUTC")} * * *`);
    case "weekly":
      return parseRule(`${field("minuteUTC")} ${field("hourUTC")} * * ${DAYS.findIndex((day) => day === schedule["dayOfWeek"])}`);
    case "monthly":
      return parseRule(`${field("minuteUTC")} ${field("hourUTC")} ${field("day")} * *`);
    case "cron":
      return parseRule(String(schedule["cron"]));
    default:
      throw new Error(`Unknown cron schedule "${schedule.type}"`);
  }
}

function parseRule(text: string): CronRule {
  const [minute, hour, day, month, weekday, ...rest] = text.trim().toLowerCase().split(/\s+/);
  if (minute === undefined || hour === undefined || day === undefined || month === undefined || weekday === undefined || rest.length > 0) {
    throw new Error(`The cron rule "${text}" must have five fields`);
  }
  return {
    minutes: parseField(minute, 0, 59, []),
    hours: parseField(hour, 0, 23, []),
    days: isEvery(day) ? null : parseField(day, 1, 31, []),
    months: parseField(month, 1, 12, ["", ...MONTHS]),
    // Sunday is 0 and 7.
    weekdays: isEvery(weekday) ? null : new Set([...parseField(weekday, 0, 7, SHORT_DAYS)].map((value) => value % 7)),
  };
}

const isEvery = (field: string) => field === "*" || field === "?";

function parseField(field: string, low: number, high: number, names: readonly string[]): ReadonlySet<number> {
  const values = new Set<number>();
  const numberOf = (text: string) => {
    const named = names.indexOf(text.slice(0, 3));
    const value = text !== "" && named >= 0 ? named : Number(text);
    if (text === "" || !Number.isInteger(value) || value < low || value > high)
      throw new Error(`"${text}" is not a value of ${low} to ${high} in a cron rule`);
    return value;
  };
  for (const part of field.split(",")) {
    const [range = "", stepText] = part.split("/");
    const step = stepText === undefined ? 1 : Number(stepText);
    if (!Number.isInteger(step) || step < 1) throw new Error(`"${part}" has no valid step in a cron rule`);
    const [first = "", last] = range.split("-");
    const from = isEvery(range) ? low : numberOf(first);
    const to = isEvery(range) || (last === undefined && stepText !== undefined) ? high : numberOf(last ?? first);
    for (let value = from; value <= to; value += step) values.add(value);
  }
  return values;
}

function nextByRule(rule: CronRule, after: number): number | null {
  const start = Math.floor(after / MINUTE) * MINUTE + MINUTE;
  let midnight = Math.floor(start / DAY) * DAY;
  for (let tried = 0; tried < SEARCH_DAYS; tried += 1, midnight += DAY) {
    if (!matchesDay(rule, new Date(midnight))) continue;
    for (const hour of [...rule.hours].sort(ascending)) {
      for (const minute of [...rule.minutes].sort(ascending)) {
        const time = midnight + (hour * 60 + minute) * MINUTE;
        if (time >= start) return time;
      }
    }
  }
  return null;
}

function matchesDay(rule: CronRule, date: Date): boolean {
  if (!rule.months.has(date.getUTCMonth() + 1)) return false;
  const byDay = rule.days?.has(date.getUTCDate());
  const byWeekday = rule.weekdays?.has(date.getUTCDay());
  // By cron's old rule, two restricted day fields mean either of them.
  if (byDay !== undefined && byWeekday !== undefined) return byDay || byWeekday;
  return byDay ?? byWeekday ?? true;
}

const ascending = (a: number, b: number) => a - b;
const numberOr = (value: unknown, fallback: number) =>
  typeof value === "number" ? value : typeof value === "bigint" ? Number(value) : fallback;
