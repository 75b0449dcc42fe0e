import { nextRun } from "./cron-time.ts";
import type { CronSpec } from "../functions/functions.ts";

export interface CronState {
  readonly text: string;
  readonly next: number | null;
  readonly job: string | null;
}

export const readCron = (text: string): CronState => JSON.parse(text);

/** Missed runs are not made up for: the next one is in the future. */
export function nextAfter({ schedule }: CronSpec, due: number, now: number): number | null {
  if (schedule.type !== "interval") return nextRun(schedule, now);
  const length = nextRun(schedule, 0) ?? 1000;
  return due + Math.max(1, Math.floor((now - due) / length) + 1) * length;
}
