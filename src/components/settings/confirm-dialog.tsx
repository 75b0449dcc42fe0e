import type { ReactNode } from "react";

import { describeError } from "#src/api/errors.ts";
import { Button } from "#src/components/ui/button.tsx";
import { Dialog } from "#src/components/ui/dialog.tsx";
import { ErrorNote } from "#src/components/ui/error-note.tsx";

type Removal<Id> = {
  mutate: (args: { id: Id }, options: { onSuccess: () => void }) => void;
  reset: () => void;
  isPending: boolean;
  error: Error | null;
};

type ConfirmDialogProps<Id> = {
  /** What would be gone; `null` while nothing is asked. */
  subject: { id: Id } | null;
  removal: Removal<Id>;
  title: string;
  description: string;
  /** What the button says, and does. */
  label: ReactNode;
  disabledReason: string | undefined;
  onClose: () => void;
};

/** Asks once before something is taken away for good. Stays open with the reason where the server refuses. */
export function ConfirmDialog<Id>({ subject, removal, title, description, label, disabledReason, onClose }: ConfirmDialogProps<Id>) {
  const close = () => {
    removal.reset();
    onClose();
  };
  return (
    <Dialog
      isOpen={subject !== null}
      onClose={close}
      title={title}
      description={description}
      actions={
        <Button
          tone="danger"
          isBusy={removal.isPending}
          disabledReason={disabledReason}
          onClick={() => subject !== null && removal.mutate({ id: subject.id }, { onSuccess: onClose })}
        >
          {label}
        </Button>
      }
    >
      {removal.error === null ? null : <ErrorNote text={describeError(removal.error)} />}
    </Dialog>
  );
}
