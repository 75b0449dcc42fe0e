import type { Instruction, StopCommand } from "./answer.ts";

/** Why actions stopped reaching the arm. */
export type FallReason = "lease_lapsed" | "actions_ended" | "software_stop" | "demoted" | "session_closed" | "fault";

/** Sessions of one robot whose end is remembered. It has one at a time; orders about older ones may still be under way. */
const mostBarred = 16;

/** What a robot does because it was told to; everything else is a safe stop. */
export const asOrdered: ReadonlySet<FallReason> = new Set(["demoted", "session_closed", "actions_ended"]);

type Told = NonNullable<Instruction["session"]>;
const promotionOf = ({ id, promotion }: Told): string => `${id}/${promotion}`;

/**
 * Decides, from what the server said and the robot's own monotonic clock, whether an action may reach the arm *now*.
 * Times are monotonic milliseconds, passed in.
 *
 * The lease is counted from the moment the heartbeat was sent, so it ends here before it ends on the server. Once it has
 * lapsed, or a stop was obeyed, that version of the session applies nothing more: only a later version, that is another
 * promotion by a person, can. Nor does what was promoted before this agent knew the session: it may have begun anew beside
 * somebody who takes the arm for dead. A promotion that is bound to a number of actions is over with the last of them, whatever
 * more time it is given.
 */
export class Lease {
  #session: Instruction["session"] = null;
  #deadline = Number.NEGATIVE_INFINITY;
  /** The version of each session up to which nothing is applied. */
  readonly #barred = new Map<string, number>();
  /** What first barred something since the last `update`, which tells it when applying ended. */
  #ended: FallReason | null = null;
  #obeyed: string | null = null;
  /** Actions that went to the arm, of the promotion named. */
  #spent = { of: "", actions: 0 };
  #applying = false;

  get session(): Instruction["session"] {
    return this.#session;
  }

  /**
   * Takes an answer, received at `now`, to the heartbeat sent at `sentAt`. Older versions of the session are ignored. Returns
   * whether it brought a stop not obeyed before.
   */
  accept(instruction: Instruction, sentAt: number, now: number): boolean {
    this.mayApply(now); // A lease that ran out before this answer came stays run out.
    const next = instruction.session;
    if (next?.mode === "apply_actions" && this.#session?.id !== next.id) this.#bar(next.id, next.version, "session_closed");
    if (next === null || this.#session?.id !== next.id || next.version >= this.#session.version) {
      this.#session = next;
      this.#deadline = next === null ? Number.NEGATIVE_INFINITY : sentAt + next.leaseMs;
    }
    return instruction.stop !== null && this.stop(instruction.stop);
  }

  /**
   * Obeys a stop; returns whether it is one not obeyed before. A new stop bars the version it finds, even when that is
   * later than the stop's own: whoever promoted in between did so before the arm had stopped.
   */
  stop(command: StopCommand): boolean {
    const key = `${command.sessionId}/${command.version}/${command.commandId}`;
    if (key === this.#obeyed) return false;
    this.#obeyed = key;
    const found = this.#session?.id === command.sessionId ? this.#session.version : command.version;
    this.#bar(command.sessionId, Math.max(command.version, found), "software_stop");
    return true;
  }

  /** The robot itself gives up applying at this version: a fault, or a callback that failed. */
  giveUp(): void {
    if (this.#session !== null) this.#bar(this.#session.id, this.#session.version, "fault");
  }

  /** Whether an action may be applied at `now`. Ask immediately before every action. */
  mayApply(now: number): boolean {
    const session = this.#session;
    if (session === null || session.status === "closed" || session.mode !== "apply_actions") return false;
    if (session.version <= this.#barredUpTo(session.id)) return false;
    if (session.actionBudget !== null && this.#spentOf(session) >= session.actionBudget) {
      this.#bar(session.id, session.version, "actions_ended");
      return false;
    }
    if (now < this.#deadline) return true;
    if (this.#applying) this.#bar(session.id, session.version, "lease_lapsed");
    return false;
  }

  /** Counts an action. Call it when one goes to the arm, before it is known what comes of it. */
  spend(): void {
    if (this.#session === null) return;
    this.#spent = { of: promotionOf(this.#session), actions: this.#spentOf(this.#session) + 1 };
  }

  #spentOf(session: Told): number {
    return this.#spent.of === promotionOf(session) ? this.#spent.actions : 0;
  }

  /** Moves between dry run and applying; says what changed since the last call, so that the arm is brought to rest once. */
  update(now: number): { applying: boolean; started: boolean; fell: FallReason | null } {
    const was = this.#applying;
    const applying = this.mayApply(now);
    const fell = was && !applying ? this.#fallReason() : null;
    this.#applying = applying;
    this.#ended = null;
    return { applying, started: !was && applying, fell };
  }

  #fallReason(): FallReason {
    if (this.#ended !== null) return this.#ended;
    const session = this.#session;
    return session === null || session.status === "closed" ? "session_closed" : "demoted";
  }

  #barredUpTo(sessionId: string): number {
    return this.#barred.get(sessionId) ?? Number.NEGATIVE_INFINITY;
  }

  #bar(sessionId: string, version: number, reason: FallReason): void {
    this.#ended ??= reason;
    const known = this.#barredUpTo(sessionId);
    this.#barred.delete(sessionId);
    this.#barred.set(sessionId, Math.max(known, version));
    // A session that is found again when it is forgotten here is barred as one that was promoted before; the present one never is.
    const oldest = [...this.#barred.keys()].find((id) => id !== this.#session?.id);
    if (oldest !== undefined && this.#barred.size > mostBarred) this.#barred.delete(oldest);
  }
}
