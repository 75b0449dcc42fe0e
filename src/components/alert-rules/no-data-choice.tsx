import { t } from "@lingui/core/macro";

import { Input, Select } from "#src/components/ui/field.tsx";

type NoDataChoiceProps = { minutes: string | null; problem: string | undefined; onChange: (minutes: string | null) => void };

/** What a rule does when heartbeats come without its value. */
export function NoDataChoice({ minutes, problem, onChange }: NoDataChoiceProps) {
  return (
    <div className="grid gap-3 sm:grid-cols-2">
      <Select
        label={t`When no data comes`}
        value={String(minutes !== null)}
        onChange={(event) => onChange(event.target.value === "true" ? "5" : null)}
      >
        <option value="false">{t`Tell nothing`}</option>
        <option value="true">{t`Open an incident`}</option>
      </Select>
      {minutes === null ? null : (
        <Input
          label={t`After how long, minutes`}
          inputMode="decimal"
          value={minutes}
          error={problem}
          hint={t`Of heartbeats without the value. A robot that is silent has an incident of its own.`}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </div>
  );
}
