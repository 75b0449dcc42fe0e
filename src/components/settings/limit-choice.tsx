import { t } from "@lingui/core/macro";
import { useId, useState } from "react";

import { mostLimited } from "#src/api/member-limits.ts";
import { SearchInput } from "#src/components/ui/field.tsx";

type Thing<Id extends string> = { id: Id; name: string };
type LimitChoiceProps<Id extends string> = {
  words: { legend: string; every: string; only: string; find: string };
  things: readonly Thing<Id>[];
  /** `undefined`: every one. */
  value: readonly Id[] | undefined;
  onChange: (value: readonly Id[] | undefined) => void;
};

/** From so many on, a box to find one by its name. */
const manyThings = 10;

/** Every one, or only those that are ticked. What is ticked and not among `things`, a retired robot say, stays as it is. */
export function LimitChoice<Id extends string>({ words, things, value, onChange }: LimitChoiceProps<Id>) {
  const name = useId();
  const [sought, setSought] = useState("");
  const chosen = new Set(value);
  const shown = things.filter((thing) => thing.name.toLowerCase().includes(sought.trim().toLowerCase()));
  const toggle = (id: Id) => onChange(chosen.has(id) ? [...chosen].filter((each) => each !== id) : [...chosen, id]);
  const isFull = chosen.size >= mostLimited;
  return (
    <fieldset className="grid gap-2">
      <legend className="pb-1 text-body font-medium">{words.legend}</legend>
      <label className="flex min-h-8 items-center gap-2">
        <input type="radio" name={name} checked={value === undefined} onChange={() => onChange(undefined)} />
        {words.every}
      </label>
      <label className="flex min-h-8 items-center gap-2">
        <input type="radio" name={name} checked={value !== undefined} onChange={() => onChange(value ?? [])} />
        {words.only}
      </label>
      {value === undefined ? null : (
        <div className="grid gap-2 ps-6">
          {things.length >= manyThings ? (
            <SearchInput label={words.find} placeholder={words.find} value={sought} onChange={(event) => setSought(event.target.value)} />
          ) : null}
          <div className="grid max-h-48 gap-x-4 overflow-y-auto sm:grid-cols-2">
            {shown.map((thing) => (
              <label key={thing.id} className="flex min-h-8 items-center gap-2">
                <input
                  type="checkbox"
                  className="size-4 shrink-0"
                  checked={chosen.has(thing.id)}
                  disabled={isFull && !chosen.has(thing.id)}
                  onChange={() => toggle(thing.id)}
                />
                <span className="break-words">{thing.name}</span>
              </label>
            ))}
          </div>
          <p role="status" className="text-caption text-muted">
            {value.length === 0 ? t`None is chosen, so none is allowed.` : isFull ? t`At most ${mostLimited} can be named.` : ""}
          </p>
        </div>
      )}
    </fieldset>
  );
}
