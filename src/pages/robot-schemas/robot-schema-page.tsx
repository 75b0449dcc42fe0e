import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense } from "react";
import { type Params, Link, useParams } from "react-router";

import { serverNow } from "#src/api/clock.ts";
import { describeError } from "#src/api/errors.ts";
import { robotSchemaQueries, type RobotSchemaId } from "#src/api/robot-schemas.ts";
import { robotQueries } from "#src/api/robots.ts";
import { LimitsTable, SchemaFacts } from "#src/components/robot-schemas/schema-summary.tsx";
import { ButtonLink } from "#src/components/ui/button.tsx";
import { CodeBlock } from "#src/components/ui/code-block.tsx";
import { CopyButton } from "#src/components/ui/copy-button.tsx";
import { CopyableId } from "#src/components/ui/copyable-id.tsx";
import { ErrorNote } from "#src/components/ui/error-note.tsx";
import { KeyValueList } from "#src/components/ui/key-value-list.tsx";
import { PageHeader } from "#src/components/ui/page-header.tsx";
import { PageSkeleton, Skeleton } from "#src/components/ui/skeleton.tsx";
import { RelativeTime } from "#src/components/ui/time.tsx";
import { paths } from "#src/paths.ts";

const SchemaPose = lazy(() => import("#src/components/pose/schema-pose.tsx").then((module) => ({ default: module.SchemaPose })));

function robotSchemaIdFrom({ robotSchemaId }: Params): RobotSchemaId {
  if (robotSchemaId === undefined) throw new Error("No :robotSchemaId in this route. Is the page under the wrong path?");
  return robotSchemaId as RobotSchemaId; // the server's v.id check decides
}

/** Canonical JSON is one line; people read indented text. */
const pretty = (document: string): string => {
  try {
    return JSON.stringify(JSON.parse(document), null, 2);
  } catch {
    return document;
  }
};

export function Component() {
  const id = robotSchemaIdFrom(useParams());
  const { data: schema, error } = useQuery(robotSchemaQueries.detail(id));
  const { data: all = [] } = useQuery(robotSchemaQueries.all());
  const { data: robots = [] } = useQuery(robotQueries.all());
  if (schema === undefined) {
    if (error) throw error;
    return <PageSkeleton />;
  }

  const author = schema.createdBy.name;
  const versions = all.filter(({ name }) => name === schema.name).sort((a, b) => b.version - a.version);
  const users = robots.filter(({ robotSchemaId }) => robotSchemaId === id);
  return (
    <>
      <PageHeader
        title={`${schema.name} v${schema.version}`}
        crumbs={[{ label: t`Robot schemas`, to: paths.robotSchemas() }]}
        facts={
          <>
            <span>
              <Trans>
                Registered <RelativeTime at={schema.createdAt} now={serverNow} /> by {author}
              </Trans>
            </span>
            <span className="flex items-center gap-1 font-mono text-caption">
              {schema.hash.slice(0, 12)}
              <CopyButton text={schema.hash} label={t`Copy the document's hash`} />
            </span>
          </>
        }
        actions={
          <>
            <ButtonLink to={paths.newRobotSchema(schema.name)}>{t`New version`}</ButtonLink>
            <ButtonLink to={paths.newRobot(id)} tone="primary">
              {t`Register a robot of it`}
            </ButtonLink>
          </>
        }
      />
      <div className="grid gap-5 xl:grid-cols-[minmax(0,1fr)_22rem]">
        <div className="grid content-start gap-4">
          {error ? <ErrorNote text={describeError(error)} /> : null}
          <LimitsTable summary={schema.summary} />
          <Suspense fallback={<Skeleton className="h-72" />}>
            <SchemaPose document={schema.document} summary={schema.summary} />
          </Suspense>
          <CodeBlock label={t`Schema document`} code={pretty(schema.document)} hasLineNumbers />
        </div>
        <aside className="grid content-start gap-4">
          <div className="card px-4 py-1">
            <SchemaFacts summary={schema.summary} />
            <KeyValueList items={[{ key: t`Id`, value: <CopyableId id={id} label={t`Copy the robot schema’s id`} /> }]} />
          </div>
          <section className="card grid gap-1 p-4">
            <h2 className="text-heading">{t`Versions`}</h2>
            <ul>
              {versions.map(({ id: each, version, createdAt }) => (
                <li key={each} className="flex min-h-control-small items-center justify-between gap-3">
                  {each === id ? (
                    <span className="font-medium">{t`Version ${version}, this one`}</span>
                  ) : (
                    <Link to={paths.robotSchema(each)} className="hover:underline">
                      {t`Version ${version}`}
                    </Link>
                  )}
                  <RelativeTime at={createdAt} now={serverNow} className="text-caption text-muted" />
                </li>
              ))}
            </ul>
          </section>
          <section className="card grid gap-1 p-4">
            <h2 className="text-heading">{t`Robots of this version`}</h2>
            {users.length === 0 ? (
              <p className="text-muted">{t`None yet.`}</p>
            ) : (
              <ul>
                {users.map((robot) => (
                  <li key={robot.id} className="flex min-h-control-small items-center">
                    <Link to={paths.robot(robot.id)} className="hover:underline">
                      {robot.name}
                    </Link>
                  </li>
                ))}
              </ul>
            )}
          </section>
        </aside>
      </div>
    </>
  );
}
