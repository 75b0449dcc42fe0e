import { t } from "@lingui/core/macro";
import { useState } from "react";

import { describeError } from "#src/api/errors.ts";
import type { Limits } from "#src/api/settings.ts";
import { Button } from "#src/components/ui/button.tsx";
import { Dialog } from "#src/components/ui/dialog.tsx";
import { ErrorNote } from "#src/components/ui/error-note.tsx";

import { LimitChoices } from "./limit-choices.tsx";

type LimitsDialogProps = {
  title: string;
  description: string;
  /** What holds now: it begins with it, and is not changed under whoever fills it in. */
  limits: Limits | undefined;
  disabledReason: string | undefined;
  isSaving: boolean;
  error: Error | null;
  onSave: (limits: Limits) => void;
  onClose: () => void;
};

/** Where somebody, or a key, may act. */
export function LimitsDialog({ title, description, limits: held, disabledReason, isSaving, error, onSave, onClose }: LimitsDialogProps) {
  const [limits, setLimits] = useState<Limits>(held ?? {});
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={title}
      description={description}
      actions={
        <Button tone="primary" isBusy={isSaving} disabledReason={disabledReason} onClick={() => onSave(limits)}>
          {t`Save limits`}
        </Button>
      }
    >
      <LimitChoices limits={limits} onChange={setLimits} />
      {error === null ? null : <ErrorNote text={describeError(error)} />}
    </Dialog>
  );
}
