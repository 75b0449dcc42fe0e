import type { Engine, Transaction } from "../engine/types.ts";
import { messageOf, type Log } from "./log.ts";

const PROBE_KEY = "health/probe";

/** Knows whether the store can be read and written. */
export class StoreHealth {
  private isBroken = false;
  private isWriteFailing = false;
  private readonly engine: Engine;
  private readonly log: Log;
  private readonly onFatal: ((error: Error) => void) | undefined;

  constructor(engine: Engine, log: Log, onFatal: ((error: Error) => void) | undefined) {
    this.engine = engine;
    this.log = log;
    this.onFatal = onFatal;
  }

  get isWritable(): boolean {
    return !this.isBroken && !this.isWriteFailing;
  }

  flushed(): void {
    this.isWriteFailing = false;
  }

  flushFailed(): void {
    this.isWriteFailing = true;
    this.look();
  }

  /**
   * `broken` when only another start can help, `cannot write` while the disk takes no changes, else null. A disk that failed is tried
   * again, because a host that is asked for nothing would not notice that it was repaired.
   *
   * @param write makes a change durable
   */
  async trouble(write: (work: (tx: Transaction) => void) => Promise<void>): Promise<"broken" | "cannot write" | null> {
    this.look();
    if (this.isBroken) return "broken";
    if (!this.isWriteFailing) return null;
    try {
      await write((tx) => tx.putMeta(PROBE_KEY, String(Date.now())));
      this.isWriteFailing = false;
      return null;
    } catch {
      return this.isBroken ? "broken" : "cannot write";
    }
  }

  private look(): void {
    if (this.isBroken) return;
    try {
      this.engine.probe();
    } catch (error) {
      this.isBroken = true;
      this.log("error", "store_broken", { message: messageOf(error) });
      this.onFatal?.(error instanceof Error ? error : new Error(String(error)));
    }
  }
}
