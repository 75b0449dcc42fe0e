import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { CopyPlus, Play } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { Link, type Params, useParams, useSearchParams } from "react-router";

import { prefetch } from "#src/api/client.ts";
import { serverNow } from "#src/api/clock.ts";
import { type Deployment, deploymentQueries, type Readiness } from "#src/api/deployments.ts";
import { describeError } from "#src/api/errors.ts";
import { useActReason } from "#src/api/limits.ts";
import { robotQueries } from "#src/api/robots.ts";
import { chosenRobot, DoctorSection } from "#src/components/deployments/doctor-section.tsx";
import { PolicyPanel } from "#src/components/deployments/policy-panel.tsx";
import { Button, ButtonLink } from "#src/components/ui/button.tsx";
import { CodeBlock } from "#src/components/ui/code-block.tsx";
import { CopyableId } from "#src/components/ui/copyable-id.tsx";
import { ErrorNote } from "#src/components/ui/error-note.tsx";
import { KeyValueList } from "#src/components/ui/key-value-list.tsx";
import { PageHeader } from "#src/components/ui/page-header.tsx";
import { PageSkeleton, Skeleton } from "#src/components/ui/skeleton.tsx";
import { ModeMark } from "#src/components/ui/state-mark.tsx";
import { AbsoluteTime, RelativeTime } from "#src/components/ui/time.tsx";
import { paths } from "#src/paths.ts";

import { deploymentIdFrom } from "./params.ts";

const TrendSection = lazy(() =>
  import("#src/components/deployments/trend-section.tsx").then((module) => ({ default: module.TrendSection })),
);

/** A spec is stored as text; unreadable text is shown as it is rather than hidden. */
function prettySpec(spec: string): string {
  try {
    return JSON.stringify(JSON.parse(spec), null, 2);
  } catch {
    return spec;
  }
}

export const firstData = (params: Readonly<Params>) => {
  const id = deploymentIdFrom(params);
  return Promise.all([prefetch(deploymentQueries.detail(id)), prefetch(deploymentQueries.readiness(id))]);
};

export function Component() {
  const id = deploymentIdFrom(useParams());
  const { data: deployment, error } = useQuery(deploymentQueries.detail(id));
  const readiness = useQuery(deploymentQueries.readiness(id));
  // Whether it was ever checked decides how much stands on the page, so both answers are awaited.
  if (deployment === undefined || readiness.data === undefined) {
    if (error ?? readiness.error) throw error ?? readiness.error; // The area's boundary says what it means and leaves the shell standing.
    return <PageSkeleton />;
  }
  const failure = error ?? readiness.error;
  return (
    <DeploymentView deployment={deployment} readiness={readiness.data} failure={failure === null ? undefined : describeError(failure)} />
  );
}

function DeploymentView({ deployment, readiness, failure }: { deployment: Deployment; readiness: Readiness; failure: string | undefined }) {
  const { id } = deployment;
  const { data: robots = [] } = useQuery(robotQueries.all());
  const [params, setParams] = useSearchParams();
  const fitting = robots.filter(
    (robot) => robot.retiredAt === null && (deployment.robotSchemaId === null || robot.robotSchemaId === deployment.robotSchemaId),
  );
  // Of the moment the page was opened: a report that somebody else makes must not change whose report is read here.
  const [checkedLast] = useState(readiness.newest?.robotId ?? null);
  const robotId = chosenRobot(params.get("robot"), fitting, checkedLast);
  const roleReason = useActReason({ deploymentId: id });
  const authorize = paths.newSession({ deploymentId: id, ...(robotId === null ? {} : { robotId }) });

  return (
    <>
      <PageHeader
        title={deployment.name}
        crumbs={[{ label: t`Deployments`, to: paths.deployments() }]}
        facts={
          <>
            <ModeMark mode={deployment.mode} />
            <span>{deployment.runtime}</span>
            <span>
              <Trans>
                created <RelativeTime at={deployment.createdAt} now={serverNow} />
              </Trans>
            </span>
          </>
        }
        actions={
          <>
            <ButtonLink to={paths.newDeployment(id)} icon={<CopyPlus aria-hidden />}>{t`Change a copy`}</ButtonLink>
            {roleReason === undefined ? (
              <ButtonLink to={authorize} tone="primary" icon={<Play aria-hidden />}>{t`Authorize a session`}</ButtonLink>
            ) : (
              <Button tone="primary" disabledReason={roleReason} icon={<Play aria-hidden />}>{t`Authorize a session`}</Button>
            )}
          </>
        }
      />
      <div className="grid gap-8 lg:grid-cols-[minmax(0,1.3fr)_minmax(0,1fr)]">
        <div className="grid content-start gap-4">
          {failure === undefined ? null : <ErrorNote text={failure} />}
          <DoctorSection
            deployment={deployment}
            readiness={readiness}
            robots={fitting}
            robotId={robotId}
            onChoose={(choice) => setParams({ robot: choice }, { replace: true, preventScrollReset: true })}
          />
        </div>
        <div className="grid content-start gap-4">
          <h2 className="text-heading">{t`What it is`}</h2>
          <div className="card px-4 py-1">
            <KeyValueList
              label={t`Deployment`}
              items={[
                ...(deployment.modelId === null
                  ? []
                  : [{ key: t`Model`, value: <code className="font-mono text-caption break-all">{deployment.modelId}</code> }]),
                ...(deployment.artifactId === null
                  ? []
                  : [{ key: t`Artifact`, value: <code className="font-mono text-caption break-all">{deployment.artifactId}</code> }]),
                {
                  key: t`Robot schema`,
                  value:
                    deployment.robotSchemaId === null ? (
                      t`not bound`
                    ) : (
                      <Link className="underline" to={paths.robotSchema(deployment.robotSchemaId)}>
                        {deployment.robotSchemaName}
                      </Link>
                    ),
                },
                { key: t`Runtime`, value: deployment.runtime },
                { key: t`Created`, value: <AbsoluteTime at={deployment.createdAt} /> },
                { key: t({ message: "By", context: "person" }), value: deployment.createdBy.name },
                { key: t`Id`, value: <CopyableId id={id} label={t`Copy the deployment’s id`} /> },
                { key: t`Spec hash`, value: <code className="font-mono text-caption break-all">{deployment.specHash}</code> },
                {
                  key: t`Sessions`,
                  value: <Link className="underline" to={`${paths.sessions()}?deployment=${id}`}>{t`Show its sessions`}</Link>,
                },
                {
                  key: t`Receipts`,
                  value: <Link className="underline" to={paths.receipts(`deployment=${id}`)}>{t`Show its receipts`}</Link>,
                },
              ]}
            />
          </div>
          <PolicyPanel deployment={deployment} />
          <h2 className="text-heading">{t`Spec`}</h2>
          <CodeBlock label={t`Spec`} code={prettySpec(deployment.spec)} />
        </div>
      </div>
      <div className="pt-8">
        <Suspense fallback={<Skeleton className="h-52 w-full" />}>
          <TrendSection deploymentId={id} />
        </Suspense>
      </div>
    </>
  );
}
