import { nextRun } from "./cron-time.ts";
import type { ComponentPath, CronSpec, ServerFunction } from "../functions/functions.ts";
import { splitPath, storedTable } from "../functions/components.ts";
import type { Engine, Transaction } from "../engine/types.ts";
import { HostError } from "../calls/failure.ts";
import { messageOf, type Log } from "../operation/log.ts";
import type { MutationQueue } from "../mutations/mutations.ts";
import { hostItself, type Call, type Outcome } from "../calls/call.ts";
import type { Json, JsonObject } from "../values/json.ts";
import { dueKey, idIn, pad, readJob, stateAfter, SYSTEM, JOBS_TABLE, timeIn } from "./scheduled-jobs.ts";
import { type CronState, nextAfter, readCron } from "./cron-state.ts";

/** A timer of more than 24 days fires at once, so a far one is set in steps. */
const LONGEST_TIMER_MS = 86_400_000;
const MAX_RUNNING_ACTIONS = 64;
const CLAIM_CHUNK = 64;
const RETRY_MS = 1000;
/** Finished jobs stay readable this long. */
const KEEP_DONE_MS = 7 * 86_400_000;

export interface SchedulerParts {
  readonly engine: Engine;
  readonly functions: ReadonlyMap<string, ServerFunction>;
  readonly crons: ReadonlyMap<string, CronSpec>;
  readonly log: Log;
  readonly queue: MutationQueue;
  runMutationIn(tx: Transaction, call: Call): Promise<Outcome>;
  runAction(call: Call): Promise<Outcome>;
}

/**
 * Runs functions later. Jobs live in the store from the commit that scheduled them: a mutation and the end of its job are one
 * commit, so it happens exactly once; an action is marked before it starts, so it happens at most once.
 */
export class Scheduler {
  private parts: SchedulerParts | null = null;
  private timer: NodeJS.Timeout | undefined;
  private isWorking = false;
  private isClosed = false;
  private hasNewJobs = false;
  private readonly running = new Set<Promise<void>>();

  get runningActions(): number {
    return this.running.size;
  }

  /** Takes up the jobs that an earlier life of the host left, and begins to run due ones. */
  async start(parts: SchedulerParts): Promise<void> {
    this.parts = parts;
    const interrupted = parts.engine.scanMeta("running/").map(({ key }) => key.slice("running/".length));
    const now = Date.now();
    await parts.queue.write((tx) => {
      for (const id of interrupted) this.finish(tx, id, { kind: "failed", error: "The host stopped while the action ran" }, now);
      for (const { key } of parts.engine.scanMeta("cron/")) if (!parts.crons.has(key.slice("cron/".length))) tx.deleteMeta(key);
      for (const [id, spec] of parts.crons) this.prepareCron(tx, id, spec, now);
    });
    this.wake();
  }

  /** A write of the host itself, durable when it resolves. */
  write<T>(work: (tx: Transaction) => T | Promise<T>): Promise<T> {
    if (this.parts === null) throw new Error("The scheduler has not started");
    return this.parts.queue.write(work);
  }

  /**
   * @param component who sees the job in its system table
   * @param path the host's name of the function
   * @param dueAt milliseconds since the epoch
   */
  schedule(tx: Transaction, component: ComponentPath, path: string, dueAt: number, args: Json): string {
    if (!Number.isFinite(dueAt)) throw new HostError("BadArguments", "The time to run at must be a number");
    const id = tx.insert(
      storedTable(component, JOBS_TABLE),
      { name: splitPath(path).path, args: [args], scheduledTime: dueAt, state: { kind: "pending" } },
      SYSTEM,
    );
    tx.putMeta(dueKey(dueAt, id), path);
    this.hasNewJobs = true;
    return id;
  }

  /** Cancels a job that has not ended. One that is running goes on. */
  cancel(tx: Transaction, id: string): void {
    const job = readJob(tx, id);
    if (job === null || (job.kind !== "pending" && job.kind !== "inProgress")) return;
    this.finish(tx, id, { kind: "canceled" }, Date.now());
  }

  /** Must be called after every flush. */
  flushed(): void {
    if (!this.hasNewJobs) return;
    this.hasNewJobs = false;
    this.wake();
  }

  /** Deletes the records of jobs that ended long ago. */
  async collectGarbage(now: number): Promise<void> {
    const { engine, queue } = this.required();
    const old = engine.scanMeta("done/", CLAIM_CHUNK).filter(({ key }) => timeIn(key) < now - KEEP_DONE_MS);
    if (old.length === 0) return;
    await queue.write((tx) => {
      for (const { key } of old) {
        tx.deleteMeta(key);
        if (readJob(tx, idIn(key)) !== null) tx.remove(idIn(key), SYSTEM);
      }
    });
    if (old.length === CLAIM_CHUNK) await this.collectGarbage(now);
  }

  /** Starts nothing more, and waits a moment for running actions. */
  async close(): Promise<void> {
    this.isClosed = true;
    clearTimeout(this.timer);
    const patience = new Promise((resolve) => setTimeout(resolve, 2000).unref());
    await Promise.race([Promise.all(this.running), patience]);
  }

  private required(): SchedulerParts {
    if (this.parts === null) throw new Error("The scheduler has not started");
    return this.parts;
  }

