import { totalmem } from "node:os";
import { getHeapStatistics, setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

import { HostError } from "../calls/failure.ts";
import { recordStuck } from "../calls/stuck.ts";
import type { Log } from "./log.ts";
import { STUCK_SIGNAL } from "./watchdog.ts";

const CHECK_MS = 100;
/** A look that found mostly garbage is repeated after so many times its own duration, so that looking takes a sixth of the time at most. */
const PAUSE_PER_LOOK = 5;
/** Of a limit: once so much was added since, it is repeated all the same; a slow look must not leave time to fill the rest. */
const MAX_UNSEEN_SHARE = 0.1;
/** Of a limit: from here on the newest action under which memory grew is ended. */
const MAX_SHARE = 0.75;
/** So much of it must have come while the action ran. */
const MIN_GROWTH_SHARE = 0.25;
/** From here on the process is ended, when what was ended goes on growing. */
const LAST_SHARE = 0.85;
/** For so long an action that was ended may hold what it took before the next one is asked to go in its place, unless the last share is reached. */
const UNWIND_MS = 1000;
const MIB = 1024 * 1024;

/** In bytes: what JavaScript's objects take, and what they and buffers take together. */
interface MemoryUse {
  readonly heap: number;
  readonly all: number;
}

interface Machine {
  readonly limits: MemoryUse;
  read(): MemoryUse;
  /** Removes garbage, which else counts as used. */
  collect(): void;
  /** Ends the process at once. */
  end(): void;
}

/** An action that runs, also after its caller was told that it has failed. */
interface RunningAction {
  readonly path: string;
  readonly call: number;
  /** The least since it began: what was used then may have been garbage. */
  least: MemoryUse;
  readonly fail: (error: Error) => void;
  /** On the clock of `performance`, or null while nobody ended it. */
  endedAt: number | null;
}

/**
 * Ends actions that fill the memory while they let go of the thread again and again, which the watchdog does not see: V8 would end the process, without a
 * name. Nobody can tell whose objects they are, so the newest action under which memory grew goes first. It loses its syscalls; one that
 * goes on without any is named, and the process is ended like one that is stuck.
 */
export class MemoryGuard {
  private readonly running = new Set<RunningAction>();
  private readonly timer: NodeJS.Timeout;
  private readonly log: Log;
  private readonly file: string;
  private readonly machine: Machine;
  private now: MemoryUse;
  private nextLookAt = 0;
  /** What the last look left. */
  private left: MemoryUse;

  /** @param file where it leaves a line for the next start (`stuck.ts`) */
  constructor(log: Log, file: string, machine: Machine = thisMachine()) {
    this.log = log;
    this.file = file;
    this.machine = machine;
    this.now = machine.read();
    this.left = this.now;
    this.timer = setInterval(() => this.check(), CHECK_MS);
    this.timer.unref();
  }

  /** @returns must be called when the action itself has ended, whatever its caller was told before */
  began(path: string, call: number, fail: (error: Error) => void): () => void {
    const action: RunningAction = { path, call, least: this.now, fail, endedAt: null };
    this.running.add(action);
    return () => void this.running.delete(action);
  }

  check(): void {
    this.look();
    const began = performance.now();
    if (this.running.size === 0 || (began < this.nextLookAt && this.shareOf(this.left) < MAX_UNSEEN_SHARE)) return;
    const found = () =>
      [...this.running].findLast((action) => action.endedAt === null && this.shareOf(action.least) >= MIN_GROWTH_SHARE) ?? null;
    const isUnwinding = [...this.running].some(({ endedAt }) => endedAt !== null && began < endedAt + UNWIND_MS);
    const share = isUnwinding || found() === null ? LAST_SHARE : MAX_SHARE;
    if (this.shareOf() < share) return;
    this.machine.collect();
    this.look();
    this.left = this.now;
    const suspect = found();
    const ended = [...this.running].filter(({ endedAt }) => endedAt !== null);
    if (this.shareOf() < share || (suspect === null && ended.length === 0))
      this.nextLookAt = began + (performance.now() - began) * (1 + PAUSE_PER_LOOK);
    else if (suspect === null) this.endProcess(ended);
    else this.end(suspect);
  }

  close(): void {
    clearInterval(this.timer);
  }

  private look(): void {
    this.now = this.machine.read();
    for (const action of this.running)
      action.least = { heap: Math.min(action.least.heap, this.now.heap), all: Math.min(action.least.all, this.now.all) };
  }

  /** How much of a limit is used, or was added since. */
  private shareOf({ heap, all }: MemoryUse = { heap: 0, all: 0 }): number {
    const { limits } = this.machine;
    return Math.max((this.now.heap - heap) / limits.heap, (this.now.all - all) / limits.all);
  }

  private end(action: RunningAction): void {
    action.endedAt = performance.now();
    const megabytes = Math.round((this.now.all - action.least.all) / MIB);
    this.log("error", "function_out_of_memory", { path: action.path, megabytes });
    const name = action.path.slice(action.path.lastIndexOf(":") + 1);
    action.fail(
      new HostError(
        "FunctionOutOfMemory",
        `Action \`${name}\` ran out of memory: while it ran, ${megabytes} MiB more were used, and little was left`,
        503,
      ),
    );
  }

  private endProcess(ended: readonly RunningAction[]): void {
    for (const { path, call } of ended) {
      this.log("error", "function_stuck", { path, megabytes: Math.round(this.now.all / MIB) });
      recordStuck(this.file, path, call);
    }
    this.machine.end();
  }
}

function thisMachine(): Machine {
  const constrained = process.constrainedMemory?.() ?? 0;
  const memory = constrained > 0 && constrained < totalmem() ? constrained : totalmem();
  let gc: unknown;
  return {
    limits: { heap: getHeapStatistics().heap_size_limit, all: memory },
    read() {
      const { used_heap_size: heap, external_memory: external } = getHeapStatistics();
      return { heap, all: heap + external };
    },
    collect() {
      if (gc === undefined) {
        setFlagsFromString("--expose-gc");
        gc = runInNewContext("gc");
      }
      if (typeof gc === "function") gc();
    },
    end: () => void process.kill(process.pid, STUCK_SIGNAL),
  };
}
