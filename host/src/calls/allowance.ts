import { networkOf } from "./network.ts";

/** How long somebody may have to wait for what they have used up. Whoever would wait longer is refused. */
export const LONGEST_WAIT_MS = 10_000;
/** So many senders are remembered before those are looked for that have nothing to wait for any more. */
const REMEMBERED = 1024;

/** What one sender may use of something that all share: an amount at once, and then so much a second. What comes too fast waits, and is refused where the wait would be long. */
export class Allowance {
  private readonly perMs: number;
  private readonly atOnceMs: number;
  /** Until when what each has used is paid for, ms. */
  private readonly paidAt = new Map<string, number>();
  private sweepAt = REMEMBERED;

  /** @param atOnceSeconds how many seconds' worth may be used at once */
  constructor(perSecond: number, atOnceSeconds: number) {
    this.perMs = perSecond / 1000;
    this.atOnceMs = atOnceSeconds * 1000;
  }

  /** How many senders are remembered. */
  get size(): number {
    return this.paidAt.size;
  }

  /**
   * Uses so much. Even more than what is had at once may be used in one piece, by whoever owes nothing: the next one waits the longer.
   *
   * @param own so much was used for the same thing, just before: it does not wait for itself
   * @returns ms to wait before it is used; or, where that would be too long and nothing counts as used, how long until it is worth asking again
   */
  take(address: string, amount: number, own = 0, now = performance.now()): { readonly waitMs: number } | { readonly retryAfterMs: number } {
    const from = networkOf(address);
    const since = Math.max(now, this.paidAt.get(from) ?? 0);
    const waitMs = Math.max(0, since - own / this.perMs - now - this.atOnceMs);
    if (waitMs > LONGEST_WAIT_MS) return { retryAfterMs: waitMs };
    this.paidAt.set(from, since + amount / this.perMs);
    if (this.paidAt.size >= this.sweepAt) this.sweep(now);
    return { waitMs };
  }

  private sweep(now: number): void {
    for (const [from, paidAt] of this.paidAt) if (paidAt <= now) this.paidAt.delete(from);
    this.sweepAt = Math.max(REMEMBERED, 2 * this.paidAt.size);
  }
}
