import { plural, t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { lazy, Suspense, useMemo, useState } from "react";
import { Link, useSearchParams } from "react-router";

import { useRoleReason } from "#src/api/account.ts";
import { describeError } from "#src/api/errors.ts";
import { useServerTime } from "#src/api/clock.ts";
import { pairingQueries } from "#src/api/pairing.ts";
import { prefetchFleet, useFleetStates } from "#src/api/fleet.ts";
import { robotQueries } from "#src/api/robots.ts";
import { FleetCounts } from "#src/components/fleet/fleet-counts.tsx";
import { type FleetFilter, fleetRows, passes } from "#src/components/fleet/fleet-rows.ts";
import { FleetTable } from "#src/components/fleet/fleet-table.tsx";
import { FleetTools } from "#src/components/fleet/fleet-tools.tsx";
import { useWallLive } from "#src/components/fleet/use-live-status.ts";
import { isByFigure, readFleetView, sortFleet, writeFleetView } from "#src/components/fleet/fleet-view.ts";
import { StatusHistory } from "#src/components/fleet/status-history.ts";
import { Button, ButtonLink } from "#src/components/ui/button.tsx";
import { EmptyState } from "#src/components/ui/empty-state.tsx";
import { ErrorNote } from "#src/components/ui/error-note.tsx";
import { PageHeader } from "#src/components/ui/page-header.tsx";
import { PageSkeleton, Skeleton } from "#src/components/ui/skeleton.tsx";
import { matchesText } from "#src/lib/text-filter.ts";
import { pageHeaders } from "#src/page-headers.ts";
import { paths } from "#src/paths.ts";

const wholeMinute = (time: number) => Math.floor(time / 60_000) * 60_000;

const TryOutButton = lazy(() => import("#src/components/robots/try-out-button.tsx").then((module) => ({ default: module.TryOutButton })));

const FleetWall = lazy(() => import("#src/components/fleet/fleet-wall.tsx").then((module) => ({ default: module.FleetWall })));

const FleetGrid = lazy(() => import("#src/components/fleet/fleet-grid.tsx").then((module) => ({ default: module.FleetGrid })));

export const firstData = prefetchFleet;

export function Component() {
  const [search] = useSearchParams();
  const view = readFleetView(search);
  const { show: filter, text } = view;
  const robots = useQuery(robotQueries.all());
  const states = useFleetStates(robots.data);
  const figures = useQuery({ ...robotQueries.figures(), enabled: isByFigure(view.sort) });
  const minute = useServerTime(wholeMinute);
  const pairings = useQuery(pairingQueries.open(minute));
  // Only a pairing code that runs out changes the list between two answers of the server.
  const isPairing = (pairings.data?.length ?? 0) > 0;
  const now = useServerTime((time) => (isPairing ? Math.floor(time / 1_000) * 1_000 : 0));
  const [history] = useState(() => new StatusHistory());
  const registerReason = useRoleReason("operator");

  const rows = useMemo(
    () => fleetRows(robots.data ?? [], states.data ?? [], now, pairings.data),
    [robots.data, states.data, now, pairings.data],
  );
  const shown = useMemo(
    () =>
      sortFleet(rows, view.sort, figures.data).filter(
        (row) =>
          passes(row, filter) &&
          matchesText(`${row.robot.name} ${row.robot.robotSchemaName} ${row.robot.robotKind ?? ""} ${row.reason ?? ""}`, text),
      ),
    [rows, view.sort, figures.data, filter, text],
  );

  const order = view.sort === "attention" ? t`Those that need attention first` : t`In the order you chose`;
  const error = robots.error ?? states.error;
  if (robots.data === undefined || states.data === undefined) {
    if (!error) return <PageSkeleton rows={10} header={{ ...pageHeaders["/"], facts: order }} />;
    return (
      <>
        <PageHeader title={t`Fleet`} />
        <ErrorNote text={describeError(error)} action={<Button size="small" onClick={() => location.reload()}>{t`Reload`}</Button>} />
      </>
    );
  }

  const register =
    registerReason === undefined ? (
      <ButtonLink to={paths.newRobot()} icon={<Plus aria-hidden />}>
        {t`Register robot`}
      </ButtonLink>
    ) : (
      <Button disabledReason={registerReason}>{t`Register robot`}</Button>
    );
  // A robot that is merely switched off or new is no reason to call someone back to this tab.
  const urgent = rows.filter(({ rank }) => rank <= 3).length;
  const count = rows.length;
  const hrefFor = (show: FleetFilter) => `?${writeFleetView({ ...view, show })}`;

  const tabTitle = urgent === 0 ? undefined : t`(${urgent}) Fleet`;
  if (view.layout === "wall") {
    return (
      <Suspense fallback={<Skeleton className="h-96" />}>
        <FleetWall rows={shown} title={tabTitle} useLive={useWallLive} leave={`?${writeFleetView({ ...view, layout: "list" })}`} />
      </Suspense>
    );
  }

  return (
    <>
      <PageHeader
        title={t`Fleet`}
        tabTitle={tabTitle}
        facts={
          count === 0 ? undefined : (
            <>
              <span>{order}</span>
              <span>{plural(count, { one: "# robot", other: "# robots" })}</span>
              <Link to={paths.incidents()} className="underline decoration-line-strong underline-offset-4 hover:decoration-foreground">
                {t`Incidents`}
              </Link>
            </>
          )
        }
        actions={register}
      />
      <div className="grid gap-4">
        {error ? <ErrorNote text={describeError(error)} /> : null}
        {count === 0 ? (
          <EmptyState
            title={t`No robots yet`}
            body={
              <Trans>
                Register a robot schema (the shape of its actions and observations), then the robot, then pair its machine by QR code:{" "}
                <a href="/docs/guides/first-robot" target="_blank" rel="noreferrer" className="underline">
                  step by step
                </a>
                . No robot at hand? A simulated one runs in this tab.
              </Trans>
            }
            action={
              <div className="flex flex-wrap justify-center gap-2">
                <ButtonLink to={paths.newRobotSchema()} tone="primary">
                  {t`Register a robot schema`}
                </ButtonLink>
                <Suspense fallback={<Skeleton className="h-control w-60" />}>
                  <TryOutButton />
                </Suspense>
              </div>
            }
          />
        ) : (
          <>
            <FleetCounts rows={rows} chosen={filter} hrefFor={hrefFor} />
            <FleetTools view={view} />
            {shown.length === 0 ? (
              <EmptyState
                title={t`No robots match`}
                body={t`None of the ${count} robots is in this state or bears this name.`}
                action={<ButtonLink to={paths.fleet()}>{t`Show all`}</ButtonLink>}
              />
            ) : view.layout === "grid" ? (
              <Suspense fallback={<Skeleton className="h-96" />}>
                <FleetGrid rows={shown} history={history} />
              </Suspense>
            ) : (
              <FleetTable rows={shown} />
            )}
          </>
        )}
      </div>
    </>
  );
}
