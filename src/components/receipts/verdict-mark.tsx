import { t } from "@lingui/core/macro";

import type { Receipt, Verdict } from "#src/api/receipts.ts";
import { type Shape, StateMark } from "#src/components/ui/state-mark.tsx";
import type { Tone } from "#src/components/ui/badge.tsx";

import { verdictLabels } from "./review-queue.ts";

const marks: Record<Verdict, { shape: Shape; tone: Tone }> = {
  good: { shape: "disc", tone: "ok" },
  needs_attention: { shape: "triangle", tone: "warn" },
  bad: { shape: "cross", tone: "danger" },
};

/** A verdict by its shape, colour and word. */
export const VerdictBadge = ({ verdict }: { verdict: Verdict }) => <StateMark {...marks[verdict]}>{verdictLabels[verdict]}</StateMark>;

/** What a receipt counts as. A verdict that was taken back counts as none, and one of two counts only once both are there and agree. */
export function VerdictMark({ row: { review, double } }: { row: Pick<Receipt, "review" | "double"> }) {
  const verdict = review?.verdict ?? null;
  if (double?.state === "disputed") return <StateMark shape="diamond" tone="warn">{t`Disputed`}</StateMark>;
  if (double?.state === "open" && double.count > 0) return <StateMark shape="half" tone="neutral">{t`Waits for a second`}</StateMark>;
  if (verdict === null) return <StateMark shape="dash" tone="neutral">{t`Not reviewed`}</StateMark>;
  return <VerdictBadge verdict={verdict} />;
}
