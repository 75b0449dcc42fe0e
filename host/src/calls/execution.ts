import { AsyncLocalStorage } from "node:async_hooks";
import { inspect } from "node:util";

import type { ComponentPath, FunctionKind } from "../functions/functions.ts";

/** The host services that one running function may use. */
export interface Syscalls {
  syscall(op: string, args: string): string;
  asyncSyscall(op: string, args: string): Promise<string>;
  jsSyscall(op: string, args: Readonly<Record<string, unknown>>): unknown;
}

/** More lines than this are counted and not kept: a loop must not fill memory or a client's socket. */
const MAX_LOG_LINES = 256;
const MAX_LOG_LINE_CHARS = 32_768;

/** One call of one server function: what its globals and syscalls resolve to while it runs. */
export class Execution {
  readonly kind: FunctionKind;
  readonly component: ComponentPath;
  readonly now: number;
  readonly syscalls: Syscalls;
  readonly logLines: string[];
  private droppedLines = 0;
  private seed: number;
  private abandon: ((error: Error) => void) | undefined;

  /**
   * @param now milliseconds since the epoch. Queries and mutations see this time for as long as they run.
   * @param logLines where its lines go
   */
  constructor(kind: FunctionKind, component: ComponentPath, now: number, syscalls: Syscalls, logLines: string[] = []) {
    this.logLines = logLines;
    this.kind = kind;
    this.component = component;
    this.now = now;
    this.syscalls = syscalls;
    this.seed = (Math.random() * 0x1_0000_0000) >>> 0;
  }

  /** Rejects when something that the action left behind has thrown where nobody listens. Never resolves. */
  get abandoned(): Promise<never> {
    return new Promise((_, reject) => (this.abandon = reject));
  }

  /** @returns false when nobody waits for the outcome of this call */
  fail(error: Error): boolean {
    this.abandon?.(error);
    return this.abandon !== undefined;
  }

  /** Queries and mutations must give the same answer for the same data, so they get no clock, timers or network. */
  get isDeterministic(): boolean {
    return this.kind === "query" || this.kind === "mutation";
  }

  /** A number in [0, 1) from this call's own sequence (mulberry32). */
  random(): number {
    this.seed = (this.seed + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.seed ^ (this.seed >>> 15), this.seed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000;
  }

  log(level: string, values: readonly unknown[]): void {
    if (this.logLines.length >= MAX_LOG_LINES) {
      this.droppedLines += 1;
      this.logLines[MAX_LOG_LINES - 1] = `[WARN] '${this.droppedLines + 1} more log lines were dropped'`;
      return;
    }
    const line = `[${level}] ${values.map((value) => inspect(value, { depth: 4, breakLength: 120 })).join(" ")}`;
    this.logLines.push(line.length > MAX_LOG_LINE_CHARS ? `${line.slice(0, MAX_LOG_LINE_CHARS)}…` : line);
  }
}

const current = new AsyncLocalStorage<Execution>();

/** Runs `work` as the given call: everything it awaits sees this execution. */
export function runAs<T>(execution: Execution, work: () => T): T {
  return current.run(execution, work);
}

/** The call that is running now, or undefined while modules load. */
export function currentExecution(): Execution | undefined {
  return current.getStore();
}
