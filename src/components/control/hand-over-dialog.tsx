import { t } from "@lingui/core/macro";
import { useState } from "react";

import { offerControlNow } from "#src/api/control.ts";
import type { RobotId } from "#src/api/robots.ts";
import type { Member } from "#src/api/settings.ts";
import { useOnce } from "#src/components/sessions/use-once.ts";
import { MemberSelect } from "#src/components/settings/member-select.tsx";
import { Button } from "#src/components/ui/button.tsx";
import { Dialog } from "#src/components/ui/dialog.tsx";
import { ErrorNote } from "#src/components/ui/error-note.tsx";

type HandOverDialogProps = {
  robotId: RobotId;
  robot: string;
  myId: string | undefined;
  disabledReason: string | undefined;
  onClose: () => void;
};

/** Asks to whom the robot is handed. Until they accept, it stays with who hands it over. */
export function HandOverDialog({ robotId, robot, myId, disabledReason, onClose }: HandOverDialogProps) {
  const [to, choose] = useState<Member["id"] | null>(null);
  const { isBusy, failure, run } = useOnce();
  const offer = async () => {
    if (to !== null && (await run(() => offerControlNow({ robotId, to })))) onClose();
  };
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={t`Hand ${robot} over`}
      description={t`They are told and have two minutes to accept. Until then you hold it. Nothing of what the robot does changes.`}
      actions={
        <Button
          tone="primary"
          isBusy={isBusy}
          disabledReason={disabledReason ?? (to === null ? t`Choose somebody first.` : undefined)}
          onClick={() => void offer()}
        >{t`Hand it over`}</Button>
      }
    >
      <MemberSelect label={t`Who holds it next`} except={[myId]} chosen={to} onChoose={choose} />
      {failure === null ? null : <ErrorNote text={failure} />}
    </Dialog>
  );
}
