import { t } from "@lingui/core/macro";
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense } from "react";

import { describeError } from "#src/api/errors.ts";
import { runRuleQueries } from "#src/api/run-rules.ts";
import { Button } from "#src/components/ui/button.tsx";
import { ErrorNote } from "#src/components/ui/error-note.tsx";
import { useOpened } from "#src/components/ui/use-opened.ts";

import { RunRuleRow } from "./run-rule-row.tsx";

const RunRuleDialog = lazy(() => import("./run-rule-dialog.tsx").then((module) => ({ default: module.RunRuleDialog })));

const MOST = 20;

/** The rules about runs, below those about what robots report. `?open=runs:new` and `?open=runs:ID` open the editor. */
export function RunRules({ reason }: { reason: string | undefined }) {
  const { data: rules, error } = useQuery(runRuleQueries.list());
  const [opened, open] = useOpened();
  const edited = rules?.find(({ id }) => opened === `runs:${id}`);
  const full = (rules?.length ?? 0) >= MOST ? t`There are ${MOST} rules, as many as there may be. Remove one first.` : undefined;
  return (
    <section aria-label={t`Rules about runs`} className="grid max-w-3xl grid-cols-[minmax(0,1fr)] gap-3">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <h2 className="text-heading">{t`Rules about runs`}</h2>
        <Button disabledReason={reason ?? full} onClick={() => open("runs:new")}>{t`New rule about runs…`}</Button>
      </div>
      <p className="text-muted">{t`An incident opens when so many runs that were stopped, failed or were flagged ended within a time, and ends by itself when the time no longer holds so many. A new rule looks at the past only from the next such run.`}</p>
      {error ? <ErrorNote text={describeError(error)} /> : null}
      {rules === undefined || rules.length === 0 ? null : (
        <ul className="card px-4">
          {rules.map((rule) => (
            <RunRuleRow key={rule.id} rule={rule} reason={reason} onEdit={() => open(`runs:${rule.id}`)} />
          ))}
        </ul>
      )}
      {opened === "runs:new" || edited !== undefined ? (
        <Suspense>
          <RunRuleDialog
            key={opened}
            rule={edited ?? null}
            reason={reason ?? (edited === undefined ? full : undefined)}
            onClose={() => open(null)}
          />
        </Suspense>
      ) : null}
    </section>
  );
}
