import type { Infer } from "convex/values";

import type { trouble } from "../sessions/shapes";

// Pure: when a robot was in fault or in a safe stop, as its heartbeats told. Kept with the session, because the heartbeats are not.

export type Trouble = Infer<typeof trouble>;
export type Troubles = { spans: readonly Trouble[]; missed: number };

export const noTroubles: Troubles = { spans: [], missed: 0 };
/** Of a session; later ones are only counted. */
export const mostTroubles = 40;
const longestMessage = 200;

type Told = { health: string; message: string | undefined; /** It counts a safe stop more than before. */ hasStopped: boolean };

/** What is known after a heartbeat received at `now`; the same object where it tells nothing new. */
export function troublesAfter(before: Troubles, { health, message, hasStopped }: Told, now: number): Troubles {
  const kind = health === "fault" || health === "safe_stop" ? health : null;
  const last = before.spans.at(-1);
  const isOpen = last !== undefined && last.to === null;
  if (isOpen && last.kind === kind) return before;
  const ended = isOpen ? [...before.spans.slice(0, -1), { ...last, to: now }] : before.spans;
  // A safe stop that was over before the heartbeat, or one that the robot counted beside a fault.
  const begun = kind ?? (hasStopped ? "safe_stop" : null);
  if (begun === null) return isOpen ? { ...before, spans: ended } : before;
  if (ended.length >= mostTroubles) return { spans: ended, missed: before.missed + 1 };
  return {
    ...before,
    spans: [...ended, { kind: begun, from: now, to: kind === null ? now : null, message: (message ?? "").slice(0, longestMessage) }],
  };
}
