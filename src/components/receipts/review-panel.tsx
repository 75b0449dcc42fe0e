import type { Receipt, SignedReceipt } from "#src/api/receipts.ts";

import { LinkCheck } from "./link-check.tsx";
import { OverruleForm } from "./overrule-form.tsx";
import { PrintReview, PrintSignatures } from "./print-report.tsx";
import { ReviewForm } from "./review-form.tsx";
import { ReviewHistory } from "./review-history.tsx";

type ReviewPanelProps = { row: Receipt; receipt: SignedReceipt; publicKeys: Record<string, string>; disabledReason: string | undefined };

/** What stands beside a receipt: what is said of it, what was, and whether its signature holds. Give it `key={receipt id}`. */
export const ReviewPanel = ({ row, receipt, publicKeys, disabledReason }: ReviewPanelProps) => (
  <>
    <div className="print:hidden">
      <ReviewForm row={row} disabledReason={disabledReason} />
    </div>
    <OverruleForm row={row} disabledReason={disabledReason} />
    <PrintReview row={row} />
    <ReviewHistory receiptId={row.id} />
    <LinkCheck id={row.id} receipt={receipt} publicKeys={publicKeys} />
    <PrintSignatures />
  </>
);
