/** A level that a series keeps for a while: the median of `values[from..to)`. */
export type Level = { from: number; to: number; level: number };

/** A change needs so many values on either side: one odd run is an outlier and no change. */
const FEWEST = 5;
/**
 * What one more level must save, in mean absolute deviations of the noise times the logarithm of the number of values. Found by
 * trial: of 3,000 series of pure noise, of 20 to 200 values, normal and heavy-tailed, at most 1 in 100 of each kind got a change, and a
 * step of three standard deviations in the middle was found within three values in at least 9 of 10.
 */
const PRICE = 3.2;

function medianOf(sorted: readonly number[]): number {
  const middle = Math.floor((sorted.length - 1) / 2);
  return ((sorted[middle] ?? 0) + (sorted[sorted.length - 1 - middle] ?? 0)) / 2;
}

/**
 * How much neighbours differ by chance, as a mean absolute deviation. From differences of neighbours, so that the levels themselves
 * do not count; their median, so that odd runs do not either. For normal noise the two are 0.798 and 0.954 standard deviations.
 */
function noiseOf(values: readonly number[]): number {
  const differences = values.slice(1).map((value, index) => Math.abs(value - (values[index] ?? value)));
  return (0.798 / 0.954) * medianOf(differences.toSorted((a, b) => a - b));
}

/** `costs[from][length - 1]`: the sum of distances from the median of each stretch, grown value by value. */
function costsOf(values: readonly number[]): Float64Array[] {
  const sorted = new Float64Array(values.length);
  return values.map((_, from) => {
    const costs = new Float64Array(values.length - from);
    for (let length = 0; from + length < values.length; length += 1) {
      const value = values[from + length] ?? 0;
      let at = length;
      while (at > 0 && (sorted[at - 1] ?? 0) > value) {
        sorted[at] = sorted[at - 1] ?? 0;
        at -= 1;
      }
      sorted[at] = value;
      // What lies above the middle less what lies below it, whichever of the two middle values the median is.
      let sum = 0;
      for (let low = 0, high = length; low < high; low += 1, high -= 1) sum += (sorted[high] ?? 0) - (sorted[low] ?? 0);
      costs[length] = sum;
    }
    return costs;
  });
}

/**
 * The levels of a series, in order and without a hole: the cheapest division, where a value costs its distance from the median of
 * its level and every further level its price (optimal partitioning, the exact form of PELT, with an absolute cost against
 * outliers). One level: nothing changed. Meant for a few hundred values: its time grows with their third power.
 * `least`: a difference of levels below it is no change, however steady the values are.
 */
export function levelsOf(values: readonly number[], least: number): Level[] {
  const count = values.length;
  if (count === 0) return [];
  const costs = costsOf(values);
  const cost = (from: number, to: number) => costs[from]?.[to - from - 1] ?? 0;
  const price = PRICE * Math.max(noiseOf(values), least / 4) * Math.log(Math.max(2, count));
  const best: number[] = [-price];
  const cut: number[] = [0];
  for (let to = 1; to <= count; to += 1) {
    best[to] = cost(0, to);
    cut[to] = 0;
    for (let from = FEWEST; from <= to - FEWEST; from += 1) {
      const total = (best[from] ?? 0) + cost(from, to) + price;
      if (total < (best[to] ?? 0)) {
        best[to] = total;
        cut[to] = from;
      }
    }
  }
  const ends: number[] = [];
  for (let to = count; to > 0; to = cut[to] ?? 0) ends.unshift(to);
  return merged(values, ends, least);
}

/** Levels from where they end; neighbours that are too close to be told apart become one. */
function merged(values: readonly number[], ends: readonly number[], least: number): Level[] {
  const levels: Level[] = [];
  const levelOf = (from: number, to: number): Level => ({ from, to, level: medianOf(values.slice(from, to).toSorted((a, b) => a - b)) });
  let from = 0;
  for (const to of ends) {
    const next = levelOf(from, to);
    const last = levels.at(-1);
    if (last !== undefined && Math.abs(last.level - next.level) < least) levels[levels.length - 1] = levelOf(last.from, to);
    else levels.push(next);
    from = to;
  }
  return levels;
}
