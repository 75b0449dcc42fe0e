import { plural, t } from "@lingui/core/macro";
import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";

import { alertRuleQueries } from "#src/api/alert-rules.ts";
import type { RobotState } from "#src/api/robots.ts";
import { StateMark } from "#src/components/ui/state-mark.tsx";
import { paths } from "#src/paths.ts";

/** On the page of a robot: the rules that can say nothing of it, because its heartbeats do not carry their value. */
export function RobotWithoutData({ missing }: { missing: NonNullable<RobotState["rulesWithoutData"]> }) {
  const { data: rules } = useQuery(alertRuleQueries.list());
  const names = (rules ?? []).filter(({ id, isOn }) => isOn && missing.some((each) => each.id === id)).map(({ name }) => name);
  if (names.length === 0) return null;
  const [count, list] = [names.length, names.join(", ")];
  return (
    <p>
      <Link to={paths.alertRules()} className="hover:underline">
        <StateMark shape="dash" tone="neutral" className="whitespace-normal">
          {plural(count, { one: `No data for the rule ${list}`, other: `No data for # rules: ${list}` })}
        </StateMark>
      </Link>{" "}
      <span className="text-caption text-muted">{t`Its heartbeats do not carry the value, so the rule says nothing of it.`}</span>
    </p>
  );
}
