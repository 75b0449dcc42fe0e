import { t } from "@lingui/core/macro";
import { useState } from "react";

import { describeError } from "#src/api/errors.ts";
import { useLeaveShift } from "#src/api/handovers.ts";
import { Button } from "#src/components/ui/button.tsx";
import { ErrorNote } from "#src/components/ui/error-note.tsx";
import { Textarea } from "#src/components/ui/field.tsx";

/** What whoever leaves writes; kept as it is, for everybody of the organization. `since`: epoch ms. */
export function LeaveForm({ since, disabledReason }: { since: number; disabledReason: string | undefined }) {
  const leave = useLeaveShift();
  const [note, setNote] = useState("");
  return (
    <form
      aria-label={t`Hand over`}
      className="card grid gap-3 p-4 print:hidden"
      onSubmit={(event) => {
        event.preventDefault();
        if (disabledReason === undefined) leave.mutate({ note, since }, { onSuccess: () => setNote("") });
      }}
    >
      <Textarea
        label={t`For the next shift`}
        hint={t`What is not on this page: what was tried, what to keep an eye on, who was told.`}
        rows={4}
        maxLength={2_000}
        required
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
      <div>
        <Button
          type="submit"
          tone="primary"
          isBusy={leave.isPending}
          disabledReason={disabledReason ?? (note.trim() === "" ? t`Write what the next shift must know.` : undefined)}
        >{t`Hand over`}</Button>
      </div>
      {leave.error ? <ErrorNote text={describeError(leave.error)} /> : null}
    </form>
  );
}
