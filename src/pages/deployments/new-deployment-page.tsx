import { t } from "@lingui/core/macro";
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useEffect, useState } from "react";
import { useLocation, useNavigate } from "react-router";

import { useRoleReason } from "#src/api/account.ts";
import { useIsConnected } from "#src/api/connection.ts";
import { type Deployment, deploymentQueries, useCreateDeployment } from "#src/api/deployments.ts";
import { describeError } from "#src/api/errors.ts";
import { robotSchemaQueries } from "#src/api/robot-schemas.ts";
import { DeploymentForm } from "#src/components/deployments/deployment-form.tsx";
import { blank, deploymentIdOf, draftOfValues, nextName, problemsOf, valuesOf } from "#src/components/deployments/deployment-values.ts";
import { type DraftAddress, draftFrom, fragmentOf } from "#src/components/deployments/draft-address.ts";
import { PageHeader } from "#src/components/ui/page-header.tsx";
import { PageSkeleton, TableSkeleton } from "#src/components/ui/skeleton.tsx";
import { useRested } from "#src/components/ui/use-rested.ts";
import { pageHeaders } from "#src/page-headers.ts";
import { paths } from "#src/paths.ts";

const DeploymentPreview = lazy(() =>
  import("#src/components/deployments/deployment-preview.tsx").then((module) => ({ default: module.DeploymentPreview })),
);

/** The draft that the address names when it is opened or changed by hand; what is typed here changes the address without coming back. */
function useOpenedDraft(): { fragment: string; opened: DraftAddress } {
  const { hash } = useLocation();
  const [fragment, setFragment] = useState(hash);
  useEffect(() => {
    const open = () => setFragment(location.hash);
    addEventListener("hashchange", open);
    return () => removeEventListener("hashchange", open);
  }, []);
  return { fragment, opened: draftFrom(fragment) };
}

export function Component() {
  const { fragment, opened } = useOpenedDraft();
  const fromId = deploymentIdOf(opened.from);
  const { data: from, error } = useQuery(deploymentQueries.detailIfChosen(fromId));
  if (fromId !== null && from === undefined) {
    if (error) throw error; // The area's boundary says what it means and leaves the shell standing.
    return <PageSkeleton />;
  }
  return (
    <>
      <PageHeader {...pageHeaders["/deployments/new"]} />
      <NewDeployment key={fragment} opened={opened} from={from ?? null} />
    </>
  );
}

function NewDeployment({ opened, from }: { opened: DraftAddress; from: Deployment | null }) {
  const { data: schemas, error } = useQuery(robotSchemaQueries.all());
  const { data: deployments = [] } = useQuery(deploymentQueries.all());
  const create = useCreateDeployment();
  const navigate = useNavigate();
  const isConnected = useIsConnected();
  const roleReason = useRoleReason("operator");
  const base = from === null ? blank : valuesOf(from);
  const [initial] = useState({ ...base, ...(from === null ? {} : { name: nextName(from.name) }), ...opened.changes });
  const [typed, setTyped] = useState(initial);
  const rested = useRested(typed, JSON.stringify(typed));
  const fragment = fragmentOf(from?.id ?? null, rested, base);
  useEffect(() => {
    if ((fragment ?? "") !== location.hash) void navigate({ hash: fragment ?? "" }, { replace: true, preventScrollReset: true });
  }, [fragment, navigate]);
  if (schemas === undefined && error) throw error; // As above.

  const isSound = Object.keys(problemsOf(rested)).length === 0;
  return (
    <div className="grid items-start gap-8 xl:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
      <DeploymentForm
        initial={initial}
        onChange={setTyped}
        schemas={schemas ?? []}
        runtimes={[...new Set(["edge", ...deployments.map(({ runtime }) => runtime)])]}
        isSaving={create.isPending}
        disabledReason={
          roleReason ??
          (isConnected ? undefined : t`No connection to the server.`) ??
          (schemas === undefined ? t`The robot schemas are on their way.` : undefined)
        }
        failure={create.error === null ? undefined : describeError(create.error)}
        onSubmit={(values) =>
          create.mutate(draftOfValues(values, from, schemas ?? []), { onSuccess: ({ id }) => void navigate(paths.deployment(id)) })
        }
      />
      <Suspense fallback={<TableSkeleton rows={4} />}>
        <DeploymentPreview
          draft={isSound && schemas !== undefined ? draftOfValues(rested, from, schemas) : null}
          from={from}
          url={fragment === null ? null : `${location.origin}${paths.newDeployment()}${fragment}`}
        />
      </Suspense>
    </div>
  );
}
