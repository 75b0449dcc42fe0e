import type { Session } from "#src/api/sessions.ts";
import { StateMark } from "#src/components/ui/state-mark.tsx";

import type { FrameMode } from "./mode-frame.tsx";

const marks = {
  authorized: { shape: "dash", tone: "info", word: "Waiting for robot" },
  active: { shape: "disc", tone: "ok", word: "Active" },
  closed: { shape: "square", tone: "neutral", word: "Closed" },
} as const satisfies Record<Session["status"], unknown>;

/** Where a session stands in its life; its mode is another fact and another mark. */
export function SessionStatusMark({ status }: { status: Session["status"] }) {
  const { shape, tone, word } = marks[status];
  return <StateMark shape={shape} tone={tone}>{word}</StateMark>;
}

/** The colour of a session's frame. A closed session moves nothing, whatever mode it ended in. */
export const frameModeOf = ({ status, mode }: Pick<Session, "status" | "mode">): FrameMode => (status === "closed" ? "closed" : mode);

/** "operator_closed" as a person reads it. The raw reason stays in exports. */
export const reasonInWords = (reason: string): string => {
  const words = reason.replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
};
