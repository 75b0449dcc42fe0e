import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { Link } from "react-router";

import { useRoleReason } from "#src/api/account.ts";
import { serverNow } from "#src/api/clock.ts";
import { describeError } from "#src/api/errors.ts";
import { type RobotSchema, robotSchemaQueries } from "#src/api/robot-schemas.ts";
import { SafeStop } from "#src/components/robot-schemas/schema-summary.tsx";
import { OrTryOut } from "#src/components/robots/or-try-out.tsx";
import { Button, ButtonLink } from "#src/components/ui/button.tsx";
import { EmptyState } from "#src/components/ui/empty-state.tsx";
import { ErrorNote } from "#src/components/ui/error-note.tsx";
import { PageHeader } from "#src/components/ui/page-header.tsx";
import { TableSkeleton } from "#src/components/ui/skeleton.tsx";
import { Cell, HeadCell, Row, Table, TableHead } from "#src/components/ui/table.tsx";
import { RelativeTime } from "#src/components/ui/time.tsx";
import { pageHeaders } from "#src/page-headers.ts";
import { paths } from "#src/paths.ts";

/** The newest version of each name, with how many there are. */
function byName(schemas: readonly RobotSchema[]): { newest: RobotSchema; versions: number }[] {
  const names = new Map<string, { newest: RobotSchema; versions: number }>();
  for (const schema of schemas) {
    const known = names.get(schema.name);
    names.set(schema.name, {
      newest: known === undefined || schema.version > known.newest.version ? schema : known.newest,
      versions: (known?.versions ?? 0) + 1,
    });
  }
  return [...names.values()].sort((a, b) => a.newest.name.localeCompare(b.newest.name));
}

const VersionOf = ({ version, versions }: { version: number; versions: number }) =>
  versions > 1 ? (
    <Trans>
      {version} <span className="text-muted">of {versions}</span>
    </Trans>
  ) : (
    version
  );

export function Component() {
  const { data, error } = useQuery(robotSchemaQueries.all());
  const reason = useRoleReason("operator");
  const rows = data === undefined ? undefined : byName(data);
  return (
    <>
      <PageHeader
        {...pageHeaders["/robot-schemas"]}
        actions={
          reason === undefined ? (
            <ButtonLink to={paths.newRobotSchema()} tone="primary" icon={<Plus aria-hidden />}>
              {t`Register schema`}
            </ButtonLink>
          ) : (
            <Button tone="primary" disabledReason={reason}>
              {t`Register schema`}
            </Button>
          )
        }
      />
      <div className="grid gap-4">
        {error ? <ErrorNote text={describeError(error)} /> : null}
        {rows === undefined ? (
          error ? null : (
            <TableSkeleton />
          )
        ) : rows.length === 0 ? (
          <EmptyState
            title={t`No robot schemas yet`}
            body={t`A schema says how many action values a robot kind has, their limits, and how it stops safely. Without a safe stop nothing can ever be applied.`}
            action={<OrTryOut />}
          />
        ) : (
          <Table label={t`Robot schemas`}>
            <TableHead>
              <HeadCell>{t`Schema`}</HeadCell>
              <HeadCell>{t`Version`}</HeadCell>
              <HeadCell>{t`Action shape`}</HeadCell>
              <HeadCell>{t`Safe stop`}</HeadCell>
              <HeadCell>{t`Rate`}</HeadCell>
              <HeadCell>{t`Registered`}</HeadCell>
            </TableHead>
            <tbody>
              {rows.map(({ newest, versions }) => (
                <Row key={newest.id}>
                  <Cell>
                    <Link to={paths.robotSchema(newest.id)} className="font-medium hover:underline">
                      {newest.name}
                    </Link>
                    {newest.robotKind === null ? null : <span className="block text-caption text-muted">{newest.robotKind}</span>}
                  </Cell>
                  <Cell className="whitespace-nowrap">
                    <VersionOf version={newest.version} versions={versions} />
                  </Cell>
                  <Cell className="whitespace-nowrap">[{newest.summary.actionShape.join(", ")}]</Cell>
                  <Cell>
                    <SafeStop summary={newest.summary} />
                  </Cell>
                  <Cell className="whitespace-nowrap">
                    {newest.summary.controlHz === null ? <span className="text-stale">–</span> : `${newest.summary.controlHz} Hz`}
                  </Cell>
                  <Cell className="text-muted">
                    <RelativeTime at={newest.createdAt} now={serverNow} />
                  </Cell>
                </Row>
              ))}
            </tbody>
          </Table>
        )}
      </div>
    </>
  );
}
