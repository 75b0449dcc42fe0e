import { t } from "@lingui/core/macro";

import type { Receipt } from "#src/api/receipts.ts";

import type { Judgement } from "./review-session.ts";

type Reviewed = Pick<Receipt, "review" | "double">;

const nothing: Judgement = { verdict: null, note: "" };

/** What this person has said of a receipt: of one that is being reviewed twice their own word, not the other's. */
export function ownWord({ review, double }: Reviewed): Judgement {
  const mine = double?.given.find(({ isMine }) => isMine);
  if (mine !== undefined) return { verdict: mine.verdict, note: mine.note };
  if (double?.state === "open" || review === null) return nothing;
  return { verdict: review.verdict, note: review.note };
}

const isAgreed = (given: NonNullable<Reviewed["double"]>["given"]): boolean =>
  new Set(given.flatMap(({ verdict }) => (verdict === null ? [] : [verdict]))).size === 1;

/** Where a receipt stands that two people review; null where one verdict is enough, or nobody has begun. */
export function doubleInWords({ double }: Reviewed): string | null {
  if (double === undefined) return null;
  const isMineGiven = double.given.some(({ isMine, verdict }) => isMine && verdict !== null);
  switch (double.state) {
    case "open":
      if (isMineGiven) return t`Yours is given. A second person has not judged yet; until then neither sees the other's verdict.`;
      return double.count === 0
        ? t`Two people judge this receipt, and neither sees the other's verdict before both are given.`
        : t`Somebody has judged this receipt. You see their verdict once you have given yours.`;
    case "agreed":
      return t`Two people judged it and agree.`;
    case "disputed":
      return t`Two people judged it and disagree. A third resolves it under Reviewer agreement.`;
    case "resolved":
      return isAgreed(double.given)
        ? t`Two people agreed about it, and a third overruled them.`
        : t`Two people disagreed about it, and a third resolved it.`;
    default:
      return double.state satisfies never;
  }
}

/** Why this person cannot judge it now; undefined when they can. The server decides; this explains the buttons. */
export function tooLateReason({ double }: Reviewed): string | undefined {
  if (double === undefined) return undefined;
  if (double.resolution !== null) {
    const { name } = double.resolution.by;
    return t`${name} has decided about it.`;
  }
  if (double.count < 2 || double.given.some(({ isMine, verdict }) => isMine && verdict !== null)) return undefined;
  return double.state === "agreed"
    ? t`Two others have judged it and agree.`
    : t`Two others have judged it. Resolve their disagreement under Reviewer agreement.`;
}
