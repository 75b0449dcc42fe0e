import { appendFileSync, readFileSync } from "node:fs";
import path from "node:path";

import { HostError } from "./failure.ts";

/** A call that held the thread until the process was ended: one line of the file. */
interface StuckCall {
  readonly path: string;
  readonly call: number;
  readonly at: number;
}

const FIRST_BAN_MS = 10 * 60_000;
const LONGEST_BAN_MS = 24 * 3_600_000;
/** So many calls of one function within the first ban, whatever their arguments, and none of it is run for as long. */
const CALLS_PER_FUNCTION = 3;
/** Longer arguments differ in length, or within the beginning. */
const MAX_HASHED_CHARS = 4096;

/** Where the watchdog writes what it ended the process for. */
export const stuckFile = (dataDir: string): string => path.join(dataDir, "stuck.jsonl");

/** Writes one for the next start, as the watchdog does from its own thread. */
export function recordStuck(file: string, functionPath: string, call: number): void {
  try {
    appendFileSync(file, `${JSON.stringify({ path: functionPath, call, at: Date.now() } satisfies StuckCall)}\n`, { mode: 0o600 });
  } catch {
    // A disk that takes nothing must not keep the process alive.
  }
}

/** A number that stands for a call: a function and its arguments as JSON text. 32 bits (FNV-1a). */
export function callNumber(functionPath: string, args: string): number {
  let hash = 0x811c_9dc5 ^ args.length;
  const text = `${functionPath} ${args.length > MAX_HASHED_CHARS ? args.slice(0, MAX_HASHED_CHARS) : args}`;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x0100_0193);
  return hash | 0;
}

/**
 * Remembers calls that never let go. Their clients send them again to the host that was started again, which must not be ended by them
 * time after time: such a call fails instead, for ten minutes and twice as long each time that it happens again.
 */
export class StuckCalls {
  private readonly known: readonly StuckCall[];

  private constructor(known: readonly StuckCall[]) {
    this.known = known;
  }

  static load(dataDir: string): StuckCalls {
    let text = "";
    try {
      text = readFileSync(stuckFile(dataDir), "utf8");
    } catch {
      // None was ever stuck.
    }
    return new StuckCalls(text.split("\n").flatMap(parse));
  }

  get size(): number {
    return this.known.length;
  }

  /** @throws HostError when the call is not to be run now */
  refuse(functionPath: string, call: number, now: number): void {
    if (this.known.length === 0) return;
    const ofFunction = this.known.filter((one) => one.path === functionPath);
    const same = ofFunction.filter((one) => one.call === call);
    const banned = [until(same, Math.min(LONGEST_BAN_MS, FIRST_BAN_MS * 2 ** (same.length - 1)))];
    if (ofFunction.filter((one) => now - one.at < FIRST_BAN_MS).length >= CALLS_PER_FUNCTION) banned.push(until(ofFunction, FIRST_BAN_MS));
    const end = Math.max(...banned);
    if (now >= end) return;
    throw new HostError(
      "FunctionStuck",
      `\`${functionPath}\` was not run: it held the host until the process was ended. It can be tried again at ${new Date(end).toISOString()}.`,
      503,
    );
  }
}

const until = (calls: readonly StuckCall[], ms: number) => (calls.at(-1)?.at ?? -Infinity) + ms;

/** A line that was cut off by a crash is none. */
function parse(line: string): StuckCall[] {
  try {
    const { path: functionPath, call, at }: Partial<Record<keyof StuckCall, unknown>> = JSON.parse(line);
    return typeof functionPath === "string" && typeof call === "number" && typeof at === "number" ? [{ path: functionPath, call, at }] : [];
  } catch {
    return [];
  }
}
