import { t } from "@lingui/core/macro";

import type { Role } from "#src/api/settings.ts";
import { Select } from "#src/components/ui/field.tsx";
import { roleWords } from "#src/lib/role-words.ts";

import { roles, roleSentences } from "./roles.ts";

/** Which role a new key or member gets, with what it may do. */
export function RoleSelect({ role, onChange }: { role: Role; onChange: (role: Role) => void }) {
  return (
    <Select
      label={t`Role`}
      hint={roleSentences[role]}
      value={role}
      onChange={(event) => onChange(roles.find((each) => each === event.target.value) ?? "operator")}
    >
      {roles.map((each) => (
        <option key={each} value={each}>
          {roleWords[each]}
        </option>
      ))}
    </Select>
  );
}
