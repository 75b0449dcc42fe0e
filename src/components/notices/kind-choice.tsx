import type { NoticeKind } from "#src/api/notices.ts";

import { noticeKinds } from "./notice-words.ts";

type KindChoiceProps = { legend: string; chosen: readonly NoticeKind[]; isDisabled?: boolean; onChange: (chosen: NoticeKind[]) => void };

/** Which kinds of notices, one box for each. */
export function KindChoice({ legend, chosen, isDisabled = false, onChange }: KindChoiceProps) {
  return (
    <fieldset className="grid gap-x-6 sm:grid-cols-2" disabled={isDisabled}>
      <legend className="mb-1 font-medium">{legend}</legend>
      {noticeKinds.map(({ kind, label }) => (
        <label key={kind} className="flex min-h-control-small items-center gap-2.5 py-1">
          <input
            type="checkbox"
            className="size-4 shrink-0"
            checked={chosen.includes(kind)}
            onChange={(event) => onChange(event.target.checked ? [...chosen, kind] : chosen.filter((each) => each !== kind))}
          />
          {label}
        </label>
      ))}
    </fieldset>
  );
}
