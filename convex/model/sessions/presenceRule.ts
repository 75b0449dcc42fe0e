// Pure: how long a code counts and how often it may be tried.

/** How long a code may be typed after it was asked for. */
export const presenceLifeMs = 120_000;
/** How long somebody who typed it counts as standing there: to read the sheet, no longer. */
export const proofLifeMs = 60_000;
const mostTries = 3;

export const triesLeft = (wrong: number): number => Math.max(0, mostTries - wrong);

type Challenge = { expiresAt: number; shownAt: number | null; wrong: number; proof: unknown; usedAt: number | null };

/**
 * What comes of a code that was typed at `now` (epoch ms): it counts only while the robot shows it, and once. A code that was typed right
 * already is as good as expired, so that a second person proves by one of their own.
 */
export function judgeCode(
  { expiresAt, shownAt, wrong, proof, usedAt }: Challenge,
  isRight: boolean,
  now: number,
): "right" | "wrong" | "expired" | "used_up" | "not_shown" {
  if (now >= expiresAt || proof !== null || usedAt !== null) return "expired";
  if (triesLeft(wrong) === 0) return "used_up";
  if (shownAt === null) return "not_shown";
  return isRight ? "right" : "wrong";
}
