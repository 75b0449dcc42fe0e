import { t } from "@lingui/core/macro";
import { useState } from "react";

import { describeError } from "#src/api/errors.ts";
import { type RobotId, useRetireRobot } from "#src/api/robots.ts";
import { Button } from "#src/components/ui/button.tsx";
import { Dialog } from "#src/components/ui/dialog.tsx";
import { ErrorNote } from "#src/components/ui/error-note.tsx";
import { Input } from "#src/components/ui/field.tsx";

type RetireDialogProps = { robotId: RobotId; name: string; disabledReason: string | undefined; isOpen: boolean; onClose: () => void };

export function RetireDialog({ robotId, name, disabledReason, isOpen, onClose }: RetireDialogProps) {
  const retire = useRetireRobot();
  const [reason, setReason] = useState("");
  const close = () => {
    retire.reset();
    onClose();
  };
  return (
    <Dialog
      isOpen={isOpen}
      onClose={close}
      title={t`Retire ${name}?`}
      description={t`Its credential stops working for good. Its sessions and receipts stay, and it moves to the retired robots.`}
      actions={
        <>
          <Button onClick={close}>{t`Keep ${name}`}</Button>
          <Button
            tone="danger"
            isBusy={retire.isPending}
            disabledReason={disabledReason}
            onClick={() => retire.mutate({ id: robotId, ...(reason.trim() === "" ? {} : { reason: reason.trim() }) }, { onSuccess: close })}
          >
            {t`Retire ${name}`}
          </Button>
        </>
      }
    >
      <Input
        label={t`Reason (optional)`}
        hint={t`Stands in the audit log.`}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      {retire.error ? <ErrorNote text={describeError(retire.error)} /> : null}
    </Dialog>
  );
}
