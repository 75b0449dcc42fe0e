import inspector from "node:inspector";
import { getHeapStatistics } from "node:v8";
import { Worker } from "node:worker_threads";

const CHECK_MS = 500;
const MEMORY_CHECK_MS = 100;
/** Of V8's limit for the heap: more than this while one function holds the thread, and it ends the process before V8 would. */
const MAX_HEAP_SHARE = 0.75;
/** So much of the limit must have come since the function took the thread; else others have filled the memory, and it is not to blame. */
const MIN_GROWTH_SHARE = 0.25;
/** Ends the process without a core dump, which could hold secrets; a shell shows it as status 154. Windows knows no such signal. */
export const STUCK_SIGNAL: NodeJS.Signals = process.platform === "win32" ? "SIGKILL" : "SIGVTALRM";

/*
 * Runs in a thread of its own, because the main thread is the one that hangs. It counts its own checks instead of reading a
 * clock, so that a machine that slept is not taken for a function that hangs. `process.stderr` of a worker needs the main
 * thread, hence the plain file descriptor.
 */
const WATCH = `
const { appendFileSync, writeSync } = require("node:fs");
const { workerData: { state, names, file, checks, checkMs, memoryCheckMs, maxHeap, minGrowth, signal, isJson } } = require("node:worker_threads");
const MIB = 1048576;
let last = -1;
let silent = 0;
let lastSeen = -1;
let rssThen = 0;
setInterval(() => {
  const beat = Atomics.load(state, 0);
  const rss = process.memoryUsage.rss();
  if (beat !== lastSeen || Atomics.load(state, 1) === 0) {
    lastSeen = beat;
    rssThen = rss;
  }
  const grown = rss - rssThen;
  if (grown > minGrowth && Atomics.load(state, 4) * MIB + grown > maxHeap) end({ megabytes: Math.round(grown / MIB) }, (facts) => "has taken " + facts.megabytes + " MiB of memory without letting go");
}, memoryCheckMs);
setInterval(() => {
  const beat = Atomics.load(state, 0);
  silent = beat === last && Atomics.load(state, 1) > 0 ? silent + 1 : 0;
  last = beat;
  if (silent >= checks) end({ seconds: Math.round((silent * checkMs) / 1000) }, (facts) => "has blocked the host for " + facts.seconds + " s");
}, checkMs);
function end(why, inWords) {
  const facts = { path: names[Atomics.load(state, 2)], ...why };
  const time = new Date().toISOString();
  try {
    writeSync(2, (isJson ? JSON.stringify({ time, level: "error", event: "function_stuck", ...facts }) : time.slice(11, 19) + " error: the function " + facts.path + " " + inWords(facts) + ". Ending the process; what was acknowledged is on disk.") + "\\n");
  } catch {}
  try {
    appendFileSync(file, JSON.stringify({ path: facts.path, call: Atomics.load(state, 3), at: Date.now() }) + "\\n", { mode: 0o600 });
  } catch {}
  process.kill(process.pid, signal);
}
`;

/**
 * Ends the process when a server function never lets go of the thread, or takes so much memory before it does that V8 would end the process without
 * a name: neither can be interrupted from inside, and a host that is started again can serve. What was acknowledged is on disk, and clients resume by themselves.
 */
export class Watchdog {
  /** A beat of the main thread, how many functions run, which of them acted last, the number of that call, and the MiB of the heap at the beat. */
  private readonly state = new Int32Array(new SharedArrayBuffer(20));
  private readonly numbers: ReadonlyMap<string, number>;
  private readonly beat: NodeJS.Timeout;
  private readonly worker: Worker;

  /**
   * @param names of all functions
   * @param limitMs how long a function may hold the thread
   * @param isJson writes its last words as a line of JSON
   * @param file where it leaves a line of JSON for the next start (`stuck.ts`)
   */
  constructor(names: readonly string[], limitMs: number, isJson: boolean, file: string) {
    this.numbers = new Map(names.map((name, number) => [name, number]));
    const { heap_size_limit: limit } = getHeapStatistics();
    const memory = { memoryCheckMs: MEMORY_CHECK_MS, maxHeap: limit * MAX_HEAP_SHARE, minGrowth: limit * MIN_GROWTH_SHARE };
    const workerData = {
      ...memory,
      state: this.state,
      names,
      file,
      checks: Math.ceil(limitMs / CHECK_MS),
      checkMs: CHECK_MS,
      signal: STUCK_SIGNAL,
      isJson,
    };
    this.worker = new Worker(WATCH, { eval: true, workerData });
    this.worker.unref();
    this.beat = setInterval(() => {
      Atomics.store(this.state, 4, Math.round(getHeapStatistics().used_heap_size / (1024 * 1024)));
      Atomics.add(this.state, 0, 1);
    }, CHECK_MS);
    this.beat.unref();
  }

  /** @param call its number, see `callNumber` */
  started(path: string, call: number): void {
    Atomics.add(this.state, 1, 1);
    this.acted(path, call);
  }

  /** Must be called whenever a function does something, so that the right one is named. */
  acted(path: string, call: number): void {
    Atomics.store(this.state, 2, this.numbers.get(path) ?? 0);
    Atomics.store(this.state, 3, call);
  }

  ended(): void {
    Atomics.sub(this.state, 1, 1);
  }

  async close(): Promise<void> {
    clearInterval(this.beat);
    await this.worker.terminate();
  }
}

/** A watchdog, or null when it is not wanted or somebody looks at the process with a debugger. */
export function startWatchdog(names: readonly string[], limitMs: number | undefined, isJson: boolean, file: string): Watchdog | null {
  return limitMs === undefined || limitMs <= 0 || inspector.url() !== undefined ? null : new Watchdog(names, limitMs, isJson, file);
}
