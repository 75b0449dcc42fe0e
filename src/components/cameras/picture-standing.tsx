import { t } from "@lingui/core/macro";

import type { ReceiptDetail } from "#src/api/receipts.ts";
import { verifyLink } from "#src/api/receipt-chain.ts";
import { type PictureStanding, type RecordedPicture, recordedIn } from "#src/api/recorded-pictures.ts";
import { StateMark } from "#src/components/ui/state-mark.tsx";

/** What a receipt vouches for. `unsound`: its own signature or that of an addendum does not hold; `silent`: it is from before pictures were listed. */
export type Record = { kind: "unsound" } | { kind: "silent" } | { kind: "lists"; pictures: RecordedPicture[] };

/** Verified first: what is not signed lists nothing. */
export function recordOf({ receipt, publicKeys }: Pick<ReceiptDetail, "receipt" | "publicKeys">): Record {
  if (!verifyLink(receipt, publicKeys).ok) return { kind: "unsound" };
  const pictures = recordedIn(receipt);
  return pictures === null ? { kind: "silent" } : { kind: "lists", pictures };
}

/** Whether a picture is the one that was recorded; `standing` is null until its bytes were hashed. */
export function PictureStandingMark({ record, standing }: { record: Record["kind"]; standing: PictureStanding | null }) {
  const className = "min-w-0 text-caption whitespace-normal!";
  if (record === "unsound")
    return <StateMark shape="cross" tone="danger" className={className}>{t`Not checked: the receipt is not sound`}</StateMark>;
  if (record === "silent")
    return (
      <StateMark
        shape="dash"
        tone="neutral"
        className={className}
      >{t`Not in the receipt: it is from before pictures were listed`}</StateMark>
    );
  switch (standing) {
    case null:
      return <StateMark shape="dash" tone="neutral" className={className}>{t`Not checked yet`}</StateMark>;
    case "recorded":
      return <StateMark shape="disc" tone="ok" className={className}>{t`As it was recorded`}</StateMark>;
    case "changed":
      return <StateMark shape="cross" tone="danger" className={className}>{t`Changed since it was recorded`}</StateMark>;
    case "relabelled":
      return <StateMark shape="cross" tone="danger" className={className}>{t`Recorded with another camera, moment or time`}</StateMark>;
    case "unlisted":
      return <StateMark shape="triangle" tone="warn" className={className}>{t`Not in the receipt`}</StateMark>;
    default:
      return standing satisfies never;
  }
}
