import { plural, t } from "@lingui/core/macro";
import { useState } from "react";

import type { Receipt, Verdict } from "#src/api/receipts.ts";
import { Button } from "#src/components/ui/button.tsx";
import { Dialog } from "#src/components/ui/dialog.tsx";
import { Textarea } from "#src/components/ui/field.tsx";

import { verdictLabels, verdicts } from "./review-queue.ts";

type AlikeDialogProps = {
  isOpen: boolean;
  onClose: () => void;
  /** All of the stack that are not judged yet. */
  rows: readonly Receipt[];
  /** How many were saved so far while saving, else null. */
  saved: number | null;
  disabledReason: string | undefined;
  onJudge: (verdict: Verdict, reason: string) => void;
};

/** One verdict for receipts that look alike. The reason becomes the note of each, so that it is known later how they were judged. */
export function AlikeDialog({ isOpen, onClose, rows: unjudged, saved, disabledReason, onJudge }: AlikeDialogProps) {
  // From the press on they are judged, and so no longer among those that are not.
  const [pressed, setPressed] = useState<readonly Receipt[] | null>(null);
  const rows = pressed ?? unjudged;
  const [reason, setReason] = useState("");
  const [verdict, setVerdict] = useState<Verdict>("good");
  const isBusy = saved !== null;
  const count = rows.length;
  const label = verdictLabels[verdict];
  const numbers = rows
    .slice(0, 30)
    .map(({ sequence }) => `#${sequence}`)
    .join(", ");
  const rest = count - 30;
  return (
    <Dialog
      isOpen={isOpen}
      onClose={() => !isBusy && onClose()}
      title={plural(count, { one: "One verdict for # receipt", other: "One verdict for # receipts" })}
      description={t`They are of the same deployment and robot, ended alike, and nothing or the same thing is unusual about them. You have looked at one of them.`}
      actions={
        <>
          <Button tone="quiet" disabledReason={isBusy ? t`Saving.` : undefined} onClick={onClose}>{t`Cancel`}</Button>
          <Button
            tone="primary"
            isBusy={isBusy}
            disabledReason={disabledReason ?? (reason.trim() === "" ? t`Say why one look is enough.` : undefined)}
            onClick={() => {
              setPressed(rows);
              onJudge(verdict, reason.trim());
            }}
          >
            {isBusy ? t`Saved ${saved} of ${count}` : t`${label}: all ${count}`}
          </Button>
        </>
      }
    >
      <fieldset className="flex flex-wrap gap-2">
        <legend className="mb-1.5 font-medium">{t`Verdict`}</legend>
        {verdicts.map((choice) => (
          <label
            key={choice}
            className="flex min-h-control items-center gap-2 rounded-control border border-line-strong px-3 has-checked:border-foreground has-checked:bg-sunken"
          >
            <input type="radio" name="verdict" checked={verdict === choice} onChange={() => setVerdict(choice)} />
            {verdictLabels[choice]}
          </label>
        ))}
      </fieldset>
      <Textarea
        label={t`Reason`}
        hint={t`Becomes the note of each of them.`}
        rows={2}
        maxLength={500}
        value={reason}
        onChange={(event) => setReason(event.target.value)}
      />
      <p className="text-caption text-muted tabular">
        {rest > 0 ? plural(rest, { one: `${numbers} and # more`, other: `${numbers} and # more` }) : numbers}
      </p>
    </Dialog>
  );
}
