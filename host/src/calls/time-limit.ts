import { HostError } from "./failure.ts";
import type { ServerFunction } from "../functions/functions.ts";

interface Running {
  readonly found: ServerFunction;
  readonly endsAt: number;
  readonly reject: (error: Error) => void;
}

/** One limit for the time of many calls, with one timer for all of them: most end long before, and a timer for each costs more than the rest of its call. */
export class SharedTimeLimit {
  private readonly ms: number;
  /** In the order of their ends, because all have the same time. */
  private readonly running = new Set<Running>();
  private timer: NodeJS.Timeout | null = null;

  constructor(ms: number) {
    this.ms = ms;
  }

  /** Answers as `work` does, or rejects when it takes longer. What still runs then has lost its syscalls. */
  hold<T>(found: ServerFunction, work: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const running: Running = { found, endsAt: performance.now() + this.ms, reject };
      this.running.add(running);
      this.timer ??= setTimeout(() => this.check(), this.ms);
      this.timer.ref();
      work.then(
        (value) => {
          this.ended(running);
          resolve(value);
        },
        (error: unknown) => {
          this.ended(running);
          reject(error);
        },
      );
    });
  }

  /** A process that has nothing else to do need not wait for the timer. */
  private ended(running: Running): void {
    this.running.delete(running);
    if (this.running.size === 0) this.timer?.unref();
  }

  private check(): void {
    this.timer = null;
    for (const running of this.running) {
      const leftMs = running.endsAt - performance.now();
      if (leftMs > 0) {
        this.timer = setTimeout(() => this.check(), leftMs);
        return;
      }
      this.running.delete(running);
      running.reject(timedOut(running.found, this.ms));
    }
  }
}

/** Answers as `work` does, or rejects when it takes longer than `ms`. What still runs then has lost its syscalls. */
export function withTimeLimit<T>(found: ServerFunction, ms: number, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(timedOut(found, ms)), ms);
    const settle =
      <A>(end: (value: A) => void) =>
      (value: A) => {
        clearTimeout(timer);
        end(value);
      };
    work.then(settle(resolve), settle(reject));
  });
}

function timedOut({ path, kind }: ServerFunction, ms: number): HostError {
  const title = { query: "Query", mutation: "Mutation", action: "Action", http: "HTTP action" }[kind];
  return new HostError(
    "FunctionTimeout",
    `${title} \`${path.slice(path.lastIndexOf(":") + 1)}\` execution timed out (maximum duration: ${ms / 1000}s)`,
  );
}
