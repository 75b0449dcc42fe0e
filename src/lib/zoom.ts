/** A part of a time axis, epoch ms. */
export type Stretch = { from: number; to: number };

/** `by` 0.5: half as long about `at`, where the eye is, or about the middle; 2: twice as long. */
export function zoomedBy(by: number, { from, to }: Stretch, at: number | null): Stretch {
  const about = at === null || at < from || at > to ? (from + to) / 2 : at;
  return { from: about - (about - from) * by, to: about + (to - about) * by };
}
