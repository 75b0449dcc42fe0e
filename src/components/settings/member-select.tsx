import { t } from "@lingui/core/macro";
import { useQuery } from "@tanstack/react-query";

import { describeError } from "#src/api/errors.ts";
import { type Member, settingsQueries } from "#src/api/settings.ts";
import { ErrorNote } from "#src/components/ui/error-note.tsx";
import { Select } from "#src/components/ui/field.tsx";
import { Skeleton } from "#src/components/ui/skeleton.tsx";

type MemberSelectProps = {
  label: string;
  /** The ids of people who are left out, as `userId` names them. */
  except: readonly (string | null | undefined)[];
  chosen: Member["id"] | null;
  onChoose: (id: Member["id"] | null) => void;
};

/** One of the operators and admins of the organization. */
export function MemberSelect({ label, except, chosen, onChoose }: MemberSelectProps) {
  const { data: members, error } = useQuery(settingsQueries.members());
  if (members === undefined) return error === null ? <Skeleton className="h-control" /> : <ErrorNote text={describeError(error)} />;
  const others = members.filter(({ role, userId }) => role !== "viewer" && !except.includes(userId));
  return (
    <Select
      label={label}
      value={chosen ?? ""}
      onChange={(event) => onChoose(others.find(({ id }) => id === event.target.value)?.id ?? null)}
    >
      <option value="">{others.length === 0 ? t`Nobody else here may act.` : t`Choose somebody`}</option>
      {others.map(({ id, name, email }) => (
        <option key={id} value={id}>
          {name === "" ? email : name}
        </option>
      ))}
    </Select>
  );
}
