import { plural, t } from "@lingui/core/macro";
import { useQuery } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useMemo } from "react";
import { Link } from "react-router";

import { prefetch } from "#src/api/client.ts";
import { useRoleReason } from "#src/api/account.ts";
import { serverNow } from "#src/api/clock.ts";
import { describeError } from "#src/api/errors.ts";
import { useFleetStates } from "#src/api/fleet.ts";
import { type Robot, robotQueries } from "#src/api/robots.ts";
import { serverWords } from "#src/api/server-words.ts";
import { OrTryOut } from "#src/components/robots/or-try-out.tsx";
import { Badge } from "#src/components/ui/badge.tsx";
import { Button, ButtonLink } from "#src/components/ui/button.tsx";
import { EmptyState } from "#src/components/ui/empty-state.tsx";
import { ErrorNote } from "#src/components/ui/error-note.tsx";
import { PageHeader } from "#src/components/ui/page-header.tsx";
import { Segmented } from "#src/components/ui/segmented.tsx";
import { Skeleton, TableSkeleton } from "#src/components/ui/skeleton.tsx";
import { type Link as LinkState, LinkMark } from "#src/components/ui/state-mark.tsx";
import { Cell, HeadCell, Row, Table, TableHead } from "#src/components/ui/table.tsx";
import { RelativeTime } from "#src/components/ui/time.tsx";
import { UrlSearchInput } from "#src/components/ui/url-search-input.tsx";
import { useAddress } from "#src/components/ui/use-address.ts";
import { matchesText } from "#src/lib/text-filter.ts";
import { paths } from "#src/paths.ts";

type Show = "in_service" | "retired";

export const firstData = () => prefetch(robotQueries.all());

export function Component() {
  const [search, change] = useAddress();
  const show: Show = search.get("show") === "retired" ? "retired" : "in_service";
  const text = search.get("q") ?? "";
  const { data, error } = useQuery(show === "retired" ? robotQueries.withRetired() : robotQueries.all());
  const registerReason = useRoleReason("operator");

  const set = (key: string, value: string) => change({ [key]: value === "" ? null : value });

  const states = useFleetStates(data);
  const links = useMemo(() => new Map(states.data?.map(({ robotId, link }) => [robotId, link])), [states.data]);
  const linkOf = (robot: Robot): LinkState | undefined =>
    robot.retiredAt !== null ? "retired" : states.data === undefined ? undefined : (links.get(robot.id) ?? "never");

  const all = data?.filter(({ retiredAt }) => (retiredAt !== null) === (show === "retired"));
  const shown = all?.filter((robot) =>
    matchesText(`${robot.name} ${robot.robotSchemaName} ${robot.robotKind ?? ""} ${robot.paired?.hostname ?? ""}`, text),
  );
  return (
    <>
      <PageHeader
        title={t`Robots`}
        // The line is kept free for the count, so that nothing below moves when it comes.
        facts={
          all === undefined
            ? "\u00a0"
            : show === "retired"
              ? plural(all.length, { other: "# retired" })
              : plural(all.length, { other: "# in service" })
        }
        actions={
          registerReason === undefined ? (
            <>
              <ButtonLink to={paths.joinRobot()}>{t`Pair a machine`}</ButtonLink>
              <ButtonLink to={paths.newRobot()} tone="primary" icon={<Plus aria-hidden />}>
                {t`Register robot`}
              </ButtonLink>
            </>
          ) : (
            <Button tone="primary" disabledReason={registerReason}>
              {t`Register robot`}
            </Button>
          )
        }
      />
      <div className="grid gap-4">
        {error ? <ErrorNote text={describeError(error)} /> : null}
        {states.error ? <ErrorNote text={describeError(states.error)} /> : null}
        <div className="flex flex-wrap gap-3">
          <UrlSearchInput
            label={t`Filter robots by name, schema or machine`}
            placeholder={t`Filter by name, schema, machine`}
            className="sm:max-w-sm"
          />
          <Segmented<Show>
            label={t`Which robots`}
            value={show}
            onChange={(next) => set("show", next === "retired" ? "retired" : "")}
            options={[
              { value: "in_service", label: t`In service` },
              { value: "retired", label: t`Retired` },
            ]}
          />
        </div>
        {shown === undefined || all === undefined ? (
          error ? null : (
            <TableSkeleton />
          )
        ) : shown.length > 0 ? (
          <RobotsTable robots={shown} linkOf={linkOf} />
        ) : all.length > 0 ? (
          <EmptyState
            title={t`No robots match`}
            body={t`No robot bears this name, schema or machine.`}
            action={<ButtonLink to={paths.robots()}>{t`Show all`}</ButtonLink>}
          />
        ) : show === "retired" ? (
          <EmptyState title={t`No robot was retired`} body={t`A retired robot keeps its sessions and receipts and is listed here.`} />
        ) : (
          <EmptyState
            title={t`No robots yet`}
            body={t`Register a robot schema first, then a robot that is built to it.`}
            action={
              <OrTryOut>
                <ButtonLink to={paths.robotSchemas()}>{t`Robot schemas`}</ButtonLink>
              </OrTryOut>
            }
          />
        )}
      </div>
    </>
  );
}

