import { t } from "@lingui/core/macro";
import { useState } from "react";
import { Link } from "react-router";

import { describeError } from "#src/api/errors.ts";
import type { Receipt } from "#src/api/receipts.ts";
import { useResolveReviews, useUndoReview } from "#src/api/reviews.ts";
import { Button } from "#src/components/ui/button.tsx";
import { ErrorNote } from "#src/components/ui/error-note.tsx";
import { Textarea } from "#src/components/ui/field.tsx";
import { paths } from "#src/paths.ts";

import { GivenList } from "./given-list.tsx";
import { verdictLabels, verdicts } from "./review-queue.ts";

type DisagreementCardProps = {
  row: Receipt;
  double: NonNullable<Receipt["double"]>;
  myId: string | null;
  disabledReason: string | undefined;
};

/** Two verdicts that differ, and the word of a third: to be given, or to be taken back by who gave it. */
export function DisagreementCard({ row, double, myId, disabledReason }: DisagreementCardProps) {
  const [note, setNote] = useState("");
  const resolve = useResolveReviews();
  const undo = useUndoReview();
  const isOneOfTheTwo = double.given.some(({ isMine, verdict }) => isMine && verdict !== null);
  const reason =
    disabledReason ??
    (isOneOfTheTwo
      ? t`One of the two verdicts is yours. Somebody else resolves it, or you take yours back on the receipt.`
      : note.trim() === ""
        ? t`Say why.`
        : undefined);
  const error = resolve.error ?? undo.error;
  const { sequence } = row;
  return (
    <li className="card grid content-start gap-3 p-4">
      <h3>
        <Link to={paths.receipt(row.id)} className="font-medium hover:underline">
          #{sequence} {row.robotName ?? t`no robot`}
        </Link>{" "}
        <span className="text-caption text-muted">{row.deploymentName ?? row.modelId}</span>
      </h3>
      <GivenList double={double} />
      {double.state === "disputed" ? (
        <form className="grid gap-3" onSubmit={(event) => event.preventDefault()}>
          <Textarea
            label={t`Why, for receipt ${sequence}`}
            rows={2}
            maxLength={2000}
            value={note}
            onChange={(event) => setNote(event.target.value)}
          />
          <div className="flex flex-wrap gap-2">
            {verdicts.map((verdict) => (
              <Button
                key={verdict}
                isBusy={resolve.isPending && resolve.variables.verdict === verdict}
                disabledReason={reason}
                onClick={() => resolve.mutate({ receiptId: row.id, verdict, note: note.trim() })}
              >
                {verdictLabels[verdict]}
              </Button>
            ))}
          </div>
        </form>
      ) : (
        <div>
          <Button
            size="small"
            isBusy={undo.isPending}
            disabledReason={disabledReason ?? (double.resolution?.by.id === myId ? undefined : t`Only who resolved it can take that back.`)}
            onClick={() => undo.mutate({ receiptId: row.id })}
          >
            {t`Take the resolution back`}
          </Button>
        </div>
      )}
      {error === null ? null : <ErrorNote text={describeError(error)} />}
    </li>
  );
}
