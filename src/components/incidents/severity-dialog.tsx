import { t } from "@lingui/core/macro";
import { useQuery } from "@tanstack/react-query";

import { useRoleReason } from "#src/api/account.ts";
import { useIsConnected } from "#src/api/connection.ts";
import { describeError } from "#src/api/errors.ts";
import { incidentQueries, type SeverityOfCause, useSetSeverity } from "#src/api/incidents.ts";
import { Dialog } from "#src/components/ui/dialog.tsx";
import { ErrorNote } from "#src/components/ui/error-note.tsx";
import { Select } from "#src/components/ui/field.tsx";
import { Skeleton } from "#src/components/ui/skeleton.tsx";

import { causeWords, severityWords } from "./incident-words.ts";
import { severities, severityOf } from "./severity.ts";

/** How grave the organization takes each cause: admins choose, everybody else reads. */
export function SeverityDialog({ onClose }: { onClose: () => void }) {
  const { data, error } = useQuery(incidentQueries.severities());
  const set = useSetSeverity();
  const roleReason = useRoleReason("admin");
  const isConnected = useIsConnected();
  const reason = roleReason ?? (isConnected ? undefined : t`No connection to the server.`);
  const problem = error ?? set.error;
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={t`How grave each cause is`}
      description={t`The list of what is open has the gravest first. It holds for what is open and for what begins; what is over stays as it was.`}
    >
      {problem === null ? null : <ErrorNote text={describeError(problem)} />}
      {reason === undefined ? null : <p className="text-caption text-muted">{reason}</p>}
      {data === undefined ? (
        <Skeleton className="h-64" />
      ) : (
        <ul className="grid gap-3 sm:grid-cols-2">
          {data.map((each) => (
            <li key={each.cause}>
              <Choice of={each} isReadOnly={reason !== undefined} onChoose={(severity) => set.mutate({ cause: each.cause, severity })} />
            </li>
          ))}
        </ul>
      )}
    </Dialog>
  );
}

type ChoiceProps = { of: SeverityOfCause; isReadOnly: boolean; onChoose: (severity: number) => void };

function Choice({ of: { cause, severity, usual }, isReadOnly, onChoose }: ChoiceProps) {
  const label = causeWords[cause];
  const word = severityWords[severityOf(severity)];
  if (isReadOnly || usual === 0) {
    return (
      <div className="grid gap-1">
        <p className="font-medium">{label}</p>
        <p className="text-muted">{usual === 0 ? t`${word}, always: the arm may move unseen.` : word}</p>
      </div>
    );
  }
  const usually = severityWords[severityOf(usual)];
  return (
    <Select
      label={label}
      hint={severity === usual ? undefined : t`Usually: ${usually}`}
      value={String(severity)}
      onChange={(event) => onChoose(Number(event.target.value))}
    >
      {severities.map((each, index) => (
        <option key={each} value={String(index)}>
          {severityWords[each]}
        </option>
      ))}
    </Select>
  );
}
