import { firstFrom } from "./series.ts";

type Sample = { receivedAt: number; seq: number };

/**
 * One ascending list of what two reads brought, each sample once, nothing older than `keepFrom` (epoch ms). A robot that
 * was restarted begins to count again, so a sample is known by its time and number together.
 */
export function mergeSamples<T extends Sample>(before: readonly T[], arrived: readonly T[], keepFrom: number): readonly T[] {
  const earliest = arrived.reduce((least, { receivedAt }) => Math.min(least, receivedAt), Number.POSITIVE_INFINITY);
  const receivedAt = (sample: T) => sample.receivedAt;
  // Usually the newest seconds arrive again with one more: only from there on anything can be there twice.
  const meeting = firstFrom(before, earliest, receivedAt);
  const all = [...before.slice(0, meeting), ...unique([...before.slice(meeting), ...arrived])];
  const start = firstFrom(all, keepFrom, receivedAt);
  return start === 0 ? all : all.slice(start);
}

function unique<T extends Sample>(samples: readonly T[]): T[] {
  const known = new Map<string, T>();
  for (const sample of samples) known.set(`${sample.receivedAt}/${sample.seq}`, sample);
  return [...known.values()].sort((a, b) => a.receivedAt - b.receivedAt || a.seq - b.seq);
}
