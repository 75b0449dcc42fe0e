import { networkOf } from "../calls/network.ts";

/**
 * Lets one work of each sender begin in a turn of the thread. What many sent at once would else be done in one turn, and everybody
 * else's requests be read only after it.
 */
export class Spread {
  /** Who had a turn, and what waits of them for the next ones. */
  private readonly lines = new Map<string, (() => void)[]>();
  private readonly next: (work: () => void) => void;

  constructor(next: (work: () => void) => void = setImmediate) {
    this.next = next;
  }

  /** Nothing where the work may begin at once; else resolves when it may. */
  turn(address: string): Promise<void> | void {
    const from = networkOf(address);
    const line = this.lines.get(from);
    if (line !== undefined) return new Promise((go) => line.push(go));
    if (this.lines.size === 0) this.next(() => this.goOn());
    this.lines.set(from, []);
  }

  private goOn(): void {
    for (const [from, line] of this.lines) {
      const go = line.shift();
      if (go === undefined) this.lines.delete(from);
      else go();
    }
    if (this.lines.size > 0) this.next(() => this.goOn());
  }
}
