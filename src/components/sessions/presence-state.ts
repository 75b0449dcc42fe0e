import { t } from "@lingui/core/macro";

import type { Presence } from "#src/api/presence.ts";
import { formatTimeOfDay } from "#src/lib/time.ts";

export type PresenceState =
  | { kind: "none" }
  /** `why`: what became of the last code. */
  | { kind: "over"; why: "expired" | "used_up" | "of_another" }
  /** The robot has not said yet that it shows the code. */
  | { kind: "waiting"; forMs: number }
  | { kind: "shown"; triesLeft: number; leftMs: number }
  | { kind: "proven"; leftMs: number };

/** How long a robot that reports once a second needs for a code, with room; after that its agent may not know codes. Milliseconds. */
export const slowMs = 6_000;

/** How a code stands for the person `me` at `now`, server time, epoch ms. */
export function presenceState(presence: Presence, me: string | null, now: number): PresenceState {
  if (presence === null || presence.usedAt !== null) return { kind: "none" };
  const { proof, expiresAt, shownAt, triesLeft, askedAt } = presence;
  if (proof !== null) {
    if (now >= proof.until) return { kind: "over", why: "expired" };
    return proof.by.id === me ? { kind: "proven", leftMs: proof.until - now } : { kind: "over", why: "of_another" };
  }
  if (now >= expiresAt) return { kind: "over", why: "expired" };
  if (triesLeft === 0) return { kind: "over", why: "used_up" };
  return shownAt === null ? { kind: "waiting", forMs: Math.max(0, now - askedAt) } : { kind: "shown", triesLeft, leftMs: expiresAt - now };
}

/** In a record of what a promote was decided on; empty where nobody typed a code. `at` is epoch ms. */
export function presenceRecorded(at: number | null | undefined): string {
  if (at == null) return "";
  const time = formatTimeOfDay(at);
  return t`Typed the robot’s code at ${time}.`;
}
