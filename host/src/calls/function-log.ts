import { splitPath } from "../functions/components.ts";
import type { FunctionKind } from "../functions/functions.ts";

/** Calls that are kept for whoever asks later, and how many characters of lines they may hold together. */
const MAX_CALLS = 1000;
const MAX_CHARS = 1024 * 1024;
/** How long a question waits for the next call. */
const WAIT_MS = 20_000;

/** A call that has ended. */
export interface FinishedCall {
  readonly path: string;
  readonly kind: FunctionKind;
  readonly requestId: string;
  /** When it ended, in ms since the epoch. */
  readonly endedAt: number;
  readonly tookMs: number;
  readonly logLines: readonly string[];
  /** Null: it succeeded. */
  readonly error: string | null;
}

/** The newest calls, for `npx convex logs`. They are in memory only. */
export class FunctionLog {
  #calls: FinishedCall[] = [];
  #chars = 0;
  /** How many calls there were before the first that is kept. */
  #before = 0;
  readonly #waiting = new Set<() => void>();

  add(call: FinishedCall): void {
    this.#calls.push(call);
    this.#chars += charsOf(call);
    if (this.#calls.length > MAX_CALLS * 2 || this.#chars > MAX_CHARS) this.#shorten();
    for (const wake of this.#waiting) wake();
    this.#waiting.clear();
  }

  /**
   * The calls after the cursor of an earlier answer (0: all that are kept) as the official command line reads them. Waits a while for the next one when there is
   * none.
   */
  async after(cursor: number): Promise<string> {
    if (cursor >= this.#before + this.#calls.length && cursor > 0) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, WAIT_MS);
        timer.unref();
        this.#waiting.add(() => (clearTimeout(timer), resolve()));
      });
    }
    const entries = this.#calls.slice(Math.max(0, cursor - this.#before)).map(toEntry);
    // Never 0, which would ask for all again.
    return JSON.stringify({ entries, newCursor: Math.max(1, this.#before + this.#calls.length) });
  }

  /** Answers everybody who waits. */
  close(): void {
    for (const wake of this.#waiting) wake();
    this.#waiting.clear();
  }

  #shorten(): void {
    let drop = Math.max(0, this.#calls.length - MAX_CALLS);
    for (const call of this.#calls.slice(0, drop)) this.#chars -= charsOf(call);
    // A single call may be too much by itself, and is kept.
    for (; this.#chars > MAX_CHARS && drop < this.#calls.length - 1; drop++) this.#chars -= charsOf(this.#calls[drop]);
    this.#calls = this.#calls.slice(drop);
    this.#before += drop;
  }
}

const charsOf = (call: FinishedCall | undefined): number =>
  call?.logLines.reduce((sum, line) => sum + line.length, call.error?.length ?? 0) ?? 0;

function toEntry({ path, kind, requestId, endedAt, tookMs, logLines, error }: FinishedCall): Record<string, unknown> {
  const { component, path: identifier } = splitPath(path);
  return {
    kind: "Completion",
    identifier,
    componentPath: component === "" ? null : component,
    udfType: { query: "Query", mutation: "Mutation", action: "Action", http: "HttpAction" }[kind],
    timestamp: endedAt / 1000,
    executionTime: tookMs / 1000,
    cachedResult: false,
    logLines,
    success: error === null ? { status: "success" } : null,
    error,
    requestId,
    executionId: requestId,
  };
}
