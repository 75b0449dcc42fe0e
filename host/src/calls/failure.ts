import type { LoadedFunctions } from "../functions/functions.ts";

/** The file name under which the bundle of server functions appears in stack traces. */
export const BUNDLE_NAME = "host-functions.cjs";

/** What a client is told of a failed call. */
export interface Failure {
  readonly message: string;
  /** Convex-JSON of a ConvexError's data; undefined for every other failure. */
  readonly data?: unknown;
}

/** A request that the host refuses before or while it runs; its text is meant for the caller. */
export class HostError extends Error {
  override readonly name = "HostError";
  readonly code: string;
  /** HTTP status, where the failure ends an HTTP request. */
  readonly status: number;
  /** When to ask again, where that is worth it, seconds. */
  readonly retryAfter: number | null;

  constructor(code: string, message: string, status = 400, retryAfter: number | null = null) {
    super(message);
    this.code = code;
    this.status = status;
    this.retryAfter = retryAfter;
  }
}

/** A failed call whose `data` is already Convex-JSON: what `asyncSyscall` must reject with, to carry a ConvexError on. */
export class CallError extends Error {
  override readonly name = "CallError";
  readonly data: unknown;

  constructor(message: string, data: unknown) {
    super(message);
    this.data = data;
  }
}

const CONVEX_ERROR = Symbol.for("ConvexError");

/** The data of a ConvexError as Convex-JSON, or undefined when the value is no ConvexError. */
export function convexErrorData(thrown: unknown): unknown {
  if (typeof thrown !== "object" || thrown === null || !("data" in thrown)) return undefined;
  if (!(CONVEX_ERROR in thrown) && !(thrown instanceof CallError)) return undefined;
  // The library serializes the data as it leaves the function; a CallError holds it already.
  return CONVEX_ERROR in thrown && typeof thrown.data === "string" ? JSON.parse(thrown.data) : thrown.data;
}

/**
 * Describes a failure the way the official clients show it.
 *
 * @param sourcePosition maps bundle positions to sources; only positions in server functions are shown
 */
export function describeFailure(thrown: unknown, requestId: string, sourcePosition: LoadedFunctions["sourcePosition"]): Failure {
  const data = convexErrorData(thrown);
  const prefix = `[Request ID: ${requestId}] Server Error`;
  if (thrown instanceof HostError) return { message: `${prefix}\n${thrown.message}` };
  const name = thrown instanceof CallError ? "ConvexError" : errorName(thrown);
  const text = thrown instanceof Error ? thrown.message : String(thrown);
  return {
    message: `${prefix}\nUncaught ${name}: ${text}${sourceFrames(thrown, sourcePosition)}\n`,
    ...(data === undefined ? {} : { data }),
  };
}

/** The same failure as the function meets it that made the call: it may catch it, and if not, its own place is added. */
export function failureOfCallee({ message, data }: Failure): Error {
  const text = message.replace(/^\[Request ID: [0-9a-f]+\] Server Error\n?/, "");
  return data === undefined ? new Error(text) : new CallError(text, data);
}

function errorName(thrown: unknown): string {
  return thrown instanceof Error && /^[A-Za-z]{1,64}$/.test(thrown.name) ? thrown.name : "Error";
}

function sourceFrames(thrown: unknown, sourcePosition: LoadedFunctions["sourcePosition"]): string {
  if (!(thrown instanceof Error) || typeof thrown.stack !== "string") return "";
  const frames: string[] = [];
  for (const line of thrown.stack.split("\n")) {
    const match = /^\s+at (async )?(?:(.+?) \()?([^()\s]+):(\d+):(\d+)\)?$/.exec(line);
    if (match === null || match[3] !== BUNDLE_NAME) continue;
    const position = sourcePosition(Number(match[4]), Number(match[5]));
    if (position === null || position.file.includes("node_modules")) continue;
    frames.push(
      `\n    at ${match[1] ?? ""}${match[2] ?? "<anonymous>"} (../${position.file.replace(/^(?:\.\.?\/)+/, "")}:${position.line}:${position.column})`,
    );
    if (frames.length === 10) break;
  }
  return frames.join("");
}
