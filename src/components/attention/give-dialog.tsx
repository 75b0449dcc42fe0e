import { t } from "@lingui/core/macro";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { useGiveAttention } from "#src/api/attention.ts";
import { describeError } from "#src/api/errors.ts";
import type { RobotId } from "#src/api/robots.ts";
import { settingsQueries } from "#src/api/settings.ts";
import { Button } from "#src/components/ui/button.tsx";
import { Dialog } from "#src/components/ui/dialog.tsx";
import { ErrorNote } from "#src/components/ui/error-note.tsx";
import { Select } from "#src/components/ui/field.tsx";
import { Skeleton } from "#src/components/ui/skeleton.tsx";

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
  const { data: members, error } = useQuery(settingsQueries.members());
  const give = useGiveAttention();
  const [chosen, choose] = useState("");
  const others = (members ?? []).filter(({ role, userId }) => role !== "viewer" && userId !== myId && userId !== attendedBy);
  const to = others.find(({ id }) => id === chosen);
  const shownError = give.error ?? error;
  const noOther = members !== undefined && others.length === 0 ? t`Nobody else here may act.` : undefined;
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
          disabledReason={disabledReason ?? noOther ?? (to === undefined ? t`Choose somebody first.` : undefined)}
          onClick={() => to !== undefined && give.mutate({ robotId, attendedBy, to: to.id }, { onSuccess: onClose })}
        >{t`Give it`}</Button>
      }
    >
      {members === undefined ? (
        <Skeleton className="h-control" />
      ) : (
        <Select label={t`Who attends to it from now on`} value={to?.id ?? ""} onChange={(event) => choose(event.target.value)}>
          <option value="">{noOther ?? t`Choose somebody`}</option>
          {others.map(({ id, name: member, email }) => (
            <option key={id} value={id}>
              {member === "" ? email : member}
            </option>
          ))}
        </Select>
      )}
      {shownError === null ? null : <ErrorNote text={describeError(shownError)} />}
    </Dialog>
  );
}
