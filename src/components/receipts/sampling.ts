import { t } from "@lingui/core/macro";

import { formatNumber } from "#src/lib/numbers.ts";

/** Natural logarithms of 0! to n!, grown as needed: a bound asks for thousands of binomials of the same numbers. */
const logFactorials: number[] = [0];
function logFactorial(n: number): number {
  for (let next = logFactorials.length; next <= n; next += 1) logFactorials.push((logFactorials[next - 1] ?? 0) + Math.log(next));
  return logFactorials[n] ?? 0;
}
const logChoose = (n: number, k: number): number => (k < 0 || k > n ? -Infinity : logFactorial(n) - logFactorial(k) - logFactorial(n - k));

/** Probability of at most `found` bad ones in a sample drawn without putting back (hypergeometric). */
export function chanceOfAtMost(found: number, { population, bad, sample }: { population: number; bad: number; sample: number }): number {
  const all = logChoose(population, sample);
  let sum = 0;
  for (let hit = Math.max(0, sample - (population - bad)); hit <= Math.min(found, bad); hit += 1)
    sum += Math.exp(logChoose(bad, hit) + logChoose(population - bad, sample - hit) - all);
  return Math.min(1, sum);
}

/**
 * How many bad ones there are at most, of all: the exact one-sided bound of Clopper and Pearson for a finite population.
 * With more than this, so few in the sample would come about in at most 1 - `confidence` of all draws.
 */
export function mostBad({
  population,
  sample,
  found,
  confidence = 0.95,
}: {
  population: number;
  sample: number;
  found: number;
  confidence?: number;
}): number {
  // What was not looked at may all be bad, but no more than that.
  let low = found;
  let high = population - (sample - found);
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (chanceOfAtMost(found, { population, bad: middle, sample }) > 1 - confidence) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** The smallest sample that, when nothing bad is in it, shows that less than `share` of all is bad. */
export function sampleFor(population: number, share = 0.05, confidence = 0.95): number {
  const bad = Math.max(1, Math.ceil(population * share));
  for (let sample = 1; sample < population; sample += 1) {
    if (chanceOfAtMost(0, { population, bad, sample }) <= 1 - confidence) return sample;
  }
  return population;
}

/** The same rows for the same seed on every device, whatever order they come in. Fisher and Yates over Mulberry32. */
export function drawSample<T extends { sequence: number }>(rows: readonly T[], size: number, seed: number): T[] {
  const pool = rows.toSorted((a, b) => a.sequence - b.sequence);
  let state = seed >>> 0;
  const random = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  for (let at = 0; at < Math.min(size, pool.length); at += 1) {
    const other = at + Math.floor(random() * (pool.length - at));
    const [a, b] = [pool[at], pool[other]];
    if (a !== undefined && b !== undefined) [pool[at], pool[other]] = [b, a];
  }
  return pool.slice(0, size);
}

const percent = (part: number, whole: number) => `${formatNumber((part / whole) * 100, 1)} %`;

/** What the sample supports, in one sentence; `found` of `sample` reviewed ones are bad. */
export function supportInWords({ population, sample, found }: { population: number; sample: number; found: number }): string {
  if (population === 0 || sample === 0) return t`Nothing of the sample is reviewed yet, so it says nothing.`;
  if (sample >= population) {
    const part = percent(found, population);
    return t`All ${population} were reviewed: ${found} bad (${part}).`;
  }
  const most = mostBad({ population, sample, found });
  const part = percent(most, population);
  return t`${found} bad in ${sample} of ${population}: at most ${part} (${most}) are bad, with 95 % confidence.`;
}
