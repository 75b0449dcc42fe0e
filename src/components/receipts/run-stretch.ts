import type { Stretch } from "#src/lib/zoom.ts";

/** From authorization to end, and long enough to be drawn. */
export const runOf = ({ startedAt, timestamp }: { startedAt: number; timestamp: number }): Stretch => ({
  from: startedAt,
  to: Math.max(timestamp, startedAt + 1_000),
});
