import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Link } from "react-router";

import type { Readiness } from "#src/api/deployments.ts";
import { StateMark } from "#src/components/ui/state-mark.tsx";
import { classNames } from "#src/lib/class-names.ts";
import { formatAgo, formatDateTime } from "#src/lib/time.ts";

import { checkTitle, stateOf } from "./doctor-words.ts";

type Place = Readiness["places"][number];

/** What speaks against a place, or what to know of it. */
function reasonOf({ failed, warned }: Place): string {
  const names = (checks: string[]) => checks.map(checkTitle).join(", ");
  if (failed.length > 0) return t({ message: `Fails: ${names(failed)}`, comment: "names of the doctor's checks" });
  return warned.length > 0 ? t({ message: `To know: ${names(warned)}`, comment: "names of the doctor's checks" }) : "";
}

type ReadinessListProps = {
  readiness: Readiness;
  /** The robot whose report is shown below; null for the deployment alone. */
  chosen: string | null;
  /** Server time, epoch ms. */
  now: number;
};

/** Where the deployment was checked, one row a robot; each leads to its report. Nothing where one report says it all. */
export function ReadinessList({ readiness: { places, more }, chosen, now }: ReadinessListProps) {
  if (places.length < 2) return null;
  return (
    <div className="grid gap-1">
      <ul aria-label={t`Where it was checked`} className="card divide-y divide-line">
        {places.map((place) => {
          const { shape, tone, word } = stateOf(place, now);
          const isChosen = place.robotId === chosen;
          return (
            <li key={place.robotId ?? "alone"}>
              <Link
                to={`?robot=${place.robotId ?? "alone"}`}
                replace
                preventScrollReset
                aria-current={isChosen ? "true" : undefined}
                className={classNames(
                  "grid min-h-11 grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4 gap-y-0.5 px-4 py-2 hover:bg-sunken/60 sm:grid-cols-[8rem_minmax(0,1fr)_auto]",
                  isChosen && "bg-info-soft",
                )}
              >
                <StateMark shape={shape} tone={tone}>
                  {word}
                </StateMark>
                <span className="order-1 col-span-2 grid min-w-0 sm:order-none sm:col-span-1">
                  <span className="truncate font-medium">{place.robotName ?? t`The deployment alone`}</span>
                  <span className="text-caption text-muted">{reasonOf(place)}</span>
                </span>
                <time title={formatDateTime(place.checkedAt)} className="text-caption whitespace-nowrap text-muted">
                  {formatAgo(now - place.checkedAt)}
                </time>
              </Link>
            </li>
          );
        })}
      </ul>
      {more ? (
        <p className="text-caption text-muted">
          <Trans>It was checked with more robots than are listed; choose one below.</Trans>
        </p>
      ) : null}
    </div>
  );
}
