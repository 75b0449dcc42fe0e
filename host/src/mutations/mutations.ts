import { setImmediate as nextTurn, setTimeout as delay } from "node:timers/promises";

import { ConflictError, UnknownOutcome } from "../engine/errors.ts";
import type { Engine, Flushed, Transaction } from "../engine/types.ts";
import { messageOf, type Log } from "../operation/log.ts";
import { NotRun, NotWritten } from "./errors.ts";
import { Lanes } from "./lanes.ts";
import { CallJob, WriteJob, type Job, type MutationAnswer } from "./mutation-jobs.ts";
import { OnceRecords, type OnceKey } from "./once.ts";
import type { Call, Outcome } from "../calls/call.ts";

export type { MutationAnswer } from "./mutation-jobs.ts";
export type { OnceClient, OnceKey } from "./once.ts";

const MAX_BATCH_MUTATIONS = 512;
const MAX_BATCH_BYTES = 8 * 1024 * 1024;
/** How long the first mutation of a batch may wait for others before the flush. */
const MAX_BATCH_MS = 8;
/** A batch of more than so many shows that several clients write at once, so that the next one may wait for company. */
const CROWD = 2;
/** How many times as long as a flush takes the next batch gathers, so that a slow disk or a crowd does not spend the thread on flushes. */
const GATHER_FLUSHES = 4;
/** Mutations run so long without a turn of everything else: requests are read, queries answered. */
const MAX_TURN_MS = 4;
/** The longest that a batch gathers: what a mutation may wait for others while many write. */
const MAX_GATHER_MS = 16;
/** A batch that nobody joined for so long is written: those who could join it wait for its answers. */
const QUIET_MS = 2;
const MAX_ATTEMPTS = 4;
/** Beyond this the host is hopelessly behind, and waiting longer helps nobody. */
const MAX_QUEUED = 50_000;
/** A busy client settles thousands at once, and other writers must have their turn between. */
const FORGET_CHUNK = 500;

/**
 * Runs mutations one after another, and makes them durable in groups. Nothing is answered, and nobody is told of a write,
 * before the flush that holds it returned.
 */
export class MutationQueue {
  private readonly engine: Engine;
  private readonly run: (tx: Transaction, call: Call) => Promise<Outcome>;
  private readonly onFlushed: (flushed: Flushed) => void;
  private readonly log: Log;
  private readonly onFlushFailed: (error: unknown) => void;
  private readonly tookToFlush: (seconds: number) => void;
  private readonly records: OnceRecords;
  private readonly queue = new Lanes<Job>();
  private isRunning = false;
  private isClosed = false;
  /** How long the next batch may stay open though nothing waits: 0 unless the last one held a crowd. */
  private gatherMs = 0;
  private idle: (() => void)[] = [];
  private readonly betweenBatches: (() => void)[] = [];

  constructor(
    engine: Engine,
    run: (tx: Transaction, call: Call) => Promise<Outcome>,
    onFlushed: (flushed: Flushed) => void,
    log: Log,
    onFlushFailed: (error: unknown) => void = () => undefined,
    tookToFlush: (seconds: number) => void = () => undefined,
  ) {
    this.engine = engine;
    this.run = run;
    this.onFlushed = onFlushed;
    this.log = log;
    this.onFlushFailed = onFlushFailed;
    this.tookToFlush = tookToFlush;
    this.records = new OnceRecords(engine);
  }

  get length(): number {
    return this.queue.length;
  }

  /** True while a mutation waits or runs. */
  get isBusy(): boolean {
    return this.isRunning;
  }

  /**
   * Runs a mutation and answers when it is durable, or has failed. Those of one socket run in order. Others, which come by plain HTTP,
   * promise no order: when they act for a signed-in person, they go ahead of what waits, because a person waits for them.
   *
   * @param once with it, a mutation that was done before answers its first result again
   * @throws NotRun when the host is closing or overloaded; another error when it cannot write
   */
  submit(call: Call, once?: OnceKey): Promise<MutationAnswer> {
    return new Promise((resolve, reject) => this.submitTo(call, once, resolve, reject));
  }

  /** The same, but tells functions. All that a batch holds is answered before anything else happens. */
  submitTo(call: Call, once: OnceKey | undefined, answer: (answer: MutationAnswer) => void, fail: (error: Error) => void): void {
    this.enqueue(new CallJob(this.run, call, this.records, once, answer, fail));
  }

