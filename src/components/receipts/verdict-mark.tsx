import type { Receipt, Verdict } from "#src/api/receipts.ts";
import { type Shape, StateMark } from "#src/components/ui/state-mark.tsx";
import type { Tone } from "#src/components/ui/badge.tsx";

import { verdictLabels } from "./review-queue.ts";

const marks: Record<Verdict, { shape: Shape; tone: Tone }> = {
  good: { shape: "disc", tone: "ok" },
  needs_attention: { shape: "triangle", tone: "warn" },
  bad: { shape: "cross", tone: "danger" },
};

/** What a person said about a receipt. A verdict that was taken back counts as none. */
export function VerdictMark({ review }: { review: Receipt["review"] }) {
  const verdict = review?.verdict ?? null;
  if (verdict === null) return <StateMark shape="dash" tone="neutral">Not reviewed</StateMark>;
  return <StateMark {...marks[verdict]}>{verdictLabels[verdict]}</StateMark>;
}
