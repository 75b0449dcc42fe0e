import type { Stretch } from "#src/lib/zoom.ts";

/** From authorization to end, and long enough to be drawn. */
export const runOf = ({ startedAt, timestamp }: { startedAt: number; timestamp: number }): Stretch => ({
  from: startedAt,
  to: Math.max(timestamp, startedAt + 1_000),
});

/** Shorter, and there would be hardly a heartbeat in it. */
const SHORTEST_MS = 2_000;

/** `part` as far as it lies in the run, and no shorter than can be read; null: that is the whole run. */
export function within({ from, to }: Stretch, run: Stretch): Stretch | null {
  const length = Math.max(SHORTEST_MS, Math.abs(to - from));
  if (!Number.isFinite(length) || length >= run.to - run.from) return null;
  const middle = (from + to) / 2;
  const start = Math.min(run.to - length, Math.max(run.from, middle - length / 2));
  return { from: start, to: start + length };
}

const seconds = (ms: number) => String(Math.round(ms / 100) / 10);

/** How an address names a part: seconds into the run, `12.5-48`. */
export const zoomText = (part: Stretch, run: Stretch): string => `${seconds(part.from - run.from)}-${seconds(part.to - run.from)}`;

/** The part that an address names; null: the whole run, also where the address names none. */
export function zoomFrom(text: string | null, run: Stretch): Stretch | null {
  const [, from, to] = /^(\d+(?:\.\d+)?)-(\d+(?:\.\d+)?)$/.exec(text ?? "") ?? [];
  if (from === undefined || to === undefined || Number(from) >= Number(to)) return null;
  return within({ from: run.from + Number(from) * 1_000, to: run.from + Number(to) * 1_000 }, run);
}
