import { t } from "@lingui/core/macro";

import type { Session } from "#src/api/sessions.ts";
import { StateMark } from "#src/components/ui/state-mark.tsx";

import type { FrameMode } from "./mode-frame.tsx";

const marks = {
  authorized: { shape: "dash", tone: "info", word: t`Waiting for robot` },
  active: { shape: "disc", tone: "ok", word: t`Active` },
  closed: { shape: "square", tone: "neutral", word: t`Closed` },
} as const satisfies Record<Session["status"], unknown>;

/** Where a session stands in its life; its mode is another fact and another mark. */
export function SessionStatusMark({ status }: { status: Session["status"] }) {
  const { shape, tone, word } = marks[status];
  return (
    <StateMark shape={shape} tone={tone}>
      {word}
    </StateMark>
  );
}

/** The colour of a session's frame. A closed session moves nothing, whatever mode it ended in. */
export const frameModeOf = ({ status, mode }: Pick<Session, "status" | "mode">): FrameMode => (status === "closed" ? "closed" : mode);

/** Reasons that the server, an SDK or a robot's agent gives. What people write is shown as they wrote it. */
const reasons: Record<string, string> = {
  operator_closed: t`Operator closed`,
  sdk_closed: t`Sdk closed`,
  completed: t`Completed`,
  task_done: t`Task done`,
  done: t`Done`,
  expired: t`Expired`,
  closing: t`Closing`,
  budget_ended: t`Budget ended`,
  actions_ended: t`Actions ended`,
  lease_expired: t`Lease expired`,
  lease_lapsed: t`Lease lapsed`,
  robot_goodbye: t`Robot goodbye`,
  robot_fell_back: t`Robot fell back`,
  robot_fault: t`Robot fault`,
  robot_safe_stop: t`Robot safe stop`,
  robot_stopped: t`Robot stopped`,
  robot_restarted: t`Robot restarted`,
  "asked for": t`Asked for`,
};

/** "operator_closed" as a person reads it. The raw reason stays in exports. */
export const reasonInWords = (reason: string): string => {
  if (Object.hasOwn(reasons, reason)) return reasons[reason] ?? reason;
  const words = reason.replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
};
