import { t } from "@lingui/core/macro";
import { useState } from "react";

import { useGiveAttention } from "#src/api/attention.ts";
import { describeError } from "#src/api/errors.ts";
import type { RobotId } from "#src/api/robots.ts";
import type { Member } from "#src/api/settings.ts";
import { MemberSelect } from "#src/components/settings/member-select.tsx";
import { Button } from "#src/components/ui/button.tsx";
import { Dialog } from "#src/components/ui/dialog.tsx";
import { ErrorNote } from "#src/components/ui/error-note.tsx";

type GiveDialogProps = {
  robotId: RobotId;
  name: string;
  /** Who attends to it as the page shows it. */
  attendedBy: string | null;
  myId: string | undefined;
  disabledReason: string | undefined;
  onClose: () => void;
};

/** Asks which operator or admin attends to the robot from now on. */
export function GiveDialog({ robotId, name, attendedBy, myId, disabledReason, onClose }: GiveDialogProps) {
  const give = useGiveAttention();
  const [to, choose] = useState<Member["id"] | null>(null);
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={t`Give ${name} to somebody`}
      description={t`They are told, and it is shown on the fleet page and on the wall. It changes nothing of the robot, and ends by itself when nothing is wrong any more.`}
      actions={
        <Button
          tone="primary"
          isBusy={give.isPending}
          disabledReason={disabledReason ?? (to === null ? t`Choose somebody first.` : undefined)}
          onClick={() => to !== null && give.mutate({ robotId, attendedBy, to }, { onSuccess: onClose })}
        >{t`Give it`}</Button>
      }
    >
      <MemberSelect label={t`Who attends to it from now on`} except={[myId, attendedBy]} chosen={to} onChoose={choose} />
      {give.error === null ? null : <ErrorNote text={describeError(give.error)} />}
    </Dialog>
  );
}
