import { uniformInt } from "pure-rand/distribution/uniformInt";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";

import type { Event, Step } from "./schedule.ts";

/** How long a page on a busy machine may need from the opened sheet to an arm that moves; what breaks then waits no longer, ms. */
const promoteMs = 7_000;

/** Beyond the seeds of `npm test`, in every third run with a page its process is killed: it has a browser of its own, as all pages of that die. */
export const killsPage = (seed: number): boolean => seed > 50 && seed % 36 === 24;

/** In every third run with a page but the first its operator's sign-in is over while the arm applies. */
const endsSignIn = (seed: number): boolean => seed > 12 && seed % 36 === 12;

/** The page is led to the sign-in page, where a stop that was pressed must stay in sight; then the operator signs in again. */
function endedSignIn(from: (least: number, most: number) => number): Step[] {
  const endedAt = from(0, 1_000);
  const forMs = from(5_500, 8_000);
  return [
    { atMs: 0, event: { do: "ready", arm: 0, operator: 0, withinMs: 10_000 } },
    { atMs: 0, event: { do: "promote", arm: 0, operator: 0 } },
    { atMs: 0, event: { do: "done", withinMs: promoteMs } },
    { atMs: endedAt, event: { do: "endSignIn", operator: 0, how: "ended", forMs } },
    { atMs: endedAt + from(0, forMs + 2_000), event: { do: "stop", arm: 0, operator: 0 } },
    { atMs: endedAt + forMs + 4_000, event: { do: "ready", arm: 0, operator: 0, withinMs: 0 } },
  ];
}

/** While the sheet is open, in the middle of the hold, or while the arm applies; then the session is opened again and stopped. */
function killedPage(from: (least: number, most: number) => number): Step[] {
  const killedAt = from(500, promoteMs + 2_000);
  const forMs = from(500, 3_000);
  return [
    { atMs: 0, event: { do: "ready", arm: 0, operator: 0, withinMs: 10_000 } },
    { atMs: 0, event: { do: "promote", arm: 0, operator: 0 } },
    { atMs: killedAt, event: { do: "killPage", arm: 0, operator: 0, forMs } },
    { atMs: killedAt + from(100, forMs + 4_000), event: { do: "stop", arm: 0, operator: 0 } },
    { atMs: killedAt + forMs + 6_000, event: { do: "ready", arm: 0, operator: 0, withinMs: 0 } },
  ];
}

/**
 * A run with a page is one story: an operator promotes on it, something breaks while the arm applies, and the page must not claim
 * more than it can know. What breaks, for how long, and what the operator does against it comes from the seed.
 */
export function makePageSchedule(seed: number): Step[] {
  const random = xoroshiro128plus(seed);
  const from = (least: number, most: number): number => uniformInt(random, least, most);
  const oneOf = <T>(choices: readonly T[]): T => choices[from(0, choices.length - 1)] as T; // the index is within
  const page = { kind: "operator", index: 0 } as const;
  const arm = { kind: "arm", index: 0 } as const;
  const brokenAt = from(0, 1_000);
  const forMs = from(1_500, 5_000);
  const broken = oneOf<() => Event>([
    () => ({ do: "fault", who: page, fault: { kind: "cut" }, forMs }),
    () => ({ do: "fault", who: page, fault: { kind: "blackHole", direction: oneOf(["up", "down", "both"] as const) }, forMs }),
    // What the operator asks arrives, and nothing comes back: longer than what the page shows may stay without being called old.
    () => ({ do: "fault", who: page, fault: { kind: "blackHole", direction: "down" }, forMs: from(7_500, 9_000) }),
    () => ({ do: "fault", who: page, fault: { kind: "delay", ms: from(200, 1_500) }, forMs }),
    () => ({ do: "fault", who: arm, fault: { kind: "blackHole", direction: "both" }, forMs }),
    () => ({ do: "freezeArm", arm: 0, forMs }),
    () => ({ do: "killArm", arm: 0, forMs }),
    () => ({ do: "freezeHost", forMs: from(500, 2_500) }),
    () => ({ do: "killHost", forMs: from(0, 1_000) }),
  ])();
  if (killsPage(seed)) return killedPage(from);
  if (endsSignIn(seed)) return endedSignIn(from);
  const act = oneOf(["stop", "stop", "stop", "demote", "close"] as const);
  return [
    { atMs: 0, event: { do: "ready", arm: 0, operator: 0, withinMs: 10_000 } },
    { atMs: 0, event: { do: "promote", arm: 0, operator: 0 } },
    { atMs: 0, event: { do: "done", withinMs: promoteMs } },
    { atMs: brokenAt, event: broken },
    { atMs: brokenAt + from(100, 2_500), event: { do: act, arm: 0, operator: 0 } },
    // Long enough that a page which has not noticed by itself is found out.
    {
      atMs: brokenAt + ("forMs" in broken ? Math.max(forMs, broken.forMs ?? 0) : forMs) + 3_000,
      event: { do: "ready", arm: 0, operator: 0, withinMs: 0 },
    },
  ];
}
