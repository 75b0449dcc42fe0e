import { useState } from "react";

import type { Limits } from "#src/api/settings.ts";

import { LimitChoices } from "./limit-choices.tsx";
import { LimitLines } from "./limit-lines.tsx";

type NewLimitsProps = { summary: string; note: string; limits: Limits; onChange: (limits: Limits) => void };

/** Where a new key or member may act: everywhere, unless somebody opens this and says otherwise. Closed, it still says what was chosen. */
export function NewLimits({ summary, note, limits, onChange }: NewLimitsProps) {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <details open={isOpen} onToggle={(event) => setIsOpen(event.currentTarget.open)}>
      <summary>
        {summary}
        {isOpen ? null : <LimitLines limits={limits} />}
      </summary>
      {isOpen ? (
        <div className="grid gap-3 pt-3">
          <p className="text-muted">{note}</p>
          <LimitChoices limits={limits} onChange={onChange} />
        </div>
      ) : null}
    </details>
  );
}
