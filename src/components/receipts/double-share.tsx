import { t } from "@lingui/core/macro";
import { useQuery } from "@tanstack/react-query";

import { describeError } from "#src/api/errors.ts";
import { reviewQueries, useSetDoubleShare } from "#src/api/reviews.ts";
import { Button } from "#src/components/ui/button.tsx";
import { ErrorNote } from "#src/components/ui/error-note.tsx";
import { Skeleton } from "#src/components/ui/skeleton.tsx";

const choices = [
  { share: 0, label: t`None` },
  { share: 0.1, label: t`One in ten` },
  { share: 0.25, label: t`One in four` },
  { share: 1, label: t`Every one` },
];

/** How many receipts take two people. Off unless an admin chooses it: alone, one would wait for a second for ever. */
export function DoubleShare({ disabledReason }: { disabledReason: string | undefined }) {
  const { data: share, error } = useQuery(reviewQueries.doubleShare());
  const choose = useSetDoubleShare();
  return (
    <section aria-label={t`Receipts that two people review`} className="card grid content-start gap-3 p-4">
      <h2 className="text-heading">{t`Receipts that two people review`}</h2>
      <p className="text-muted">
        {share === 0 || share === undefined
          ? t`One verdict settles a receipt. With two people or more, let some be judged twice: it shows whether the verdicts mean the same to everybody.`
          : t`Which ones is drawn from their hashes, so nobody chooses. Neither person sees the other's verdict before both are given. What was begun so is finished so, also after a change here.`}
      </p>
      {error ? <ErrorNote text={describeError(error)} /> : null}
      {share === undefined ? (
        error ? null : (
          <Skeleton className="h-9 w-full" />
        )
      ) : (
        <div role="group" aria-label={t({ message: "Share", context: "part of all" })} className="flex flex-wrap gap-2">
          {choices.map((choice) => (
            <Button
              key={choice.share}
              aria-pressed={choice.share === share}
              tone={choice.share === share ? "primary" : "neutral"}
              isBusy={choose.isPending && choose.variables.share === choice.share}
              disabledReason={disabledReason}
              onClick={() => choose.mutate({ share: choice.share })}
            >
              {choice.label}
            </Button>
          ))}
        </div>
      )}
      {choose.error === null ? null : <ErrorNote text={describeError(choose.error)} />}
    </section>
  );
}
