import { t } from "@lingui/core/macro";
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense } from "react";
import { useSearchParams } from "react-router";
import * as v from "valibot";

import { alertRuleQueries } from "#src/api/alert-rules.ts";
import { type Incident, type IncidentFilter, useIncidentPages } from "#src/api/incidents.ts";
import { robotQueries } from "#src/api/robots.ts";
import { IncidentList } from "#src/components/incidents/incident-list.tsx";
import { Button } from "#src/components/ui/button.tsx";
import { EmptyState } from "#src/components/ui/empty-state.tsx";
import { PageHeader } from "#src/components/ui/page-header.tsx";
import { Segmented } from "#src/components/ui/segmented.tsx";
import { Skeleton, TableSkeleton } from "#src/components/ui/skeleton.tsx";
import { useOpened } from "#src/components/ui/use-opened.ts";
import { pageHeaders } from "#src/page-headers.ts";

const IncidentExport = lazy(() =>
  import("#src/components/incidents/incident-export.tsx").then((module) => ({ default: module.IncidentExport })),
);
const SeverityDialog = lazy(() =>
  import("#src/components/incidents/severity-dialog.tsx").then((module) => ({ default: module.SeverityDialog })),
);

const choices = ["open", "moving", "all"] as const;
type Choice = (typeof choices)[number];
const labels: Record<Choice, string> = { open: t`Open`, moving: t`Moving arms`, all: t`All` };
const nothing: Record<Choice, string> = {
  open: t`Nothing needs attention now.`,
  moving: t`No arm fell silent, failed or stopped unasked while it moved.`,
  all: t`What needs attention is kept here, from its first moment to its last, with who took it and what they did.`,
};
const shape = v.object({ show: v.fallback(v.picklist(choices), "open"), robot: v.optional(v.string()), rule: v.optional(v.string()) });

/** The list as the address says it; what it may not say falls back to what is open. No rule is about a moving arm. */
function filterFrom(params: URLSearchParams): { show: Choice; filter: IncidentFilter } {
  const { show, robot, rule } = v.parse(shape, Object.fromEntries(params));
  if (rule !== undefined) {
    const shown = show === "moving" ? "open" : show;
    return { show: shown, filter: { show: shown, ruleId: rule as NonNullable<IncidentFilter["ruleId"]> } }; // checked by the server's `v.id`
  }
  if (robot === undefined) return { show, filter: { show } };
  return { show, filter: { show, robotId: robot as NonNullable<IncidentFilter["robotId"]> } }; // checked by the server's `v.id`
}

export function Component() {
  const [params, setParams] = useSearchParams();
  const { show, filter } = filterFrom(params);
  const { results, status, loadMore } = useIncidentPages(filter);
  const { data: robots } = useQuery(robotQueries.withRetired());
  const robot = robots?.find(({ id }) => id === filter.robotId);
  const set = (key: string, value: string | null) => {
    const changed = new URLSearchParams(params);
    if (value === null) changed.delete(key);
    else changed.set(key, value);
    setParams(changed, { replace: true });
  };
  const name = robot?.name;
  const { ruleId } = filter;
  const [opened, open] = useOpened();
  return (
    <>
      <PageHeader {...pageHeaders["/incidents"]} />
      {opened === "severities" ? (
        <Suspense>
          <SeverityDialog onClose={() => open(null)} />
        </Suspense>
      ) : null}
      <div className="grid grid-cols-[minmax(0,1fr)] gap-3">
        <div className="flex flex-wrap items-center gap-3">
          <Segmented
            label={t`Which incidents`}
            value={show}
            onChange={(next) => set("show", next === "open" ? null : next)}
            options={choices
              .filter((value) => ruleId === undefined || value !== "moving")
              .map((value) => ({ value, label: labels[value] }))}
          />
          {filter.robotId === undefined ? null : (
            <Button tone="quiet" onClick={() => set("robot", null)}>
              {name === undefined ? t`Show every robot` : t`Only ${name}. Show every robot`}
            </Button>
          )}
          {ruleId === undefined ? null : <RuleFilter ruleId={ruleId} found={results[0]} onClear={() => set("rule", null)} />}
          {results.length === 0 ? null : (
            <Suspense fallback={<Skeleton className="h-control w-36" />}>
              <IncidentExport filter={filter} />
            </Suspense>
          )}
          <Button tone="quiet" onClick={() => open("severities")}>{t`How grave…`}</Button>
        </div>
        {status === "LoadingFirstPage" ? (
          <output aria-label={t`Loading incidents`}>
            <TableSkeleton />
          </output>
        ) : results.length === 0 ? (
          <EmptyState
            title={t`No incidents here`}
            body={ruleId !== undefined && show === "open" ? t`No robot breaks this rule now.` : nothing[show]}
            action={show === "all" ? undefined : <Button onClick={() => set("show", "all")}>{t`Show all incidents`}</Button>}
          />
        ) : (
          <>
            <section className="card px-4" aria-label={labels[show]}>
              <IncidentList incidents={results} withRobot={filter.robotId === undefined} />
            </section>
            {status === "Exhausted" ? null : <Button isBusy={status === "LoadingMore"} onClick={() => loadMore(30)}>{t`Show more`}</Button>}
          </>
        )}
      </div>
    </>
  );
}

type RuleFilterProps = { ruleId: NonNullable<IncidentFilter["ruleId"]>; found: Incident | undefined; onClear: () => void };

/** Which rule the list is of. One that was removed is called as its incidents call it. */
function RuleFilter({ ruleId, found, onClear }: RuleFilterProps) {
  const { data: rules } = useQuery(alertRuleQueries.list());
  const rule = rules?.find(({ id }) => id === ruleId)?.name ?? found?.rule?.name;
  return (
    <Button tone="quiet" onClick={onClear}>
      {rule === undefined ? t`Show every cause` : t`Only the rule ${rule}. Show every cause`}
    </Button>
  );
}
