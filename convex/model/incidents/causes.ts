import type { Doc } from "../../_generated/dataModel";

// Pure: why a person should look at a robot, as the incidents call it. What the list of the fleet gives a reason for is one of these.

/** 0 and 1: an arm moves, or stopped by itself. 2: in a session. 3: the rest. */
export const severities = {
  silent_applying: 0,
  late_applying: 1,
  fault: 1,
  safe_stop: 1,
  stop_unasked: 1,
  silent_in_session: 2,
  warning: 3,
  late: 3,
  doctor_failed: 3,
  offline: 3,
} as const;

export type Cause = keyof typeof severities;

export const isOfMotion = (cause: Cause): boolean => severities[cause] < 2;

/** Something that happened and is over: it waits until a person says that they looked, or until it is settled otherwise. */
export type Happened = "stop_unasked" | "doctor_failed";

type State = Pick<Doc<"robotStatus">, "link" | "mode" | "health" | "sessionId">;

/** What is so as long as the robot's state is: at most one cause of the link and one of the health. */
export function causesOf({ link, mode, health, sessionId }: State): readonly Exclude<Cause, Happened>[] {
  if (link === "retired" || link === "never") return [];
  const isApplying = mode === "apply_actions" && sessionId !== null;
  const ofHealth = health === "fault" || health === "safe_stop" || health === "warning" ? [health] : [];
  if (link === "late") return [isApplying ? "late_applying" : "late", ...ofHealth];
  if (link === "online") return ofHealth;
  return [isApplying ? "silent_applying" : sessionId === null ? "offline" : "silent_in_session", ...ofHealth];
}
