import { t } from "@lingui/core/macro";
import { Link } from "react-router";

import { classNames } from "#src/lib/class-names.ts";

import { type FleetFilter, type FleetRow, passes } from "./fleet-rows.ts";

const tiles: readonly { filter: FleetFilter; label: string; tone: string; loud?: boolean }[] = [
  { filter: "attention", label: t`Need attention`, tone: "text-warn" },
  { filter: "applying", label: t`Apply actions`, tone: "text-apply-text", loud: true },
  { filter: "online", label: t`Online`, tone: "text-ok" },
  { filter: "late", label: t`Late`, tone: "text-warn" },
  { filter: "offline", label: t`Offline`, tone: "text-danger" },
  { filter: "never", label: t`Never heard`, tone: "text-foreground" },
];

type FleetCountsProps = { rows: readonly FleetRow[]; chosen: FleetFilter; hrefFor: (filter: FleetFilter) => string };

/** How many are in which state; each number is the filter for itself. Pressing the chosen one shows all again. */
export function FleetCounts({ rows, chosen, hrefFor }: FleetCountsProps) {
  return (
    <nav
      aria-label={t`Filter by state`}
      className="grid grid-cols-3 overflow-hidden rounded-card border border-line bg-line [gap:1px] lg:grid-cols-6"
    >
      {tiles.map(({ filter, label, tone, loud }) => {
        const count = rows.filter((row) => passes(row, filter)).length;
        const isChosen = filter === chosen;
        return (
          <Link
            key={filter}
            to={hrefFor(isChosen ? "all" : filter)}
            replace
            preventScrollReset
            aria-current={isChosen ? "true" : undefined}
            className={classNames(
              "relative grid forced-colors:border px-3.5 py-2.5 -outline-offset-2 hover:bg-sunken",
              isChosen ? "bg-sunken shadow-[inset_0_-2px_0_var(--color-foreground)]" : "bg-surface",
            )}
          >
            {loud === true && count > 0 ? <span aria-hidden className="hazard absolute inset-x-0 top-0 h-1" /> : null}
            <span className={classNames("text-figure tabular", count === 0 ? "text-stale" : tone, loud === true ? null : "live-value")}>
              {count}
            </span>
            <span className="text-caption text-muted">{label}</span>
          </Link>
        );
      })}
    </nav>
  );
}
