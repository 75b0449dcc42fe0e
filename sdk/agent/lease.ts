import type { Instruction, StopCommand } from "./answer.ts";

/** Why actions stopped reaching the arm. */
export type FallReason = "lease_lapsed" | "software_stop" | "demoted" | "session_closed" | "fault";

/**
 * Decides, from what the server said and the robot's own monotonic clock, whether an action may reach the arm *now*.
 *
 * The lease is counted from the moment the heartbeat was sent, so it ends here before it ends on the server. Once it has
 * lapsed, or a stop was obeyed, that version of the session applies nothing more: only a later version, that is another
 * promotion by a person, can.
 */
export class Lease {
  #session: Instruction["session"] = null;
  #deadline = Number.NEGATIVE_INFINITY;
  #barred: { sessionId: string; version: number } | null = null;
  #applying = false;

  /** Takes an answer to the heartbeat sent at `sentAt` (monotonic ms). Older versions of the session are ignored. */
  accept(instruction: Instruction, sentAt: number): void {
    const next = instruction.session;
    if (next !== null && this.#session?.id === next.id && next.version < this.#session.version) return;
    this.#session = next;
    this.#deadline = next === null ? Number.NEGATIVE_INFINITY : sentAt + next.leaseMs;
    if (instruction.stop !== null) this.stop(instruction.stop);
  }

  /** Obeys a stop: nothing is applied until a version after the stop's. */
  stop(command: StopCommand): void {
    const current = this.#session?.id === command.sessionId ? this.#session.version : command.version;
    this.#bar(command.sessionId, Math.min(Math.max(command.version, 0), Math.max(current, command.version)));
  }

  /** The robot itself gives up applying at this version (fault, or a failed callback). */
  giveUp(): void {
    if (this.#session !== null) this.#bar(this.#session.id, this.#session.version);
  }

  get session(): Instruction["session"] {
    return this.#session;
  }

  /** Whether an action may be applied at `now` (monotonic ms). Ask immediately before every action. */
  mayApply(now: number): boolean {
    const session = this.#session;
    if (session === null || session.status === "closed" || session.mode !== "apply_actions") return false;
    if (this.#barred?.sessionId === session.id && session.version <= this.#barred.version) return false;
    if (now >= this.#deadline) {
      if (this.#applying) this.#bar(session.id, session.version);
      return false;
    }
    return true;
  }

  /**
   * Moves between dry run and applying; returns what changed since the last call, so that the caller can bring the arm
   * to rest exactly once.
   */
  update(now: number): { applying: boolean; started: boolean; fell: FallReason | null } {
    const was = this.#applying;
    const applying = this.mayApply(now);
    const fell = was && !applying ? this.#fallReason(now) : null;
    this.#applying = applying;
    return { applying, started: !was && applying, fell };
  }

  #fallReason(now: number): FallReason {
    const session = this.#session;
    if (session === null || session.status === "closed") return "session_closed";
    if (session.mode !== "apply_actions") return "demoted";
    return now >= this.#deadline ? "lease_lapsed" : "software_stop";
  }

  #bar(sessionId: string, version: number): void {
    const before = this.#barred?.sessionId === sessionId ? this.#barred.version : -1;
    this.#barred = { sessionId, version: Math.max(before, version) };
  }
}
