/**
 * The four facts of a software stop, in the order in which they become true. All times are epoch ms of the server's
 * clock (`sentAt` is this browser's reading of it). A fact without a time is not known, which is never "yes".
 */
export type StopFacts = {
  sentAt: number | null;
  acceptedAt: number | null;
  acknowledgedAt: number | null;
  motionZeroAt: number | null;
};

export type StopAttempt = StopFacts & {
  sessionId: string;
  /** How often the request went out. It repeats until the robot acknowledges, however long that takes. */
  tries: number;
  lastSentAt: number;
  /** When the server last told, without being asked to stop again, that the robot has not acknowledged yet. */
  lookedAt: number | null;
  /** Why the last request did not reach the server, in words; null once one did. */
  problem: string | null;
};

export type StopVerdict = "sending" | "unconfirmed" | "acknowledged" | "standing";

/** Without the robot's acknowledgement after this long, the operator is told to use the hardware stop. */
export const CONFIRM_WITHIN_MS = 1_000;

export function beginStop(sessionId: string, now: number): StopAttempt {
  return {
    sessionId,
    tries: 1,
    lastSentAt: now,
    lookedAt: null,
    problem: null,
    sentAt: now,
    acceptedAt: null,
    acknowledgedAt: null,
    motionZeroAt: null,
  };
}

export const sentAgain = (attempt: StopAttempt, now: number): StopAttempt => ({
  ...attempt,
  tries: attempt.tries + 1,
  lastSentAt: now,
});

/** A fact once learned stays: an older answer that arrives late must not unlearn it. */
const earliest = (known: number | null, told: number | null | undefined) => known ?? told ?? null;

export function learned(attempt: StopAttempt, told: Partial<Omit<StopFacts, "sentAt">>): StopAttempt {
  return {
    ...attempt,
    problem: told.acceptedAt == null ? attempt.problem : null,
    acceptedAt: earliest(attempt.acceptedAt, told.acceptedAt),
    acknowledgedAt: earliest(attempt.acknowledgedAt, told.acknowledgedAt),
    motionZeroAt: earliest(attempt.motionZeroAt, told.motionZeroAt),
  };
}

/** A look that found no acknowledgement. */
export const lookedAt = (attempt: StopAttempt, now: number): StopAttempt =>
  attempt.acknowledgedAt === null ? { ...attempt, lookedAt: now } : attempt;

export const failed = (attempt: StopAttempt, problem: string): StopAttempt => ({ ...attempt, problem });

/** What to tell the person who pressed. Only a report of no motion may be called standing still. */
export function stopVerdict(attempt: StopAttempt, now: number): StopVerdict {
  if (attempt.motionZeroAt !== null && attempt.acknowledgedAt !== null) return "standing";
  if (attempt.acknowledgedAt !== null) return "acknowledged";
  return now - (attempt.sentAt ?? now) >= CONFIRM_WITHIN_MS ? "unconfirmed" : "sending";
}

/**
 * What to do next and in how many ms, null when nothing is left to do. The request repeats until the server accepts it:
 * quickly at first, because the first second decides, then once a second, and after a minute every five, so that a fleet of
 * open pages does not drown a server that is coming back. After that it repeats until the robot acknowledges, but looks
 * before each repeat: a repeat that arrives after the acknowledgement would be another stop, of a robot that already stands.
 */
export function nextStep(attempt: StopAttempt, now: number): { kind: "send" | "look"; inMs: number } | null {
  const age = now - (attempt.sentAt ?? now);
  const unhurried = age < 60_000 ? 1_000 : 5_000;
  if (attempt.acknowledgedAt !== null) return attempt.motionZeroAt === null ? { kind: "look", inMs: 500 } : null;
  if (attempt.acceptedAt === null)
    return { kind: "send", inMs: Math.max(0, attempt.lastSentAt + (attempt.tries < 4 ? 250 : unhurried) - now) };
  // Only what was just seen unacknowledged is asked for again.
  const isSeen = attempt.lookedAt !== null && attempt.lookedAt >= attempt.lastSentAt + unhurried;
  return isSeen ? { kind: "send", inMs: 0 } : { kind: "look", inMs: age < 2_000 ? 200 : unhurried };
}
