import { t } from "@lingui/core/macro";
import { useState } from "react";

import { takeControlNow } from "#src/api/control.ts";
import type { RobotId } from "#src/api/robots.ts";
import { useOnce } from "#src/components/sessions/use-once.ts";
import { Button } from "#src/components/ui/button.tsx";
import { Dialog } from "#src/components/ui/dialog.tsx";
import { ErrorNote } from "#src/components/ui/error-note.tsx";
import { Input } from "#src/components/ui/field.tsx";

type TakeOverDialogProps = {
  robotId: RobotId;
  robot: string;
  /** Who holds it as the page shows it. */
  holder: { id: string; name: string };
  isApplying: boolean;
  disabledReason: string | undefined;
  onClose: () => void;
};

/** Asks why the robot is taken from somebody who holds it, and says what it does now. */
export function TakeOverDialog({ robotId, robot, holder, isApplying, disabledReason, onClose }: TakeOverDialogProps) {
  const [reason, setReason] = useState("");
  const { isBusy, failure, run } = useOnce();
  const { name } = holder;
  const said = reason.trim();
  const take = async () => {
    if (await run(() => takeControlNow({ robotId, heldBy: holder.id, reason: said }))) onClose();
  };
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={t`Take ${robot} over from ${name}`}
      description={
        isApplying
          ? t`${robot} applies actions now and goes on doing so. ${name} is told, and can no longer promote or give it more time.`
          : t`${robot} is in a dry run. ${name} is told, and can no longer promote.`
      }
      actions={
        <Button
          tone="primary"
          isBusy={isBusy}
          disabledReason={disabledReason ?? (said === "" ? t`Say why you take it.` : undefined)}
          onClick={() => void take()}
        >{t`Take it over`}</Button>
      }
    >
      <Input
        label={t`Reason`}
        hint={t`${name} is told, and it stands in the audit log.`}
        value={reason}
        maxLength={200}
        onChange={(event) => setReason(event.target.value)}
      />
      {failure === null ? null : <ErrorNote text={failure} />}
    </Dialog>
  );
}
