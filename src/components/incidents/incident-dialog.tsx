import { t } from "@lingui/core/macro";
import { useState } from "react";

import { useIsConnected } from "#src/api/connection.ts";
import { describeError } from "#src/api/errors.ts";
import { type Incident, useNoteIncident, useSettleIncident } from "#src/api/incidents.ts";
import { useActReason } from "#src/api/limits.ts";
import { Button } from "#src/components/ui/button.tsx";
import { Dialog } from "#src/components/ui/dialog.tsx";
import { ErrorNote } from "#src/components/ui/error-note.tsx";
import { Input } from "#src/components/ui/field.tsx";

import { actsOn, causeInWords, maySettle, whoseInWords } from "./incident-words.ts";

/** What somebody did about it. What only waited for somebody to look is settled by it; what is still so is not. */
export function IncidentDialog({ incident, onClose }: { incident: Incident; onClose: () => void }) {
  const { id, robotId, deploymentId, cause, endedAt } = incident;
  // Of one robot its robot, otherwise the deployment that it is of, if any: the server looks at the same.
  const on = robotId === null && deploymentId !== null ? { robotId, deploymentId } : { robotId };
  const whose = whoseInWords(incident);
  const settles = maySettle(incident) && endedAt === null;
  const note = useNoteIncident();
  const settle = useSettleIncident();
  const { mutate, isPending, error } = settles ? settle : note;
  const [text, setText] = useState("");
  const roleReason = useActReason(actsOn(incident));
  const isConnected = useIsConnected();
  const reason =
    roleReason ?? (isConnected ? undefined : t`No connection to the server.`) ?? (text.trim() === "" ? t`Say what you did.` : undefined);
  const what = causeInWords(incident);
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={t`${whose}: ${what}`}
      description={
        settles
          ? cause === "rule"
            ? t`It leaves the list of what needs attention. It changes nothing of the robot. The rule tells again once it was kept meanwhile and is broken anew.`
            : t`It leaves the list of what needs attention. It changes nothing of the robot, and nobody is promoted by it.`
          : t`It is kept with the incident. It changes nothing of the robot, and ends nothing: that it does by itself.`
      }
      actions={
        <Button
          tone="primary"
          isBusy={isPending}
          disabledReason={reason}
          onClick={() => mutate({ id, ...on, note: text }, { onSuccess: onClose })}
        >
          {settles ? t`I looked at it` : t`Add the note`}
        </Button>
      }
    >
      <Input label={t`What you found, or did`} value={text} maxLength={500} onChange={(event) => setText(event.target.value)} />
      {error === null ? null : <ErrorNote text={describeError(error)} />}
    </Dialog>
  );
}
