import { t } from "@lingui/core/macro";
import { useState } from "react";

import { useIsConnected } from "#src/api/connection.ts";
import { describeError } from "#src/api/errors.ts";
import { useSetMemberLimits } from "#src/api/member-limits.ts";
import type { Limits, Member } from "#src/api/settings.ts";
import { Button } from "#src/components/ui/button.tsx";
import { Dialog } from "#src/components/ui/dialog.tsx";
import { ErrorNote } from "#src/components/ui/error-note.tsx";

import { LimitChoices } from "./limit-choices.tsx";

/** Where a member may act. Begins with what holds now, and is not changed under whoever fills it in. */
export function MemberLimits({ member, onClose }: { member: Member; onClose: () => void }) {
  const save = useSetMemberLimits();
  const isConnected = useIsConnected();
  const [limits, setLimits] = useState<Limits>(member.limits ?? {});
  const { name } = member;
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={t`Where ${name} may act`}
      description={t`To act is to authorize, promote, approve, close, pair and run the doctor. Everything can still be read, and every robot stopped or put back to its dry run. It holds at once.`}
      actions={
        <Button tone="primary" isBusy={save.isPending} disabledReason={isConnected ? undefined : t`No connection to the server.`} onClick={() => save.mutate({ id: member.id, limits }, { onSuccess: onClose })}>
          {t`Save limits`}
        </Button>
      }
    >
      <LimitChoices limits={limits} onChange={setLimits} />
      {save.error === null ? null : <ErrorNote text={describeError(save.error)} />}
    </Dialog>
  );
}
