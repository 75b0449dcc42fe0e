import { t } from "@lingui/core/macro";
import { useQuery } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { Link, useSearchParams } from "react-router";

import { prefetch } from "#src/api/client.ts";
import { useRoleReason } from "#src/api/account.ts";
import { serverNow } from "#src/api/clock.ts";
import { deploymentQueries } from "#src/api/deployments.ts";
import { describeError } from "#src/api/errors.ts";
import { OrTryOut } from "#src/components/robots/or-try-out.tsx";
import { Button, ButtonLink } from "#src/components/ui/button.tsx";
import { EmptyState } from "#src/components/ui/empty-state.tsx";
import { ErrorNote } from "#src/components/ui/error-note.tsx";
import { SearchInput } from "#src/components/ui/field.tsx";
import { PageHeader } from "#src/components/ui/page-header.tsx";
import { PageSkeleton } from "#src/components/ui/skeleton.tsx";
import { ModeMark } from "#src/components/ui/state-mark.tsx";
import { Cell, HeadCell, Row, Table, TableHead } from "#src/components/ui/table.tsx";
import { RelativeTime } from "#src/components/ui/time.tsx";
import { pageHeaders } from "#src/page-headers.ts";
import { paths } from "#src/paths.ts";

export const firstData = () => prefetch(deploymentQueries.all());

export function Component() {
  const { data: deployments, error } = useQuery(deploymentQueries.all());
  const [params, setParams] = useSearchParams();
  const roleReason = useRoleReason("operator");
  const search = params.get("q") ?? "";
  if (deployments === undefined) {
    if (error) throw error; // The area's boundary says what it means and leaves the shell standing.
    return <PageSkeleton header={pageHeaders["/deployments"]} />;
  }
  const count = deployments.length;
  const needle = search.trim().toLowerCase();
  const shown = deployments.filter(({ name, modelId, artifactId, runtime }) =>
    [name, modelId, artifactId, runtime].some((text) => text?.toLowerCase().includes(needle)),
  );

  const create =
    roleReason === undefined ? (
      <ButtonLink to={paths.newDeployment()} tone="primary" icon={<Plus aria-hidden />}>{t`New deployment`}</ButtonLink>
    ) : (
      <Button tone="primary" disabledReason={roleReason} icon={<Plus aria-hidden />}>{t`New deployment`}</Button>
    );

  return (
    <>
      <PageHeader title={t`Deployments`} actions={create} />
      {error ? <ErrorNote text={describeError(error)} /> : null}
      {count === 0 ? (
        <EmptyState
          title={t`No deployments yet`}
          body={t`A deployment names a model, the robot schema it was trained for, and a runtime. Sessions are authorized from it.`}
          action={<OrTryOut>{create}</OrTryOut>}
        />
      ) : (
        <div className="grid gap-3">
          <SearchInput
            label={t`Search deployments`}
            placeholder={t`Name, model or runtime`}
            className="max-w-80"
            value={search}
            onChange={(event) => setParams(event.target.value === "" ? {} : { q: event.target.value }, { replace: true })}
          />
          {shown.length === 0 ? (
            <EmptyState
              title={t`No deployments match`}
              body={t`None of ${count} contains “${search}”.`}
              action={<Button onClick={() => setParams({}, { replace: true })}>{t`Clear the search`}</Button>}
            />
          ) : (
            <Table label={t`Deployments`}>
              <TableHead>
                <HeadCell>{t`Name`}</HeadCell>
                <HeadCell>{t`Model`}</HeadCell>
                <HeadCell className="max-md:hidden">{t`Robot schema`}</HeadCell>
                <HeadCell className="max-md:hidden">{t`Runtime`}</HeadCell>
                <HeadCell className="max-md:hidden">{t`Default mode`}</HeadCell>
                <HeadCell isNumber>{t`Created`}</HeadCell>
              </TableHead>
              <tbody>
                {shown.map((deployment) => (
                  <Row key={deployment.id}>
                    <Cell>
                      <Link to={paths.deployment(deployment.id)} className="font-medium hover:underline">
                        {deployment.name}
                      </Link>
                    </Cell>
                    <Cell className="font-mono text-caption break-all">{deployment.modelId ?? deployment.artifactId}</Cell>
                    <Cell className="max-md:hidden">
                      {deployment.robotSchemaName ?? <span className="text-muted">{t`not bound`}</span>}
                    </Cell>
                    <Cell className="max-md:hidden">{deployment.runtime}</Cell>
                    <Cell className="max-md:hidden">
                      <ModeMark mode={deployment.mode} />
                    </Cell>
                    <Cell isNumber className="text-muted">
                      <RelativeTime at={deployment.createdAt} now={serverNow} />
                    </Cell>
                  </Row>
                ))}
              </tbody>
            </Table>
          )}
        </div>
      )}
    </>
  );
}
