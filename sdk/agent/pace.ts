import { pause, type Clock } from "./clock.ts";

const longestBackOffMs = 5_000;

/** A growing pause with jitter after failures, so that a fleet does not come back in one beat. */
export function backOffMs(failures: number): number {
  const grown = Math.min(longestBackOffMs, 250 * 2 ** Math.min(failures, 6));
  return grown * (0.75 + Math.random() / 2);
}

/** Does `work` once a period until `signal` fires. */
export async function everyPeriod(periodMs: number, clock: Clock, signal: AbortSignal, work: () => Promise<void>): Promise<void> {
  let due = clock.monotonicMs();
  while (!signal.aborted) {
    await work();
    const now = clock.monotonicMs();
    due += periodMs;
    // A missed period is left out, not made up for: two commands at once would be a jerk.
    if (due < now) due = now + periodMs;
    await pause(due - now, signal);
  }
}

/** The rate is that of the mean period: a mean of rates would let one short period count for many. */
export class ControlRate {
  #lastAt: number | null = null;
  #periodMs: number | undefined;

  /** @param now monotonic ms at which a period begins */
  measure(now: number): void {
    if (this.#lastAt !== null) {
      const period = now - this.#lastAt;
      this.#periodMs = this.#periodMs === undefined ? period : this.#periodMs * 0.96 + period * 0.04;
    }
    this.#lastAt = now;
  }

  get hz(): number | undefined {
    return this.#periodMs === undefined || this.#periodMs <= 0 ? undefined : 1000 / this.#periodMs;
  }
}
