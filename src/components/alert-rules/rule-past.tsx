import { plural, t } from "@lingui/core/macro";
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";

import { alertRuleQueries, type NewAlertRule } from "#src/api/alert-rules.ts";
import { serverNow } from "#src/api/clock.ts";
import { useIsConnected } from "#src/api/connection.ts";
import { describeError } from "#src/api/errors.ts";
import type { Robot } from "#src/api/robots.ts";
import { ErrorNote } from "#src/components/ui/error-note.tsx";
import { Skeleton } from "#src/components/ui/skeleton.tsx";
import { useRested } from "#src/components/ui/use-rested.ts";

import { isMeant } from "./coverage.ts";

const PastChart = lazy(() => import("./past-chart.tsx").then((module) => ({ default: module.PastChart })));

/** As many robots as are looked at; each is a question of its own. */
const MOST = 10;

const conditionOf = ({ measure, isOver, threshold, forMs, noDataMs }: NewAlertRule) => ({
  ...{ measure, isOver, threshold, forMs },
  ...(noDataMs === undefined ? {} : { noDataMs }),
});

/** What the rule would have done in the last 24 hours, before it is saved; `null` while the rule is not whole. */
export function RulePast({ rule, robots }: { rule: NewAlertRule | null; robots: readonly Robot[] }) {
  const [until] = useState(() => serverNow());
  const rested = useRested(rule, JSON.stringify(rule));
  const meant = rested === null ? robots : robots.filter((robot) => isMeant(rested.scope, robot));
  const looked = meant.slice(0, MOST);
  const isConnected = useIsConnected();
  const condition = rested === null ? null : conditionOf(rested);
  const { data, error } = useQuery(
    alertRuleQueries.past(
      condition,
      looked.map(({ id }) => id),
      until,
    ),
  );
  const isOld = JSON.stringify(rested) !== JSON.stringify(rule);
  return (
    <section aria-label={t`What it would have done`} className="grid gap-1 rounded-control bg-sunken p-3">
      <h3 className="font-medium">{t`In the last 24 hours`}</h3>
      <output className="block min-h-6">
        {rule === null
          ? t`Fill in the rule first.`
          : error
            ? null
            : meant.length === 0
              ? t`No robot is meant.`
              : data === undefined || isOld
                ? isConnected
                  ? t`Looking…`
                  : t`No connection to the server.`
                : [wordsOf(data), blindWordsOf(data)].filter((each) => each !== null).join(" ")}
      </output>
      {error ? <ErrorNote text={describeError(error)} /> : null}
      {condition === null ||
      data === undefined ||
      data.every(({ minutes, withoutData }) => minutes === 0 && withoutData.length === 0) ? null : (
        <Suspense fallback={<Skeleton className="h-80" />}>
          <PastChart rule={condition} found={data} robots={robots} until={until} />
        </Suspense>
      )}
      <p className="text-caption text-muted">
        {t`From the least and greatest value of each minute, not from single heartbeats: the number is an estimate.`}{" "}
        {meant.length > MOST
          ? plural(meant.length - MOST, { one: "# more robot was not looked at.", other: "# more robots were not looked at." })
          : ""}
      </p>
    </section>
  );
}

type Found = readonly { sure: readonly unknown[]; possible: readonly unknown[]; withoutData: readonly unknown[]; minutes: number }[];

/** What it would have told of heartbeats without the value; `null` where nothing. */
function blindWordsOf(found: Found): string | null {
  const count = found.reduce((sum, { withoutData }) => sum + withoutData.length, 0);
  if (count === 0) return null;
  const on = found.filter(({ withoutData }) => withoutData.length > 0).length;
  const robots = plural(on, { one: "# robot", other: "# robots" });
  const incidents = plural(count, { one: "# incident", other: "# incidents" });
  return t`Missing data would have opened ${incidents} on ${robots}.`;
}

function wordsOf(found: Found): string {
  const count = (of: (each: Found[number]) => number) => found.reduce((sum, each) => sum + of(each), 0);
  if (count(({ minutes }) => minutes) === 0) return t`No data: none of these robots reported this value.`;
  const [least, most] = [count(({ sure }) => sure.length), count(({ possible }) => possible.length)].toSorted((a, b) => a - b);
  const on = found.filter(({ possible }) => possible.length > 0).length;
  const robots = plural(on, { one: "# robot", other: "# robots" });
  if (most === 0) return t`It would have opened no incident.`;
  if (least === most) {
    const incidents = plural(most ?? 0, { one: "# incident", other: "# incidents" });
    return t`It would have opened ${incidents} on ${robots}.`;
  }
  const [from, to] = [String(least), String(most)];
  return t`It would have opened ${from} to ${to} incidents on ${robots}.`;
}
