import type { RobotStatus } from "#src/api/robots.ts";
import { findGaps, type Gap, type Point } from "#src/lib/series.ts";

/** How far back a small line in the fleet goes, ms. */
export const HISTORY_MS = 60_000;
/** At most one point a second, whatever a robot's rate. */
const EVERY_MS = 900;

type Track = readonly Point[];

/**
 * The last minute of one number of each robot, gathered from the live rows that the cards on the screen get anyway: small lines cost
 * the server nothing. A track is a new array only when it grew, so a memoised line is drawn only then.
 */
export class StatusHistory {
  readonly #tracks = new Map<string, Track>();

  /** Takes what is new in a live row. Cheap to call at every draw. */
  add({ robotId, lastSeenAt, inferenceMs }: RobotStatus): void {
    if (lastSeenAt === null || inferenceMs === undefined) return;
    const track = this.#tracks.get(robotId) ?? [];
    const last = track.at(-1);
    if (last !== undefined && lastSeenAt - last.at < EVERY_MS) return;
    const start = track.findIndex(({ at }) => at >= lastSeenAt - HISTORY_MS);
    this.#tracks.set(robotId, [...(start === -1 ? [] : track.slice(start)), { at: lastSeenAt, value: inferenceMs }]);
  }

  of(robotId: string): Track {
    return this.#tracks.get(robotId) ?? none;
  }
}

const none: Track = [];

/**
 * Where a track knows nothing: the robot was silent, or its card was off the screen. Two live rows may arrive as one, so only what is
 * as long as a robot may be silent before it counts as offline is a gap.
 */
export function trackGaps(track: Track, intervalMs: number): readonly Gap[] {
  const first = track[0];
  const last = track.at(-1);
  return first === undefined || last === undefined
    ? []
    : findGaps(
        track.map(({ at }) => at),
        2 * Math.max(1_000, intervalMs),
        first.at,
        last.at,
      );
}
