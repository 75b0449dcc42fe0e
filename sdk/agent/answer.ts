import type { Answer, Heartbeat, Mode, SessionStatus } from "../src/index.ts";

/** What the server wants of the robot. Durations, because the two clocks need not agree. */
export type Instruction = {
  session: {
    id: string;
    status: SessionStatus;
    mode: Mode;
    version: number;
    /** How long actions may be applied from now, ms; 0 when they may not. */
    leaseMs: number;
    /** How many actions may be applied of this promotion; `null`: any number. */
    actionBudget: number | null;
    /** Tells this promotion from others of the session. */
    promotion: number;
  } | null;
  stop: StopCommand | null;
};

export type StopCommand = { commandId: string; sessionId: string; version: number };

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null && !Array.isArray(value);
const finite = (value: unknown): number | null => (typeof value === "number" && Number.isFinite(value) ? value : null);

function readStop(value: unknown): StopCommand | null {
  if (!isRecord(value)) return null;
  const { id, sessionId, version } = value;
  if (typeof sessionId !== "string" || typeof version !== "number") return null;
  return { commandId: typeof id === "string" ? id : "", sessionId, version };
}

/**
 * Reads an answer of `heartbeatRobot` or a push of `watchRobot`. Whatever is missing or odd reads as "nothing may be
 * applied": a robot must never move because it did not understand.
 */
export function readInstruction(answer: Answer): Instruction {
  const stop = readStop(answer["stop"]);
  const session = answer["session"];
  if (!isRecord(session) || typeof session["sessionId"] !== "string" || typeof session["version"] !== "number")
    return { session: null, stop };
  const status = session["status"];
  const now = finite(answer["serverTime"]);
  const lease = finite(session["leaseExpiresAt"]);
  const budget = finite(session["budgetEndsAt"]);
  const open = status === "authorized" || status === "active";
  const told = session["actionBudget"] ?? null;
  const actionBudget = finite(told);
  const isBounded = told === null || actionBudget !== null;
  const applies = open && session["mode"] === "apply_actions" && now !== null && lease !== null && isBounded;
  return {
    session: {
      id: session["sessionId"],
      status: status === "authorized" || status === "active" ? status : "closed",
      mode: session["mode"] === "apply_actions" ? "apply_actions" : "dry_run",
      version: session["version"],
      leaseMs: applies ? Math.max(0, Math.min(lease, budget ?? lease) - now) : 0,
      actionBudget,
      promotion: finite(session["modeSince"]) ?? 0,
    },
    stop,
  };
}

/**
 * Whether a stop is over: the server has heard in `report` that nothing moves any more, and asks for nothing else. One that came by a push
 * while that report was under way is not the one it told of.
 */
export function isHeard(stop: StopCommand | null, { ack }: Heartbeat, answer: Answer): boolean {
  return ack?.motionZero === true && ack.commandId === stop?.commandId && readInstruction(answer).stop === null;
}
