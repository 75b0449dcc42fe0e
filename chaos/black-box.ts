import { closeSync, openSync, readFileSync, writeSync } from "node:fs";

/**
 * One line of an arm's black box: what its motors were told and did, and what its agent said and heard, in shared
 * monotonic milliseconds (`sharedMs`). Written beside the agent, not by it, and never sent to the server.
 */
export type Entry = { at: number } & (
  | { kind: "started"; robotId: string; pid: number }
  /** A heartbeat left. `ack` is the stop it acknowledges. */
  | { kind: "sent"; mode: string; sessionId: string | null; steps: number; appliedSteps: number; ack: string | null }
  /** An answer to the heartbeat that left at `sentAt`, or with `null` a push on the socket. `isTaken`: the server said that it took that heartbeat. */
  | { kind: "heard"; sentAt: number | null; isTaken: boolean; session: Heard | null; stop: string | null }
  /** A command to the motors, and for which session the agent's last answer allowed it. */
  | { kind: "act" }
  /** The command before reached the motors only now: the process was frozen on the way. */
  | { kind: "acted" }
  | { kind: "rest"; reason: string }
  /** The arm moved `radians` (largest joint) since the sample before, which was taken at `since`. */
  | { kind: "moved"; radians: number; since: number }
  | { kind: "ended"; appliedSteps: number }
);

/** The session as an answer told it. `leaseMs` is how long actions may be applied from the sending on; a push tells none. */
export type Heard = { id: string; status: string; mode: string; version: number; leaseMs: number | null };

/** Milliseconds of the machine's own monotonic clock, the same in every process on it; a stopped process does not stop it. */
export const sharedMs = (): number => Number(process.hrtime.bigint()) / 1e6;

type Fact<E = Entry> = E extends Entry ? Omit<E, "at"> : never;

/** Appends entries to a file, each written before the call returns: a killed process loses none. */
export class BlackBox {
  readonly #file: number;

  constructor(path: string) {
    this.#file = openSync(path, "a");
  }

  write(fact: Fact, at: number = sharedMs()): void {
    writeSync(this.#file, `${JSON.stringify({ at, ...fact })}\n`);
  }

  close(): void {
    closeSync(this.#file);
  }
}

/** The entries of a black box, in the order written; a last line that a kill cut short is left out. */
export function readBlackBox(path: string): Entry[] {
  const lines = readFileSync(path, "utf8").split("\n");
  return lines.slice(0, -1).map((line) => JSON.parse(line) as Entry);
}
