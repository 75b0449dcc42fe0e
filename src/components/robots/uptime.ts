import type { Gap } from "#src/lib/series.ts";

export const CELL_MS = 300_000;
const MINUTE = 60_000;

/** Five minutes of a robot's day. `unknown`: before it was registered, or the running cell before its first minute. */
export type UptimeCell = { from: number; state: "heard" | "partly" | "silent" | "unknown" };

/**
 * The day up to `now` in cells of 5 minutes, oldest first, from the minutes that have heartbeats. A cell is heard when at most one
 * of its minutes is missing: a restart of the agent is no outage. All times epoch ms, server time.
 */
export function uptimeCells(
  minutes: readonly { minute: number }[],
  { now, knownSince }: { now: number; knownSince: number },
): UptimeCell[] {
  const heard = new Map<number, number>();
  for (const { minute } of minutes) {
    const cell = Math.floor(minute / CELL_MS) * CELL_MS;
    heard.set(cell, (heard.get(cell) ?? 0) + 1);
  }
  const last = Math.floor(now / CELL_MS) * CELL_MS;
  return Array.from({ length: 288 }, (_, index): UptimeCell => {
    const from = last - (287 - index) * CELL_MS;
    // Only whole minutes that the robot could have been heard in count.
    const start = Math.max(from, Math.ceil(knownSince / MINUTE) * MINUTE);
    const possible = Math.floor((Math.min(from + CELL_MS, now) - start) / MINUTE);
    const count = heard.get(from) ?? 0;
    if (count > 0) return { from, state: count >= possible - 1 ? "heard" : "partly" };
    // Registered within these minutes: nobody can say that it was silent in them.
    return { from, state: possible < 1 || start > from ? "unknown" : "silent" };
  });
}

/** The share of the known cells with any heartbeat, 0 to 1, and the silences, cell by cell joined. `null` share: nothing is known. */
export function summarizeUptime(cells: readonly UptimeCell[]): { share: number | null; silences: readonly Gap[] } {
  const known = cells.filter(({ state }) => state !== "unknown");
  const silences: Gap[] = [];
  for (const { from, state } of cells) {
    if (state !== "silent") continue;
    const last = silences.at(-1);
    if (last?.to === from) last.to = from + CELL_MS;
    else silences.push({ from, to: from + CELL_MS });
  }
  const weight = known.reduce((sum, { state }) => sum + (state === "heard" ? 1 : state === "partly" ? 0.5 : 0), 0);
  return { share: known.length === 0 ? null : weight / known.length, silences };
}
