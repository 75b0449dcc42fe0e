const NS_PER_MS = 1_000_000n;
/** Keeps creation times distinct within a millisecond; a float64 of today's time resolves a quarter of this. */
const CREATION_STEP_MS = 1 / 1024;

/** The times of commits and documents, which never go back, also where the machine's clock does. */
export class Clock {
  /** Timestamp (ns) of the last commit. */
  lastTs: bigint;
  readonly now: () => number;
  /** No timestamp at or below this is ever handed out again, even when nothing was committed under it. */
  #highestTs: bigint;
  #pendingTs: bigint | null = null;
  #lastCreationTime: number;

  /**
   * @param saved what `text` gave; null for an empty data folder
   * @param now milliseconds since 1970
   */
  constructor(saved: string | null, now: () => number) {
    const [lastTs = "0", lastCreationTime = "0"] = saved?.split(" ") ?? [];
    this.now = now;
    this.lastTs = BigInt(lastTs);
    this.#highestTs = this.lastTs;
    this.#lastCreationTime = Number(lastCreationTime);
  }

  /** "<last timestamp in ns> <last creation time in ms>", to be saved with each commit. */
  text(): string {
    return `${this.#highestTs} ${this.#lastCreationTime}`;
  }

  nextCreationTime(): number {
    this.#lastCreationTime = Math.max(this.now(), this.#lastCreationTime + CREATION_STEP_MS);
    return this.#lastCreationTime;
  }

  /** The timestamp of the next commit. */
  pendingTs(): bigint {
    if (this.#pendingTs === null) {
      const now = BigInt(Math.floor(this.now())) * NS_PER_MS;
      this.#pendingTs = now > this.#highestTs ? now : this.#highestTs + 1n;
      this.#highestTs = this.#pendingTs;
    }
    return this.#pendingTs;
  }

  /** The next commit is another one: this one was made, dropped, or had nothing in it. */
  forgetPending(): void {
    this.#pendingTs = null;
  }

  committed(): void {
    this.lastTs = this.#highestTs;
  }

  advance(ts: bigint): void {
    if (ts > this.#highestTs) this.#highestTs = ts;
    // While a batch is open its own timestamp comes first.
    if (this.#pendingTs === null) this.lastTs = this.#highestTs;
  }
}
