import { t } from "@lingui/core/macro";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "react-router";

import { useRoleReason } from "#src/api/account.ts";
import { useIsConnected } from "#src/api/connection.ts";
import { deploymentQueries, useCreateDeployment } from "#src/api/deployments.ts";
import { describeError } from "#src/api/errors.ts";
import { robotSchemaQueries } from "#src/api/robot-schemas.ts";
import { DeploymentForm } from "#src/components/deployments/deployment-form.tsx";
import { PageHeader } from "#src/components/ui/page-header.tsx";
import { pageHeaders } from "#src/page-headers.ts";
import { paths } from "#src/paths.ts";

export function Component() {
  const { data: schemas, error } = useQuery(robotSchemaQueries.all());
  const { data: deployments = [] } = useQuery(deploymentQueries.all());
  const create = useCreateDeployment();
  const navigate = useNavigate();
  const isConnected = useIsConnected();
  const roleReason = useRoleReason("operator");
  if (schemas === undefined && error) throw error; // The area's boundary says what it means and leaves the shell standing.

  return (
    <>
      <PageHeader {...pageHeaders["/deployments/new"]} />
      <DeploymentForm
        schemas={schemas ?? []}
        runtimes={[...new Set(["edge", ...deployments.map(({ runtime }) => runtime)])]}
        isSaving={create.isPending}
        disabledReason={
          roleReason ??
          (isConnected ? undefined : t`No connection to the server.`) ??
          (schemas === undefined ? t`The robot schemas are on their way.` : undefined)
        }
        failure={create.error === null ? undefined : describeError(create.error)}
        onSubmit={(values) => {
          const robotSchemaId = schemas?.find(({ id }) => id === values.robotSchemaId)?.id;
          create.mutate(
            {
              name: values.name.trim(),
              modelId: values.modelId.trim(),
              mode: values.mode,
              ...(robotSchemaId === undefined ? {} : { robotSchemaId }),
              ...(values.runtime.trim() === "" ? {} : { runtime: values.runtime.trim() }),
              ...(values.spec.trim() === "" ? {} : { spec: values.spec }),
            },
            { onSuccess: ({ id }) => void navigate(paths.deployment(id)) },
          );
        }}
      />
    </>
  );
}