  /** A write of the host itself; resolves when it is durable. */
  write<T>(work: (tx: Transaction) => T | Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => this.enqueue(new WriteJob(work, resolve, reject)));
  }

  /** Does work of the host while no batch is open. Resolves when it was done. */
  between<T>(work: () => T): Promise<T> {
    return new Promise((resolve, reject) => {
      this.betweenBatches.push(() => {
        try {
          resolve(work());
        } catch (error) {
          reject(error instanceof Error ? error : new Error(String(error)));
        }
      });
      if (!this.isRunning) void this.work();
    });
  }

  /** Deletes the records of mutations whose answers have certainly arrived, so that they will not be sent again. */
  async forget(records: readonly string[]): Promise<void> {
    for (let from = 0; from < records.length; from += FORGET_CHUNK) {
      await this.write((tx) => {
        for (const key of records.slice(from, from + FORGET_CHUNK)) tx.deleteMeta(key);
      });
    }
  }

  /** Deletes old exactly-once records, a chunk at a time. */
  async collectGarbage(now: number): Promise<void> {
    for (let keys = this.records.old(now); keys.length > 0; keys = this.records.old(now)) await this.forget(keys);
  }

  /** Refuses new work and waits until what was accepted is on disk. */
  async close(): Promise<void> {
    this.isClosed = true;
    if (this.isRunning) await new Promise<void>((resolve) => this.idle.push(resolve));
  }

  private enqueue(job: Job): void {
    if (this.isClosed) return job.fail(new NotRun("The host is closing"));
    if (this.length >= MAX_QUEUED) return job.fail(new NotRun("The host is overloaded"));
    this.queue.push(job, job.isFast, job.from);
    if (!this.isRunning) void this.work();
  }

  private async work(): Promise<void> {
    this.isRunning = true;
    // Messages that arrived in one piece join one batch. Those that come in the next turn are looked for before the flush.
    await Promise.resolve();
    // Work of the host may also come in the turn after a batch.
    while (this.queue.length > 0 || this.betweenBatches.length > 0) {
      if (this.queue.length > 0) await this.runBatch();
      for (const work of this.betweenBatches.splice(0)) work();
      await nextTurn();
    }
    this.isRunning = false;
    for (const resolve of this.idle.splice(0)) resolve();
  }

  private async runBatch(): Promise<void> {
    const jobs = await this.fillBatch();
    const begun = performance.now();
    this.flush(jobs);
    const took = performance.now() - begun;
    this.tookToFlush(took / 1000);
    this.gatherMs = jobs.length > CROWD ? Math.min(MAX_GATHER_MS, GATHER_FLUSHES * took) : 0;
  }

  private async fillBatch(): Promise<Job[]> {
    const jobs: Job[] = [];
    const startedAt = performance.now();
    let joinedAt = startedAt;
    let turnedAt = startedAt;
    while (
      jobs.length < MAX_BATCH_MUTATIONS &&
      this.engine.batch.bytes < MAX_BATCH_BYTES &&
      (jobs.length === 0 || performance.now() - startedAt < Math.max(MAX_BATCH_MS, this.gatherMs))
    ) {
      if (this.queue.length === 0) {
        // What one client sent together may arrive in pieces. Looking once more costs far less than a flush for each piece.
        await nextTurn();
        if (this.queue.length === 0) {
          const now = performance.now();
          if (now - startedAt >= this.gatherMs || now - joinedAt >= QUIET_MS) break;
          await delay(1);
          continue;
        }
      }
      const job = this.queue.shift();
      if (job === undefined) break;
      try {
        await this.execute(job);
        jobs.push(job);
        joinedAt = performance.now();
        if (joinedAt - turnedAt > MAX_TURN_MS) {
          await nextTurn();
          turnedAt = performance.now();
        }
        if (job.isFast && !this.queue.hasFast) break;
      } catch (error) {
        this.log("error", "mutation_broken", { message: messageOf(error) });
        job.fail(error instanceof Error ? error : new Error(String(error)));
      }
    }
    return jobs;
  }

  private async execute(job: Job): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      const tx = this.engine.begin("mutation");
      try {
        if (!(await job.execute(tx))) return;
        this.engine.stage(tx);
        return job.staged();
      } catch (error) {
        if (!(error instanceof ConflictError) || attempt === MAX_ATTEMPTS) throw error;
      } finally {
        tx.close();
      }
    }
  }

  private flush(jobs: readonly Job[]): void {
    let flushed: Flushed;
    try {
      this.records.save();
      flushed = this.engine.flush();
    } catch (error) {
      // Not even a failed mutation is answered with what it saw: that may be gone.
      this.log("error", "flush_failed", { message: messageOf(error), mutations: jobs.length });
      this.onFlushFailed(error);
      const told =
        error instanceof UnknownOutcome
          ? "The disk failed while the change was written, so it is not known whether it was made. Look before you send it again."
          : "The change could not be written to disk, and was not made. The host's log says why.";
      for (const job of jobs) this.tell(() => job.fail(new NotWritten(told)));
      return;
    } finally {
      this.records.clear();
    }
    if (flushed.writeSet.keys.size > 0) this.onFlushed(flushed);
    for (const job of jobs) this.tell(() => job.done(flushed.ts));
  }

  /** Whoever cannot be told must not keep the others from it. */
  private tell(say: () => void): void {
    try {
      say();
    } catch (error) {
      this.log("error", "mutation_untold", { message: messageOf(error) });
    }
  }
}