  private wake(delay?: number): void {
    clearTimeout(this.timer);
    if (this.isClosed) return;
    const wait = delay ?? this.untilNext();
    if (wait === null) return;
    this.timer = setTimeout(() => void this.work(), Math.min(Math.max(wait, 0), LONGEST_TIMER_MS));
  }

  /** Milliseconds until something is due; null when nothing is. */
  private untilNext(): number | null {
    const { engine } = this.required();
    const times = engine.scanMeta("due/", 1).map(({ key }) => timeIn(key));
    for (const { value } of engine.scanMeta("cron/")) times.push(readCron(value).next ?? Infinity);
    const first = Math.min(...times);
    return Number.isFinite(first) ? first - Date.now() : null;
  }

  private async work(): Promise<void> {
    if (this.isWorking || this.isClosed) return;
    this.isWorking = true;
    const { engine, log } = this.required();
    let delay: number | undefined;
    try {
      await this.startCrons(Date.now());
      const now = Date.now();
      const due = engine.scanMeta("due/", CLAIM_CHUNK).filter(({ key }) => timeIn(key) <= now);
      await Promise.all(due.map(({ key }) => this.runJob(key)));
      if (this.running.size >= MAX_RUNNING_ACTIONS) delay = RETRY_MS / 10;
    } catch (error) {
      if (!this.isClosed) log("error", "scheduler_failed", { message: messageOf(error) });
      delay = RETRY_MS;
    } finally {
      this.isWorking = false;
    }
    this.wake(delay);
  }

  private async runJob(key: string): Promise<void> {
    const { queue, functions, runMutationIn } = this.required();
    const id = idIn(key);
    const claimed = await queue.write(async (tx) => {
      // Cancelled, or done since the scan.
      const saved = tx.getMeta(key);
      if (saved === null) return null;
      const job = readJob(tx, id);
      if (job === null) return void tx.deleteMeta(key);
      // Jobs of hosts that knew no components have their path only in the document.
      const path = saved === "" ? job.path : saved;
      const found = functions.get(path);
      if (found === undefined) return void this.finish(tx, id, { kind: "failed", error: `There is no function ${path}` }, Date.now());
      const call: Call = { path, args: job.args, caller: hostItself };
      if (found.kind === "action") {
        if (this.running.size >= MAX_RUNNING_ACTIONS) return null;
        tx.deleteMeta(key);
        tx.putMeta(`running/${id}`, "");
        tx.patch(id, { state: { kind: "inProgress" } }, SYSTEM);
        return call;
      }
      const savepoint = tx.savepoint();
      const outcome = await runMutationIn(tx, call);
      if (outcome.ok) tx.release(savepoint);
      else tx.rollbackTo(savepoint);
      this.finish(tx, id, stateAfter(outcome), Date.now());
      return null;
    });
    if (claimed === null || claimed === undefined) return;
    const run = this.runActionJob(id, claimed).finally(() => this.running.delete(run));
    this.running.add(run);
  }

  private async runActionJob(id: string, call: Call): Promise<void> {
    const { queue, log, runAction } = this.required();
    const outcome = await runAction(call);
    try {
      await queue.write((tx) => this.finish(tx, id, stateAfter(outcome), Date.now()));
    } catch (error) {
      // The next start will say of it that it was interrupted.
      log("error", "job_end_lost", { id, message: messageOf(error) });
    }
  }

  private finish(tx: Transaction, id: string, state: JsonObject, now: number): void {
    const job = readJob(tx, id);
    tx.deleteMeta(`running/${id}`);
    if (job === null) return;
    tx.deleteMeta(dueKey(job.dueAt, id));
    if (job.kind !== "pending" && job.kind !== "inProgress") return;
    tx.patch(id, { state, completedTime: now }, SYSTEM);
    tx.putMeta(`done/${pad(now)}/${id}`, "");
  }

  private prepareCron(tx: Transaction, id: string, spec: CronSpec, now: number): void {
    const text = JSON.stringify([spec.name, spec.schedule]);
    const saved = tx.getMeta(`cron/${id}`);
    const old = saved === null ? null : readCron(saved);
    if (old !== null && old.text === text) return;
    // An interval begins when it is first deployed; everything else waits for its time.
    const next = spec.schedule.type === "interval" ? now : nextRun(spec.schedule, now);
    tx.putMeta(`cron/${id}`, JSON.stringify({ text, next, job: old?.job ?? null } satisfies CronState));
  }

  private async startCrons(now: number): Promise<void> {
    const { engine, crons, queue, log } = this.required();
    const isDue = engine.scanMeta("cron/").some(({ value }) => (readCron(value).next ?? Infinity) <= now);
    if (!isDue) return;
    await queue.write((tx) => {
      for (const [id, spec] of crons) {
        const saved = tx.getMeta(`cron/${id}`);
        if (saved === null) continue;
        const state = readCron(saved);
        if (state.next === null || state.next > now) continue;
        const before = state.job === null ? null : readJob(tx, state.job);
        const isBusy = before !== null && (before.kind === "pending" || before.kind === "inProgress");
        if (isBusy) log("warn", "cron_skipped", { cron: id, reason: "the last run has not ended" });
        const job = isBusy ? state.job : this.schedule(tx, splitPath(id).component, spec.name, now, (spec.args[0] ?? {}) as Json);
        tx.putMeta(`cron/${id}`, JSON.stringify({ ...state, next: nextAfter(spec, state.next, now), job } satisfies CronState));
      }
    });
  }
}
