import { setImmediate as nextTurn } from "node:timers/promises";

/** How long queries may hold the thread, all together, before writers and sockets get their turn. */
const SLICE_MS = 4;
/** While a mutation waits or runs, which needs a few turns until it is on disk. */
const SHORT_SLICE_MS = 1.5;

/**
 * Slices the work of queries. A query sees one snapshot for as long as it runs, so it can wait at any of its reads; a mutation runs alone and
 * never waits. All queries share the slices: many at once must not each take one.
 */
export class Breath {
  private sliceStart = 0;
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
    if (performance.now() - this.sliceStart < (this.isHurried() ? SHORT_SLICE_MS : SLICE_MS)) return null;
    this.pending = nextTurn().then(() => {
      this.sliceStart = performance.now();
      this.pending = null;
    });
    return this.pending;
  }
}
