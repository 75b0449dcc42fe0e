import { t } from "@lingui/core/macro";

import type { Robot } from "#src/api/robots.ts";
import { Select } from "#src/components/ui/field.tsx";

import type { Draft } from "./draft.ts";

type RobotChoiceProps = {
  draft: Pick<Draft, "robotIds" | "robotKind">;
  robots: readonly Robot[];
  problem: string | undefined;
  onChange: (change: Pick<Draft, "robotIds" | "robotKind">) => void;
};

/** For which robots a rule is: every one, those of a kind, or those that are ticked. */
export function RobotChoice({ draft: { robotIds, robotKind }, robots, problem, onChange }: RobotChoiceProps) {
  const kinds = [...new Set([...robots.flatMap((robot) => robot.robotKind ?? []), ...(robotKind === null ? [] : [robotKind])])].toSorted();
  const chosen = robotIds !== null ? "robots" : robotKind !== null ? `kind:${robotKind}` : "all";
  const choose = (value: string) =>
    onChange({ robotIds: value === "robots" ? [] : null, robotKind: value.startsWith("kind:") ? value.slice("kind:".length) : null });
  return (
    <>
      <Select label={t`Robots`} value={chosen} error={problem} onChange={(event) => choose(event.target.value)}>
        <option value="all">{t`Every robot`}</option>
        {kinds.map((kind) => (
          <option key={kind} value={`kind:${kind}`}>
            {t`Of the kind ${kind}`}
          </option>
        ))}
        <option value="robots">{t`These robots…`}</option>
      </Select>
      {robotIds === null ? null : (
        <fieldset className="max-h-48 overflow-y-auto">
          <legend className="sr-only">{t`These robots`}</legend>
          {robots.map(({ id, name }) => (
            <label key={id} className="flex min-h-control items-center gap-2.5">
              <input
                type="checkbox"
                className="size-4"
                checked={robotIds.includes(id)}
                onChange={(event) =>
                  onChange({ robotIds: event.target.checked ? [...robotIds, id] : robotIds.filter((each) => each !== id), robotKind: null })
                }
              />
              {name}
            </label>
          ))}
        </fieldset>
      )}
    </>
  );
}
