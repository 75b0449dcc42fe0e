import { Play } from "lucide-react";
import { Link, useSearchParams } from "react-router";

import { useRoleReason } from "#src/api/account.ts";
import { serverNow } from "#src/api/clock.ts";
import { useSessionPages } from "#src/api/sessions.ts";
import { reasonInWords, SessionStatusMark } from "#src/components/sessions/session-state.tsx";
import { Button, ButtonLink } from "#src/components/ui/button.tsx";
import { EmptyState } from "#src/components/ui/empty-state.tsx";
import { PageHeader } from "#src/components/ui/page-header.tsx";
import { Segmented } from "#src/components/ui/segmented.tsx";
import { TableSkeleton } from "#src/components/ui/skeleton.tsx";
import { ModeMark } from "#src/components/ui/state-mark.tsx";
import { Cell, HeadCell, Row, Table, TableHead } from "#src/components/ui/table.tsx";
import { RelativeTime } from "#src/components/ui/time.tsx";
import { SavedViews } from "#src/components/views/saved-views.tsx";
import { paths } from "#src/paths.ts";

import { filterOf, sessionSearchFrom, viewOf, type StatusChoice, statusChoices } from "./params.ts";

const labels: Record<StatusChoice, string> = { open: "Open", authorized: "Authorized", active: "Active", closed: "Closed", all: "All" };

export function Component() {
  const [params, setParams] = useSearchParams();
  const search = sessionSearchFrom(params);
  const { results, status, loadMore } = useSessionPages(filterOf(search));
  const roleReason = useRoleReason("operator");
  const isNarrowed = search.deployment !== undefined || search.robot !== undefined;

  const setStatus = (next: StatusChoice) => {
    const changed = new URLSearchParams(params);
    changed.set("status", next);
    setParams(changed, { replace: true });
  };
  const preset = { ...(search.deployment === undefined ? {} : { deploymentId: search.deployment }), ...(search.robot === undefined ? {} : { robotId: search.robot }) };
  const authorize =
    roleReason === undefined ? (
      <ButtonLink to={paths.newSession(preset)} tone="primary" icon={<Play aria-hidden />}>Authorize a session</ButtonLink>
    ) : (
      <Button tone="primary" disabledReason={roleReason} icon={<Play aria-hidden />}>Authorize a session</Button>
    );

  return (
    <>
      <PageHeader title="Sessions" actions={authorize} />
      <div className="grid gap-3">
        <div className="flex flex-wrap items-center gap-3">
          <Segmented label="Status" value={search.status} onChange={setStatus} options={statusChoices.map((value) => ({ value, label: labels[value] }))} />
          {isNarrowed ? <Button tone="quiet" onClick={() => setParams({ status: search.status }, { replace: true })}>Show every robot and deployment</Button> : null}
        </div>
        <SavedViews page="sessions" query={viewOf(search)} />
        {status === "LoadingFirstPage" ? (
          <output aria-label="Loading sessions"><TableSkeleton /></output>
        ) : results.length === 0 ? (
          search.status === "all" && !isNarrowed ? (
            <EmptyState title="No sessions yet" body="A session is one run of a deployment on a robot. It starts as a dry run: the policy runs, nothing moves." action={authorize} />
          ) : (
            <EmptyState
              title="No sessions match"
              body={`No ${search.status === "all" ? "" : `${labels[search.status].toLowerCase()} `}session here.`}
              action={<Button onClick={() => setParams({ status: "all" }, { replace: true })}>Show all sessions</Button>}
            />
          )
        ) : (
          <>
            <Table label="Sessions">
              <TableHead>
                <HeadCell>Robot</HeadCell>
                <HeadCell>Mode</HeadCell>
                <HeadCell>Status</HeadCell>
                <HeadCell className="max-md:hidden">Deployment</HeadCell>
                <HeadCell className="max-lg:hidden">Authorized by</HeadCell>
                <HeadCell isNumber>Created</HeadCell>
              </TableHead>
              <tbody>
                {results.map((session) => (
                  <Row key={session.id}>
                    <Cell><Link to={paths.session(session.id)} className="font-medium hover:underline">{session.robotName ?? "No robot"}</Link></Cell>
                    <Cell>{session.status === "closed" ? <span className="text-muted">{session.promotions > 0 ? "applied" : "dry run only"}</span> : <ModeMark mode={session.mode} />}</Cell>
                    <Cell>
                      <SessionStatusMark status={session.status} />
                      {session.closeReason === null ? null : <span className="block text-caption text-muted">{reasonInWords(session.closeReason)}</span>}
                    </Cell>
                    <Cell className="max-md:hidden">{session.deploymentName ?? session.artifactId ?? session.baseModel}</Cell>
                    <Cell className="text-muted max-lg:hidden">{session.createdBy.name}</Cell>
                    <Cell isNumber className="text-muted"><RelativeTime at={session.createdAt} now={serverNow} /></Cell>
                  </Row>
                ))}
              </tbody>
            </Table>
            {status === "Exhausted" ? null : <Button isBusy={status === "LoadingMore"} onClick={() => loadMore(50)}>Show more</Button>}
          </>
        )}
      </div>
    </>
  );
}
