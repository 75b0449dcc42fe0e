import { t } from "@lingui/core/macro";
import { ChartSpline } from "lucide-react";

import type { RobotId } from "#src/api/robots.ts";
import { ButtonLink } from "#src/components/ui/button.tsx";
import { paths } from "#src/paths.ts";

import { isRaw, type Window } from "./chart-data.ts";

/** To the same numbers of other robots. `until`: the end of what is shown, epoch ms; null while it is now. */
export function CompareLink({ robotId, window, until }: { robotId: RobotId; window: Window; until: number | null }) {
  const to = paths.compareRobots({
    draw: robotId,
    ...(isRaw(window) ? {} : { span: window }),
    ...(until === null ? {} : { until: new Date(until).toISOString() }),
  });
  const name = t`Compare with others`;
  return (
    <ButtonLink to={to} size="small" tone="quiet" icon={<ChartSpline aria-hidden />} title={name} aria-label={name}>
      <span className="@min-[30rem]:@max-[48rem]:sr-only">{t`Compare`}</span>
    </ButtonLink>
  );
}
