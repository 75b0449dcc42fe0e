import { plural, t } from "@lingui/core/macro";
import { Play } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { useSearchParams } from "react-router";

import { useRoleReason } from "#src/api/account.ts";
import { type SessionId, type SessionRow, useSessionPages } from "#src/api/sessions.ts";
import { OrTryOut } from "#src/components/robots/or-try-out.tsx";
import { useCloseReasons } from "#src/components/sessions/close-reasons.ts";
import { mayCloseWithOthers, SessionTable } from "#src/components/sessions/session-table.tsx";
import { Button, ButtonLink } from "#src/components/ui/button.tsx";
import { EmptyState } from "#src/components/ui/empty-state.tsx";
import { PageHeader } from "#src/components/ui/page-header.tsx";
import { Segmented } from "#src/components/ui/segmented.tsx";
import { TableSkeleton } from "#src/components/ui/skeleton.tsx";
import { SavedViews } from "#src/components/views/saved-views.tsx";
import { paths } from "#src/paths.ts";

import { filterOf, sessionSearchFrom, viewOf, type StatusChoice, statusChoices } from "./params.ts";

const labels: Record<StatusChoice, string> = {
  open: t`Open`,
  authorized: t`Authorized`,
  active: t`Active`,
  closed: t`Closed`,
  all: t`All`,
};
const noneHere: Record<StatusChoice, string> = {
  open: t`No open session here.`,
  authorized: t`No authorized session here.`,
  active: t`No active session here.`,
  closed: t`No closed session here.`,
  all: t`No session here.`,
};

const CloseManyDialog = lazy(() =>
  import("#src/components/sessions/close-many-dialog.tsx").then((module) => ({ default: module.CloseManyDialog })),
);

export function Component() {
  const [params, setParams] = useSearchParams();
  const search = sessionSearchFrom(params);
  const { results, status, loadMore } = useSessionPages(filterOf(search));
  const roleReason = useRoleReason("operator");
  const closeReason = useCloseReasons();
  const isNarrowed = search.deployment !== undefined || search.robot !== undefined;

  const [chosen, setChosen] = useState<ReadonlySet<SessionId>>(new Set());
  /** As they were when the question was asked: the list goes on changing under it. */
  const [closing, setClosing] = useState<readonly SessionRow[] | null>(null);
  const choose = (id: SessionId) =>
    setChosen((before) => (before.has(id) ? new Set([...before].filter((each) => each !== id)) : new Set(before).add(id)));
  // What was closed or promoted elsewhere since it was chosen is no longer among them.
  const mayClose = results.filter((session) => chosen.has(session.id) && mayCloseWithOthers(session) && closeReason(session) === undefined);

  const setStatus = (next: StatusChoice) => {
    const changed = new URLSearchParams(params);
    changed.set("status", next);
    setParams(changed, { replace: true });
  };
  const preset = {
    ...(search.deployment === undefined ? {} : { deploymentId: search.deployment }),
    ...(search.robot === undefined ? {} : { robotId: search.robot }),
  };
  const authorize =
    roleReason === undefined ? (
      <ButtonLink to={paths.newSession(preset)} tone="primary" icon={<Play aria-hidden />}>{t`Authorize a session`}</ButtonLink>
    ) : (
      <Button tone="primary" disabledReason={roleReason} icon={<Play aria-hidden />}>{t`Authorize a session`}</Button>
    );

  return (
    <>
      <PageHeader title={t`Sessions`} actions={authorize} />
      <div className="grid grid-cols-[minmax(0,1fr)] gap-3">
        <div className="flex flex-wrap items-center gap-3">
          <Segmented
            label={t`Status`}
            value={search.status}
            onChange={setStatus}
            options={statusChoices.map((value) => ({ value, label: labels[value] }))}
          />
          {mayClose.length === 0 ? null : (
            <Button onClick={() => setClosing(mayClose)}>
              {plural(mayClose.length, { one: "Close # session…", other: "Close # sessions…" })}
            </Button>
          )}
          {isNarrowed ? (
            <Button
              tone="quiet"
              onClick={() => setParams({ status: search.status }, { replace: true })}
            >{t`Show every robot and deployment`}</Button>
          ) : null}
          <ButtonLink to={paths.handover()} tone="quiet" className="ms-auto">{t`Handover of a shift`}</ButtonLink>
        </div>
        <SavedViews page="sessions" query={viewOf(search)} />
        {status === "LoadingFirstPage" ? (
          <output aria-label={t`Loading sessions`}>
            <TableSkeleton />
          </output>
        ) : results.length === 0 ? (
          search.status === "all" && !isNarrowed ? (
            <EmptyState
              title={t`No sessions yet`}
              body={t`A session is one run of a deployment on a robot. It starts as a dry run: the policy runs, nothing moves.`}
              action={<OrTryOut>{authorize}</OrTryOut>}
            />
          ) : (
            <EmptyState
              title={t`No sessions match`}
              body={noneHere[search.status]}
              action={<Button onClick={() => setParams({ status: "all" }, { replace: true })}>{t`Show all sessions`}</Button>}
            />
          )
        ) : (
          <>
            <SessionTable
              sessions={results}
              chosen={chosen}
              whyNot={closeReason}
              onChoose={search.status === "closed" || roleReason !== undefined ? null : choose}
            />
            {status === "Exhausted" ? null : <Button isBusy={status === "LoadingMore"} onClick={() => loadMore(50)}>{t`Show more`}</Button>}
          </>
        )}
      </div>
      {closing === null ? null : (
        <Suspense>
          <CloseManyDialog
            sessions={closing}
            onClose={() => setClosing(null)}
            onClosed={(id) => setChosen((before) => new Set([...before].filter((each) => each !== id)))}
          />
        </Suspense>
      )}
    </>
  );
}
