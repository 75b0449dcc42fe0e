import { t } from "@lingui/core/macro";
import { useState } from "react";

import { StopReports } from "./stop-reports.tsx";
import { lastApplying, subjectOf } from "./stops.ts";

/**
 * Where a tab is led that may see its arms no more: which of them applied actions when it last knew, where their hardware emergency
 * stops are, and the stops that it still asks for. Nobody may take a page without arms for arms at rest.
 */
export function LeftMoving() {
  const [left] = useState(lastApplying);
  const names = left.map(subjectOf).join(", ");
  return (
    <>
      {left.length === 0 ? null : (
        <div role="alert" className="grid gap-2 rounded-card border-2 border-danger bg-danger-soft p-4 text-danger">
          <strong className="text-heading">{t`${names} may still move`}</strong>
          <p>{t`Actions were applied when this page last knew. Until you sign in it neither sees nor stops them.`}</p>
          <ul className="grid gap-1 font-semibold">
            {left.map((target) => (
              <li key={target.id}>{whereToStop(subjectOf(target), target.emergencyStopLocation)}</li>
            ))}
          </ul>
        </div>
      )}
      <StopReports className="grid gap-2" />
    </>
  );
}

const whereToStop = (name: string, place: string | null) =>
  place === null
    ? t`${name}: use the hardware emergency stop at the robot (no location is recorded).`
    : t`${name}: use the hardware emergency stop at: ${place}.`;
