import type { Transaction } from "../engine/types.ts";
import type { Call, Outcome } from "../calls/call.ts";
import { networkOf } from "../calls/network.ts";
import type { OnceKey, OnceRecords } from "./once.ts";

/** One thing that the queue of mutations does. */
export interface Job {
  /** Somebody waits for it: it goes ahead of others, and its batch is written without waiting for company. */
  readonly isFast: boolean;
  readonly from: string;
  /** Does the work. False: nothing of it is to be kept. */
  execute(tx: Transaction): Promise<boolean>;
  /** Called when what `execute` did has become part of the batch. */
  staged(): void;
  /** Called when all that the job has seen or written is on disk. */
  done(ts: bigint): void;
  fail(error: Error): void;
}

/** A mutation's answer. `ts` is the commit that holds its writes. */
export interface MutationAnswer {
  readonly outcome: Outcome;
  readonly ts: bigint;
  /** The key of the record that was made of it; null where none was made now. */
  readonly record: string | null;
}

/** A mutation that somebody called. */
export class CallJob implements Job {
  readonly isFast: boolean;
  readonly fail: (error: Error) => void;
  private readonly run: (tx: Transaction, call: Call) => Promise<Outcome>;
  private readonly call: Call;
  private readonly records: OnceRecords;
  private readonly once: OnceKey | undefined;
  private readonly answer: (answer: MutationAnswer) => void;
  private outcome: Outcome | null = null;
  private doneAt: bigint | null = null;
  private record: string | null = null;

  constructor(
    run: (tx: Transaction, call: Call) => Promise<Outcome>,
    call: Call,
    records: OnceRecords,
    once: OnceKey | undefined,
    answer: (answer: MutationAnswer) => void,
    fail: (error: Error) => void,
  ) {
    this.run = run;
    this.call = call;
    this.records = records;
    this.once = once;
    this.answer = answer;
    this.fail = fail;
    this.isFast = once === undefined && call.caller.kind !== "none" && call.caller.identity !== null;
  }

  get from(): string {
    return networkOf(this.call.from ?? "");
  }

  execute(tx: Transaction): Promise<boolean> {
    const earlier = this.once?.client.mayRepeat === true ? this.records.find(this.once) : null;
    if (earlier !== null) {
      ({ outcome: this.outcome, ts: this.doneAt } = earlier);
      return Promise.resolve(false);
    }
    return this.run(tx, this.call).then((outcome) => {
      this.outcome = outcome;
      return outcome.ok;
    });
  }

  staged(): void {
    if (this.once !== undefined && this.outcome?.ok === true) this.record = this.records.add(this.once, this.outcome);
  }

  done(ts: bigint): void {
    if (this.outcome !== null) this.answer({ outcome: this.outcome, ts: this.doneAt ?? ts, record: this.record });
  }
}

/** A write of the host itself. */
export class WriteJob<T> implements Job {
  readonly isFast = false;
  readonly from = "";
  readonly fail: (error: Error) => void;
  private readonly work: (tx: Transaction) => T | Promise<T>;
  private readonly answer: (value: T) => void;
  private finish = (): void => undefined;

  constructor(work: (tx: Transaction) => T | Promise<T>, answer: (value: T) => void, fail: (error: Error) => void) {
    this.work = work;
    this.answer = answer;
    this.fail = fail;
  }

  async execute(tx: Transaction): Promise<boolean> {
    try {
      const value = await this.work(tx);
      this.finish = () => this.answer(value);
      return true;
    } catch (error) {
      // Whatever it threw, as the promise of any other work would.
      this.finish = () => this.fail(error as Error);
      return false;
    }
  }

  staged(): void {
    // Nobody sends it again.
  }

  done(): void {
    this.finish();
  }
}
