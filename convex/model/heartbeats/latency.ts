// A histogram instead of samples: a session of any length costs the same, and a percentile is exact to one bucket.
const upperBounds = [5, 10, 15, 20, 25, 30, 35, 40, 50, 60, 80, 100, 125, 150, 200, 250, 300, 400, 500, 750, 1000, 2000, 5000];

export const emptyLatency = (): number[] => Array.from({ length: upperBounds.length + 1 }, () => 0);

export function addLatency(counts: number[], ms: number): number[] {
  const found = upperBounds.findIndex((bound) => ms <= bound);
  const bucket = found === -1 ? upperBounds.length : found;
  return counts.map((count, index) => (index === bucket ? count + 1 : count));
}

/** Upper bound of the bucket that holds the percentile, so it never looks faster than it was; `null` without samples. */
export function latencyPercentile(counts: number[], share: number): number | null {
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (total === 0) return null;
  let seen = 0;
  for (const [index, count] of counts.entries()) {
    seen += count;
    if (seen >= share * total) return upperBounds[index] ?? 60_000;
  }
  return 60_000;
}
