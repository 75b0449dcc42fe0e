import { t } from "@lingui/core/macro";
import { useState } from "react";

import { useRoleReason } from "#src/api/account.ts";
import { describeError } from "#src/api/errors.ts";
import type { Receipt, Verdict } from "#src/api/receipts.ts";
import { useOverruleReviews } from "#src/api/reviews.ts";
import { Button } from "#src/components/ui/button.tsx";
import { ErrorNote } from "#src/components/ui/error-note.tsx";
import { Textarea } from "#src/components/ui/field.tsx";

import { verdicts } from "./review-queue.ts";

const overruleLabels: Record<Verdict, string> = {
  good: t`Overrule as good`,
  needs_attention: t`Overrule as needs attention`,
  bad: t`Overrule as bad`,
};

/** Where two agree and somebody knows better: another verdict, with the reason. Nothing where there is nothing to overrule. */
export function OverruleForm({ row: { id, review, double }, disabledReason }: { row: Receipt; disabledReason: string | undefined }) {
  const [note, setNote] = useState("");
  const overrule = useOverruleReviews();
  const roleReason = useRoleReason("admin");
  if (double?.state !== "agreed") return null;
  const isOneOfTheTwo = double.given.some(({ isMine, verdict }) => isMine && verdict !== null);
  const reason =
    roleReason ??
    disabledReason ??
    (isOneOfTheTwo ? t`One of the two verdicts is yours. Somebody else overrules them.` : note.trim() === "" ? t`Say why.` : undefined);
  return (
    <details className="card px-4 py-2.5 print:hidden">
      <summary className="text-muted">{t`Overrule both reviewers`}</summary>
      <form className="grid gap-3 pt-2" onSubmit={(event) => event.preventDefault()}>
        <p className="text-caption text-muted">{t`What they said stays in the history and in their agreement. You can take it back under Reviewer agreement.`}</p>
        <Textarea
          label={t`Why they are overruled`}
          rows={2}
          maxLength={2000}
          value={note}
          onChange={(event) => setNote(event.target.value)}
        />
        <div className="flex flex-wrap gap-2">
          {verdicts
            .filter((verdict) => verdict !== review?.verdict)
            .map((verdict) => (
              <Button
                key={verdict}
                isBusy={overrule.isPending && overrule.variables.verdict === verdict}
                disabledReason={reason}
                onClick={() => overrule.mutate({ receiptId: id, verdict, note: note.trim() })}
              >
                {overruleLabels[verdict]}
              </Button>
            ))}
        </div>
        {overrule.error === null ? null : <ErrorNote text={describeError(overrule.error)} />}
      </form>
    </details>
  );
}
