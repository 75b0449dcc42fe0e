import { plural, t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";

import { type ReceiptId, receiptQueries, type Verdict } from "#src/api/receipts.ts";
import { AbsoluteTime } from "#src/components/ui/time.tsx";

import { verdictLabels } from "./review-queue.ts";

const resolved: Record<Verdict, string> = {
  good: t`Resolved as Good`,
  needs_attention: t`Resolved as Needs attention`,
  bad: t`Resolved as Bad`,
};
const overruled: Record<Verdict, string> = {
  good: t`Overruled as Good`,
  needs_attention: t`Overruled as Needs attention`,
  bad: t`Overruled as Bad`,
};

type Entry = { verdict: Verdict | null; note: string; isResolution: boolean; isOverruling: boolean };

function entryInWords({ verdict, note, isResolution, isOverruling }: Entry): string {
  const said = verdict === null ? t`Took the verdict back` : (isResolution ? resolved : isOverruling ? overruled : verdictLabels)[verdict];
  return note === "" ? said : t`${said}: ${note}`;
}

/** Everything that was said of a receipt, also what was taken back. Silent while there is nothing but the present review. */
export function ReviewHistory({ receiptId }: { receiptId: ReceiptId }) {
  const { data = [] } = useQuery(receiptQueries.history(receiptId));
  const count = data.length;
  if (count < 2) return null;
  return (
    <details className="card px-4 py-2.5">
      <summary className="text-muted">{plural(count, { one: "Earlier reviews (#)", other: "Earlier reviews (#)" })}</summary>
      <ol className="grid gap-2 pt-2">
        {data.map((entry) => {
          const { name } = entry.reviewedBy;
          return (
            <li key={entry.id} className="grid">
              <span>{entryInWords(entry)}</span>
              <span className="text-caption text-muted">
                {entry.undoneAt === null ? (
                  <Trans>
                    {name}, <AbsoluteTime at={entry.reviewedAt} />
                  </Trans>
                ) : (
                  <Trans>
                    {name}, <AbsoluteTime at={entry.reviewedAt} />, taken back
                  </Trans>
                )}
              </span>
            </li>
          );
        })}
      </ol>
    </details>
  );
}
