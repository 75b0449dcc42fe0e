/** One measured value, or the mean of a minute with its extremes. `at` in epoch ms, server time. */
export type Point = { at: number; value: number; min?: number; max?: number };

/** A stretch without samples. */
export type Gap = { from: number; to: number };

/**
 * Where samples are missing between `from` and `to`: any silence longer than 1.5 x `intervalMs`. It is computed
 * from the times alone, because a robot that is silent sends no empty value to mark its silence.
 * `times` ascending.
 */
export function findGaps(times: readonly number[], intervalMs: number, from: number, to: number): Gap[] {
  const limit = 1.5 * intervalMs;
  const gaps: Gap[] = [];
  let previous: number | null = null;
  for (const at of times) {
    if (at < from) {
      previous = at;
      continue;
    }
    if (at > to) break;
    const start = previous === null ? from : Math.max(previous, from);
    if (at - start > limit) gaps.push({ from: start, to: at });
    previous = at;
  }
  const start = previous === null ? from : Math.max(previous, from);
  if (to - start > limit) gaps.push({ from: start, to });
  return gaps;
}

/**
 * At most about `limit` points, keeping the lowest and highest of every bucket: a spike that lasted one sample is
 * exactly what an operator looks for, so it is never averaged or dropped.
 */
export function downsample(points: readonly Point[], limit: number): Point[] {
  if (points.length <= limit) return [...points];
  const buckets = Math.max(1, Math.floor(limit / 2));
  const size = points.length / buckets;
  const kept: Point[] = [];
  for (let bucket = 0; bucket < buckets; bucket += 1) {
    let low: Point | undefined;
    let high: Point | undefined;
    for (const point of points.slice(Math.floor(bucket * size), Math.floor((bucket + 1) * size))) {
      if (low === undefined || (point.min ?? point.value) < (low.min ?? low.value)) low = point;
      if (high === undefined || (point.max ?? point.value) > (high.max ?? high.value)) high = point;
    }
    if (low === undefined || high === undefined) continue;
    if (low === high) kept.push(low);
    else kept.push(...(low.at < high.at ? [low, high] : [high, low]));
  }
  return kept;
}

/**
 * The lowest and the highest of every `columnMs`, in the order they came. Columns lie at fixed times, so a line that moves with the
 * time keeps its shape. For about a pixel a column nothing is lost to the eye. `points` ascending.
 */
export function thinByTime(points: readonly Point[], columnMs: number): readonly Point[] {
  const kept: Point[] = [];
  let column = Number.NaN;
  let low: Point | undefined;
  let high: Point | undefined;
  const close = () => {
    if (low === undefined || high === undefined) return;
    if (low === high) kept.push(low);
    else if (low.at < high.at) kept.push(low, high);
    else kept.push(high, low);
  };
  for (const point of points) {
    const own = Math.floor(point.at / columnMs);
    if (own !== column) {
      close();
      column = own;
      low = point;
      high = point;
      continue;
    }
    if (low === undefined || (point.min ?? point.value) < (low.min ?? low.value)) low = point;
    if (high === undefined || (point.max ?? point.value) > (high.max ?? high.value)) high = point;
  }
  close();
  return kept;
}

/** The index of the first of `items` (ascending) at or after `at`; their number when there is none. */
export function firstFrom<T>(items: readonly T[], at: number, timeOf: (item: T) => number): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const item = items[middle];
    if (item !== undefined && timeOf(item) < at) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The point nearest to `at`, or null when none lies within `tolerance` ms. `points` ascending. */
export function nearest(points: readonly Point[], at: number, tolerance: number): Point | null {
  const low = firstFrom(points, at, (point) => point.at);
  let best: Point | null = null;
  for (const point of [points[low - 1], points[low]]) {
    if (point !== undefined && (best === null || Math.abs(point.at - at) < Math.abs(best.at - at))) best = point;
  }
  return best !== null && Math.abs(best.at - at) <= tolerance ? best : null;
}

/**
 * A y axis that does not jump with every sample: the given floor range, widened in round steps only when the data
 * leaves it.
 */
export function steadyDomain(points: readonly Point[], floor: readonly [number, number]): [number, number] {
  let [low, high] = floor;
  for (const point of points) {
    low = Math.min(low, point.min ?? point.value);
    high = Math.max(high, point.max ?? point.value);
  }
  return [low < floor[0] ? -roundUp(-low) : low, high > floor[1] ? roundUp(high) : high];
}

/** The next of 1, 2, 2.5, 5 times a power of ten at or beyond `value`; 0 stays 0. */
function roundUp(value: number): number {
  if (value <= 0) return value === 0 ? 0 : -roundDown(-value);
  const power = 10 ** Math.floor(Math.log10(value));
  for (const step of [1, 2, 2.5, 5, 10]) if (value <= step * power) return step * power;
  return 10 * power;
}

function roundDown(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  for (const step of [5, 2.5, 2, 1]) if (value >= step * power) return step * power;
  return power;
}

/** Up to five round numbers across an axis. */
export function roundTicks([low, high]: readonly [number, number]): number[] {
  const span = high - low;
  if (!(span > 0)) return [low];
  const power = 10 ** Math.floor(Math.log10(span / 4));
  const step = [1, 2, 2.5, 5, 10].map((factor) => factor * power).find((size) => span / size <= 4) ?? span;
  const ticks: number[] = [];
  for (let index = Math.ceil(low / step); index * step <= high + step * 1e-9; index += 1)
    ticks.push(Number((index * step).toPrecision(10)));
  return ticks;
}

/**
 * Rows for one drawing: every time that any series has. Series were thinned each on its own, so a row takes what lies on
 * the straight line between a series' neighbours, and null only inside a gap, of all or its own, where no line may cross.
 */
export function mergeRows(
  series: readonly { key: string; points: readonly Point[]; gaps?: readonly Gap[] | undefined }[],
  gaps: readonly Gap[],
): Record<string, number | null>[] {
  const times = new Set<number>();
  for (const { points } of series) for (const { at } of points) times.add(at);
  for (const gap of [...gaps, ...series.flatMap((each) => each.gaps ?? [])]) times.add(gap.from + (gap.to - gap.from) / 2);
  const rows = [...times].sort((a, b) => a - b).map((at): Record<string, number | null> => ({ at }));
  for (const { key, points, gaps: own = [] } of series) {
    const cuts = [...gaps, ...own];
    let next = 0;
    for (const row of rows) {
      const at = row["at"] ?? 0;
      while ((points[next]?.at ?? Number.POSITIVE_INFINITY) < at) next += 1;
      row[key] = between(points[next - 1], points[next], at, cuts);
    }
  }
  return rows;
}

function between(before: Point | undefined, after: Point | undefined, at: number, gaps: readonly Gap[]): number | null {
  if (after?.at === at) return after.value;
  if (before === undefined || after === undefined) return null;
  if (gaps.some((gap) => gap.from < after.at && gap.to > before.at && gap.from >= before.at)) return null;
  return before.value + ((after.value - before.value) * (at - before.at)) / (after.at - before.at);
}
