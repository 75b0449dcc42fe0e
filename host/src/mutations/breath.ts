import { setImmediate as nextTurn } from "node:timers/promises";

/** How long queries may hold the thread, all together, before writers and sockets get their turn. */
const SLICE_MS = 2;
/** The same while a mutation waits or runs, which needs a few turns until it is on disk: */
const SHORT_SLICE_MS = 0.5;
/** but at least this share of what everybody else took since the last slice, or a flood of mutations would starve queries; */
const SHARE_OF_OTHERS = 0.5;
/** and no more than this. */
const LONGEST_SLICE_MS = 4;

/**
 * Slices the work of queries. A query sees one snapshot for as long as it runs, so it can wait at any of its reads; a mutation runs alone and
 * never waits. All queries share the slices: many at once must not each take one.
 */
export class Breath {
  private sliceStart = 0;
  private othersTook = 0;
  private pending: Promise<void> | null = null;
  private running = 0;
  private readonly isHurried: () => boolean;

  /** @param isHurried whether a mutation waits or runs */
  constructor(isHurried: () => boolean) {
    this.isHurried = isHurried;
  }

  /** Must be called when a query begins: while none ran, no time was used. */
  begin(): void {
    if (this.running === 0 && this.pending === null) this.sliceStart = performance.now();
    this.running += 1;
  }

  end(): void {
    this.running -= 1;
  }

  /** Null while there is time left; else resolves at the next turn. */
  get pause(): Promise<void> | null {
    if (this.pending !== null) return this.pending;
    const now = performance.now();
    if (now - this.sliceStart < this.slice) return null;
    this.pending = nextTurn().then(() => {
      this.sliceStart = performance.now();
      this.othersTook = this.sliceStart - now;
      this.pending = null;
    });
    return this.pending;
  }

  private get slice(): number {
    if (!this.isHurried()) return SLICE_MS;
    return Math.min(LONGEST_SLICE_MS, Math.max(SHORT_SLICE_MS, this.othersTook * SHARE_OF_OTHERS));
  }
}
