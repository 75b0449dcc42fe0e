/** So many of the newest heartbeats tell how far a robot's clock is off. A clock that is set back is known to be so after as many. */
export const judgedOffsets = 5;
/** After such a silence what was told before it says nothing of the clock, ms. */
const longestGapMs = 10_000;

type Clock = {
  /** Of the newest heartbeats, newest last: the robot's clock when each was sent less the server's when it arrived, ms. */
  offsets: number[];
  /** The robot's clock less the server's, ms; null where the robot does not tell its time. */
  skewMs: number | null;
};

/**
 * How far a robot's clock is off after one more heartbeat. A message takes time to arrive, which makes the clock of its sender look behind by as much,
 * and never ahead: of several the greatest offset is the nearest. So one that was held up does not pass for a clock that is wrong.
 *
 * @param before the offsets of the heartbeats before, newest last
 * @param offset of this one; null without `sentAt`
 * @param gapMs since the one before
 */
export function clockAfter(before: readonly number[], offset: number | null, gapMs: number): Clock {
  if (offset === null) return { offsets: [], skewMs: null };
  const offsets = [...(gapMs > longestGapMs ? [] : before), offset].slice(-judgedOffsets);
  return { offsets, skewMs: Math.max(...offsets) };
}
