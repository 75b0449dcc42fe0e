import { t } from "@lingui/core/macro";
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense } from "react";

import { useRoleReason } from "#src/api/account.ts";
import { type AlertRule, alertRuleQueries, type NewAlertRule, useCreateAlertRule } from "#src/api/alert-rules.ts";
import { useIsConnected } from "#src/api/connection.ts";
import { describeError } from "#src/api/errors.ts";
import { useFleetStates } from "#src/api/fleet.ts";
import { robotQueries } from "#src/api/robots.ts";
import { coverageOf } from "#src/components/alert-rules/coverage.ts";
import { draftFrom, draftKeys, examples } from "#src/components/alert-rules/draft.ts";
import { RuleRow } from "#src/components/alert-rules/rule-row.tsx";
import { conditionInWords } from "#src/components/alert-rules/rule-words.ts";
import { RunRules } from "#src/components/run-rules/run-rules.tsx";
import { Button } from "#src/components/ui/button.tsx";
import { EmptyState } from "#src/components/ui/empty-state.tsx";
import { ErrorNote } from "#src/components/ui/error-note.tsx";
import { TableSkeleton } from "#src/components/ui/skeleton.tsx";
import { useAddress } from "#src/components/ui/use-address.ts";
import { useOpened } from "#src/components/ui/use-opened.ts";

const RuleDialog = lazy(() => import("#src/components/alert-rules/rule-dialog.tsx").then((module) => ({ default: module.RuleDialog })));

const NoDataDialog = lazy(() =>
  import("#src/components/alert-rules/no-data-dialog.tsx").then((module) => ({ default: module.NoDataDialog })),
);

const MOST = 20;

/** Rules that the organization writes itself: admins write them, everybody reads. `?open=rule:new` and `?open=rule:ID` open the editor, `?open=no-data:ID` the robots that a rule says nothing of. */
export function Component() {
  const { data: rules, error } = useQuery(alertRuleQueries.list());
  const create = useCreateAlertRule();
  const [opened, open] = useOpened();
  const [address, changeAddress] = useAddress();
  const roleReason = useRoleReason("admin");
  const isConnected = useIsConnected();
  const reason = roleReason ?? (isConnected ? undefined : t`No connection to the server.`);
  const edited = rules?.find(({ id }) => opened === `rule:${id}`);
  const { data: robots } = useQuery(robotQueries.all());
  const states = useFleetStates(robots);
  const byRobot = states.data === undefined ? undefined : new Map(states.data.map((state) => [state.robotId, state]));
  const coverage = (rule: AlertRule) => (robots === undefined || byRobot === undefined ? undefined : coverageOf(rule, robots, byRobot));
  const asked = rules?.find(({ id }) => opened === `no-data:${id}`);
  const covered = asked === undefined ? undefined : coverage(asked);
  const full = (rules?.length ?? 0) >= MOST ? t`There are ${MOST} rules, as many as there may be. Remove one first.` : undefined;
  return (
    <div className="grid gap-8">
      <section aria-label={t`Rules`} className="grid max-w-3xl grid-cols-[minmax(0,1fr)] gap-3">
        <div className="flex flex-wrap items-center justify-between gap-3">
          <h2 className="text-heading">{t`Rules`}</h2>
          <Button disabledReason={reason ?? full} onClick={() => open("rule:new")}>{t`New rule…`}</Button>
        </div>
        <p className="text-muted">{t`An incident opens when a value that robots report is over or under a threshold for a time, and ends when it was not for as long. What is not reported, and a robot that is silent, decide nothing, and are told as no data. A rule never stops, moves or promotes a robot.`}</p>
        {roleReason === undefined ? null : <p className="text-caption text-muted">{roleReason}</p>}
        {error ? <ErrorNote text={describeError(error)} /> : null}
        {states.error ? <ErrorNote text={describeError(states.error)} /> : null}
        {create.error === null ? null : <ErrorNote text={describeError(create.error)} />}
        {rules === undefined ? (
          error ? null : (
            <output aria-label={t`Loading rules`}>
              <TableSkeleton rows={3} />
            </output>
          )
        ) : rules.length === 0 ? (
          <EmptyState
            title={t`No rules yet`}
            body={t`Begin with one of these, for every robot, and change it afterwards; or write your own.`}
            action={<Examples reason={reason} isBusy={create.isPending} onChoose={(rule) => create.mutate(rule)} />}
          />
        ) : (
          <ul className="card px-4">
            {rules.map((rule) => (
              <RuleRow
                key={rule.id}
                rule={rule}
                coverage={coverage(rule)}
                reason={reason}
                onEdit={() => open(`rule:${rule.id}`)}
                onAskMissing={() => open(`no-data:${rule.id}`)}
              />
            ))}
          </ul>
        )}
        {asked === undefined || covered === undefined ? null : (
          <Suspense>
            <NoDataDialog rule={asked} coverage={covered} onClose={() => open(null)} />
          </Suspense>
        )}
        {opened === "rule:new" || edited !== undefined ? (
          <Suspense>
            <RuleDialog
              key={opened}
              rule={edited ?? null}
              reason={reason ?? (edited === undefined ? full : undefined)}
              start={draftFrom(address)}
              onClose={() => {
                // What filled this rule fills no other.
                if (edited === undefined) changeAddress({ open: null, ...Object.fromEntries(draftKeys.map((key) => [key, null])) });
                else open(null);
              }}
            />
          </Suspense>
        ) : null}
      </section>
      <RunRules reason={reason} />
    </div>
  );
}

type ExamplesProps = { reason: string | undefined; isBusy: boolean; onChoose: (rule: NewAlertRule) => void };

function Examples({ reason, isBusy, onChoose }: ExamplesProps) {
  return (
    <ul className="grid gap-2">
      {examples().map((rule) => (
        <li key={rule.name} className="grid justify-items-center gap-1">
          <Button isBusy={isBusy} disabledReason={reason} onClick={() => onChoose(rule)}>
            {rule.name}
          </Button>
          <span className="text-caption text-muted">{conditionInWords(rule)}</span>
        </li>
      ))}
    </ul>
  );
}
