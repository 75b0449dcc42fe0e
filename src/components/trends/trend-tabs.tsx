import { t } from "@lingui/core/macro";
import { NavLink } from "react-router";

import { classNames } from "#src/lib/class-names.ts";
import { paths } from "#src/paths.ts";

const tabs = [
  { to: paths.trends(), label: t`Runs` },
  { to: paths.compareRobots(), label: t`Robots` },
];

/** What is asked about: finished runs over days, or what robots reported over hours. */
export function TrendTabs() {
  return (
    <nav aria-label={t`What is asked about`} className="mb-4 flex gap-1 border-b border-line print:hidden">
      {tabs.map(({ to, label }) => (
        <NavLink
          key={to}
          to={to}
          end
          className={({ isActive }) =>
            classNames(
              "flex min-h-control items-center border-b-2 px-3 -outline-offset-2",
              isActive ? "border-foreground text-foreground" : "border-transparent text-muted hover:text-foreground",
            )
          }
        >
          {label}
        </NavLink>
      ))}
    </nav>
  );
}