type RobotsTableProps = {
  robots: readonly Robot[];
  /** Undefined while it is not known. */ linkOf: (robot: Robot) => LinkState | undefined;
};

function RobotsTable({ robots, linkOf }: RobotsTableProps) {
  return (
    <Table label={t`Robots`}>
      <TableHead>
        <HeadCell>{t`Robot`}</HeadCell>
        <HeadCell>{t({ message: "Link", context: "connection" })}</HeadCell>
        <HeadCell className="max-md:hidden">{t`Schema`}</HeadCell>
        <HeadCell>{t`Machine`}</HeadCell>
        <HeadCell className="max-md:hidden">{t`Calibration`}</HeadCell>
        <HeadCell className="max-md:hidden">{t`Registered`}</HeadCell>
      </TableHead>
      <tbody>
        {robots.map((robot) => (
          <Row key={robot.id}>
            <Cell>
              <Link to={paths.robot(robot.id)} className="font-medium hover:underline">
                {robot.name}
              </Link>
              {/* On a phone the schema stands here: its column, and those that nobody asks for beside an arm, would be cut by the edge. */}
              <span className="block text-caption text-muted md:hidden">
                {robot.robotSchemaName} v{robot.robotSchemaVersion}
              </span>
              {robot.robotKind === null || robot.robotKind === robot.robotSchemaName ? null : (
                <span className="block text-caption text-muted max-md:hidden">{robot.robotKind}</span>
              )}
            </Cell>
            <Cell className="live-value">
              <LinkOf link={linkOf(robot)} />
            </Cell>
            <Cell className="whitespace-nowrap max-md:hidden">
              <Link to={paths.robotSchema(robot.robotSchemaId)} className="hover:underline">
                {robot.robotSchemaName} <span className="text-muted">v{robot.robotSchemaVersion}</span>
              </Link>
            </Cell>
            <Cell>
              {robot.retiredAt !== null ? (
                <Badge>{t`Retired`}</Badge>
              ) : robot.paired === null ? (
                <Link
                  to={paths.pairRobot(robot.id)}
                  className="underline decoration-line-strong underline-offset-4 hover:decoration-foreground"
                >
                  {t`Pair a machine`}
                </Link>
              ) : robot.paired.hostname === null ? (
                <span className="text-muted">{t`Paired, host not told`}</span>
              ) : (
                serverWords(robot.paired.hostname)
              )}
            </Cell>
            <Cell className="font-mono text-caption max-md:hidden">{robot.calibrationId ?? <span className="text-stale">–</span>}</Cell>
            <Cell className="text-muted max-md:hidden">
              <RelativeTime at={robot.createdAt} now={serverNow} />
            </Cell>
          </Row>
        ))}
      </tbody>
    </Table>
  );
}

const LinkOf = ({ link }: { link: LinkState | undefined }) =>
  link === undefined ? <Skeleton className="h-3.5 w-14" /> : <LinkMark link={link} />;
