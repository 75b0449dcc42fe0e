import { t } from "@lingui/core/macro";
import { useState } from "react";

import type { Limits } from "#src/api/settings.ts";

import { LimitChoices } from "./limit-choices.tsx";
import { LimitLines } from "./limit-lines.tsx";

/** Where a new key may act: everywhere, unless somebody opens this and says otherwise. Closed, it still says what was chosen. */
export function KeyLimits({ limits, onChange }: { limits: Limits; onChange: (limits: Limits) => void }) {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <details open={isOpen} onToggle={(event) => setIsOpen(event.currentTarget.open)}>
      <summary>{t`Let it act on some robots or deployments only`}{isOpen ? null : <LimitLines limits={limits} />}</summary>
      {isOpen ? (
        <div className="grid gap-3 pt-3">
          <p className="text-muted">{t`Where the person who makes a key may not act, the key may not either.`}</p>
          <LimitChoices limits={limits} onChange={onChange} />
        </div>
      ) : null}
    </details>
  );
}
