export type ClockSample = {
  /** This browser's clock when the question left, epoch ms. */
  sentAt: number;
  roundTripMs: number;
  /** The server's clock in its answer, epoch ms. */
  serverAt: number;
};

/**
 * Server clock minus browser clock, ms, from the sample with the shortest round trip: the less time the answer
 * spent on the way, the less it can be wrong. The truth lies within `uncertaintyMs` either side.
 */
export function estimateOffset(samples: readonly ClockSample[]): { offsetMs: number; uncertaintyMs: number } {
  let best: ClockSample | undefined;
  for (const sample of samples) if (best === undefined || sample.roundTripMs <= best.roundTripMs) best = sample;
  if (best === undefined) return { offsetMs: 0, uncertaintyMs: Number.POSITIVE_INFINITY };
  const half = best.roundTripMs / 2;
  return { offsetMs: Math.round(best.serverAt - (best.sentAt + half)), uncertaintyMs: Math.ceil(half) };
}
