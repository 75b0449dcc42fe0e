type Sample = { receivedAt: number; seq: number };

/**
 * One ascending list of what two reads brought, each sample once, nothing older than `keepFrom` (epoch ms). A robot that
 * was restarted begins to count again, so a sample is known by its time and number together.
 */
export function mergeSamples<T extends Sample>(before: readonly T[], arrived: readonly T[], keepFrom: number): readonly T[] {
  const newest = before.at(-1);
  const isPlainTail = newest === undefined || arrived.every(({ receivedAt }) => receivedAt > newest.receivedAt);
  const all = isPlainTail ? [...before, ...arrived] : unique([...before, ...arrived]);
  const start = all.findIndex(({ receivedAt }) => receivedAt >= keepFrom);
  return start === -1 ? [] : start === 0 ? all : all.slice(start);
}

function unique<T extends Sample>(samples: readonly T[]): T[] {
  const known = new Map<string, T>();
  for (const sample of samples) known.set(`${sample.receivedAt}/${sample.seq}`, sample);
  return [...known.values()].sort((a, b) => a.receivedAt - b.receivedAt || a.seq - b.seq);
}
