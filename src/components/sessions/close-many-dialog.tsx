import { plural, t } from "@lingui/core/macro";
import { useState } from "react";

import { useIsConnected } from "#src/api/connection.ts";
import { describeError } from "#src/api/errors.ts";
import { closeNow, type SessionId, type SessionRow } from "#src/api/sessions.ts";
import { Button } from "#src/components/ui/button.tsx";
import { Dialog } from "#src/components/ui/dialog.tsx";
import { Input } from "#src/components/ui/field.tsx";

type CloseManyDialogProps = { sessions: readonly SessionRow[]; onClose: () => void; onClosed: (id: SessionId) => void };

const nameOf = ({ robotName, deploymentName }: SessionRow) =>
  `${robotName ?? t`no robot`}${deploymentName === null ? "" : `, ${deploymentName}`}`;

/** Closes several dry runs, one request each; says of every one that was not closed why, and keeps those. */
export function CloseManyDialog({ sessions, onClose, onClosed }: CloseManyDialogProps) {
  const isConnected = useIsConnected();
  const [reason, setReason] = useState("");
  const [left, setLeft] = useState(sessions);
  const [isBusy, setIsBusy] = useState(false);
  const [failures, setFailures] = useState<ReadonlyMap<string, string>>(new Map());
  const closeAll = async () => {
    setIsBusy(true);
    const failed = new Map<string, string>();
    for (const { id } of left) {
      const answer = await closeNow(id, reason.trim() === "" ? "operator_closed" : reason.trim());
      if (answer.kind === "answered") {
        setLeft((before) => before.filter((each) => each.id !== id));
        onClosed(id);
      } else failed.set(id, answer.kind === "refused" ? describeError(answer.error) : answer.why);
    }
    setFailures(failed);
    setIsBusy(false);
    if (failed.size === 0) onClose();
  };
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={plural(left.length, { one: "Close # session", other: "Close # sessions" })}
      description={t`They are dry runs: nothing moves. Each receipt is written at once and can never be changed.`}
      actions={
        <Button
          tone="danger"
          isBusy={isBusy}
          disabledReason={isConnected ? undefined : t`No connection to the server. Nothing is sent later.`}
          onClick={() => void closeAll()}
        >
          {isBusy
            ? plural(left.length, { one: "# still to close", other: "# still to close" })
            : failures.size === 0
              ? t`Close them`
              : t`Try again`}
        </Button>
      }
    >
      <ul className="grid max-h-48 gap-1 overflow-y-auto text-body" aria-label={t`Sessions to close`}>
        {left.map((session) => {
          const why = failures.get(session.id);
          return (
            <li key={session.id}>
              {nameOf(session)}
              {why === undefined ? null : <span className="block text-caption text-danger">{t`Not closed: ${why}`}</span>}
            </li>
          );
        })}
      </ul>
      <Input
        label={t`Reason`}
        hint={t`Empty means: closed by the operator.`}
        value={reason}
        maxLength={200}
        onChange={(event) => setReason(event.target.value)}
      />
    </Dialog>
  );
}
