import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useState } from "react";

import { describeError } from "#src/api/errors.ts";
import { type Receipt, useReviewReceipt } from "#src/api/receipts.ts";
import { Button } from "#src/components/ui/button.tsx";
import { ErrorNote } from "#src/components/ui/error-note.tsx";
import { Textarea } from "#src/components/ui/field.tsx";
import { AbsoluteTime } from "#src/components/ui/time.tsx";

import { GivenList } from "./given-list.tsx";
import { doubleInWords, ownWord, tooLateReason } from "./own-word.ts";
import { verdictLabels, verdicts } from "./review-queue.ts";
import { VerdictMark } from "./verdict-mark.tsx";

/** A verdict and a note on one receipt. Give it `key={receipt id}`: live data must never overwrite typing. */
export function ReviewForm({ row, disabledReason }: { row: Receipt; disabledReason: string | undefined }) {
  const review = useReviewReceipt();
  const [note, setNote] = useState(() => ownWord(row).note);
  const mine = ownWord(row);
  const { verdict } = mine;
  const blocked = disabledReason ?? tooLateReason(row);
  const words = doubleInWords(row);
  const reviewer = row.review?.reviewedBy.name;
  const save = (next: typeof verdict) => review.mutate({ id: row.id, verdict: next, note: note.trim() });
  return (
    <section aria-label={t`Review`} className="card grid gap-3 p-4">
      <div className="flex flex-wrap items-baseline justify-between gap-2">
        <h2 className="text-heading">{t`Review`}</h2>
        <VerdictMark row={row} />
      </div>
      {row.review === null || row.double !== undefined ? null : (
        <p className="text-caption text-muted">
          <Trans>
            By {reviewer}, <AbsoluteTime at={row.review.reviewedAt} />
          </Trans>
        </p>
      )}
      {words === null ? null : <p className="text-muted">{words}</p>}
      {row.double === undefined || row.double.state === "open" ? null : <GivenList double={row.double} />}
      <div className="flex flex-wrap gap-2">
        {verdicts.map((choice) => (
          <Button
            key={choice}
            aria-pressed={choice === verdict}
            tone={choice === verdict ? "primary" : "neutral"}
            isBusy={review.isPending}
            disabledReason={blocked}
            onClick={() => save(choice)}
          >
            {verdictLabels[choice]}
          </Button>
        ))}
        {verdict === null ? null : (
          <Button tone="quiet" isBusy={review.isPending} disabledReason={blocked} onClick={() => save(null)}>{t`Take it back`}</Button>
        )}
      </div>
      <Textarea label={t`Note`} rows={3} maxLength={2000} value={note} onChange={(event) => setNote(event.target.value)} />
      {review.error === null ? null : <ErrorNote text={describeError(review.error)} />}
      <div>
        <Button
          size="small"
          isBusy={review.isPending}
          disabledReason={blocked ?? (note.trim() === mine.note ? t`The note has not changed.` : undefined)}
          onClick={() => save(verdict)}
        >{t`Save note`}</Button>
      </div>
    </section>
  );
}
