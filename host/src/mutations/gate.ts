import { networkOf } from "../calls/network.ts";

/** So many may wait of one sender. */
export const LONGEST_LINE = 256;
/** The line of a sender is full. */
export class LineFull extends Error {
  override readonly name = "LineFull";
}

/** What took long may only have waited for somebody. */
const LONGEST_REST_MS = 500;

/** Lets so many works of one sender run at a time, with a rest after each. What else that sender asks for waits, in its order, and holds up nobody else. */
export class Gate {
  private readonly most: number;
  private readonly rests: number;
  private readonly running = new Map<string, number>();
  private readonly waiting = new Map<string, (() => void)[]>();

  /** @param rests so many times as long as a work took its place stays empty after it, half a second at most, so that hard work takes a part of a core and not all of it */
  constructor(most: number, rests = 0) {
    this.most = most;
    this.rests = rests;
  }

  /**
   * Runs `work` when its turn comes; answers or rejects as it does, or answers null where nobody wants it any more by then.
   *
   * @throws LineFull when too many wait already
   */
  async through<T>(address: string, work: () => Promise<T>, isGone = () => false): Promise<T | null> {
    const from = networkOf(address);
    const running = this.running.get(from) ?? 0;
    if (running < this.most) this.running.set(from, running + 1);
    else {
      await new Promise<void>((go) => this.wait(from, go));
      if (isGone()) {
        this.leave(from);
        return null;
      }
    }
    const begun = performance.now();
    try {
      return await work();
    } finally {
      const restMs = Math.min(LONGEST_REST_MS, this.rests * (performance.now() - begun));
      if (restMs === 0) this.leave(from);
      else setTimeout(() => this.leave(from), restMs);
    }
  }

  private wait(from: string, go: () => void): void {
    const line = this.waiting.get(from);
    if (line === undefined) this.waiting.set(from, [go]);
    else if (line.length >= LONGEST_LINE) throw new LineFull();
    else line.push(go);
  }

  /** Whoever waits takes the place of the one who leaves. */
  private leave(from: string): void {
    const next = this.waiting.get(from)?.shift();
    if (next !== undefined) return next();
    this.waiting.delete(from);
    const running = (this.running.get(from) ?? 1) - 1;
    if (running === 0) this.running.delete(from);
    else this.running.set(from, running);
  }
}
