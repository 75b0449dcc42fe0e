import { useQuery } from "@tanstack/react-query";

import { type ReceiptId, receiptQueries } from "#src/api/receipts.ts";
import { AbsoluteTime } from "#src/components/ui/time.tsx";

import { verdictLabels } from "./review-queue.ts";

/** Everything that was said of a receipt, also what was taken back. Silent while there is nothing but the present review. */
export function ReviewHistory({ receiptId }: { receiptId: ReceiptId }) {
  const { data = [] } = useQuery(receiptQueries.history(receiptId));
  if (data.length < 2) return null;
  return (
    <details className="card px-4 py-2.5">
      <summary className="text-muted">Earlier reviews ({data.length})</summary>
      <ol className="grid gap-2 pt-2">
        {data.map((entry) => (
          <li key={entry.id} className="grid">
            <span>{entry.isResolution ? "Resolved as " : entry.isOverruling ? "Overruled as " : ""}{entry.verdict === null ? "Took the verdict back" : verdictLabels[entry.verdict]}{entry.note === "" ? "" : `: ${entry.note}`}</span>
            <span className="text-caption text-muted">{entry.reviewedBy.name}, <AbsoluteTime at={entry.reviewedAt} />{entry.undoneAt === null ? null : ", taken back"}</span>
          </li>
        ))}
      </ol>
    </details>
  );
}
