/** A part of a time axis, epoch ms. */
export type Stretch = { from: number; to: number };

/** `by` 0.5: half as long about `at`, where the eye is, or about the middle; 2: twice as long. */
export function zoomedBy(by: number, { from, to }: Stretch, at: number | null): Stretch {
  const about = at === null || at < from || at > to ? (from + to) / 2 : at;
  return { from: about - (about - from) * by, to: about + (to - about) * by };
}

/** Shorter, and there would be hardly a heartbeat in it. */
const SHORTEST_MS = 2_000;

/** `part` as far as it lies in the whole, and no shorter than can be read; null: that is the whole. */
export function within({ from, to }: Stretch, whole: Stretch): Stretch | null {
  const length = Math.max(SHORTEST_MS, Math.abs(to - from));
  if (!Number.isFinite(length) || length >= whole.to - whole.from) return null;
  const middle = (from + to) / 2;
  const start = Math.min(whole.to - length, Math.max(whole.from, middle - length / 2));
  return { from: start, to: start + length };
}

const seconds = (ms: number) => String(Math.round(ms / 100) / 10);

/** How an address names a part: seconds into the whole, `12.5-48`. */
export const zoomText = (part: Stretch, whole: Stretch): string => `${seconds(part.from - whole.from)}-${seconds(part.to - whole.from)}`;

/** The part that an address names; null: the whole, also where the address names none. */
export function zoomFrom(text: string | null, whole: Stretch): Stretch | null {
  const [, from, to] = /^(\d+(?:\.\d+)?)-(\d+(?:\.\d+)?)$/.exec(text ?? "") ?? [];
  if (from === undefined || to === undefined || Number(from) >= Number(to)) return null;
  return within({ from: whole.from + Number(from) * 1_000, to: whole.from + Number(to) * 1_000 }, whole);
}
