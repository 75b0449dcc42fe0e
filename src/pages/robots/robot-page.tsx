import { t } from "@lingui/core/macro";
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useMemo } from "react";
import { Link, type Params, useParams } from "react-router";

import { prefetch } from "#src/api/client.ts";
import { useRoleReason } from "#src/api/account.ts";
import { describeError } from "#src/api/errors.ts";
import { useActReason } from "#src/api/limits.ts";
import { useObserved } from "#src/api/observed-now.ts";
import { cameraQueries } from "#src/api/cameras.ts";
import { robotSchemaQueries } from "#src/api/robot-schemas.ts";
import { robotQueries } from "#src/api/robots.ts";
import { SIMULATED_HOSTNAME } from "#src/api/simulation-messages.ts";
import { AttentionPlace } from "#src/components/attention/attention-place.tsx";
import { CamerasPlace } from "#src/components/cameras/cameras-place.tsx";
import { HopsOnTheWay } from "#src/components/hops/hops-on-the-way.tsx";
import { HeartbeatPanel } from "#src/components/heartbeats/heartbeat-panel.tsx";
import { RobotActions } from "#src/components/robots/robot-actions.tsx";
import { RobotFacts } from "#src/components/robots/robot-facts.tsx";
import { UptimeStrip } from "#src/components/robots/uptime-strip.tsx";
import { ErrorNote } from "#src/components/ui/error-note.tsx";
import { PageHeader } from "#src/components/ui/page-header.tsx";
import { PageSkeleton, Skeleton } from "#src/components/ui/skeleton.tsx";
import { useOpened } from "#src/components/ui/use-opened.ts";
import { linkAt } from "#src/lib/link.ts";
import { paths } from "#src/paths.ts";

import { robotIdFrom } from "./params.ts";

const SimulationNote = lazy(() =>
  import("#src/components/robots/simulation-note.tsx").then((module) => ({ default: module.SimulationNote })),
);
const HopMap = lazy(() => import("#src/components/hops/hop-map.tsx").then((module) => ({ default: module.HopMap })));
const RobotHistory = lazy(() => import("#src/components/robots/robot-history.tsx").then((module) => ({ default: module.RobotHistory })));
const RetireDialog = lazy(() => import("#src/components/robots/retire-dialog.tsx").then((module) => ({ default: module.RetireDialog })));
const MachinePanel = lazy(() => import("#src/components/robots/machine-panel.tsx").then((module) => ({ default: module.MachinePanel })));

export const firstData = (params: Readonly<Params>) => {
  const id = robotIdFrom(params);
  return Promise.all([prefetch(robotQueries.detail(id)), prefetch(robotQueries.status(id)), prefetch(cameraQueries.names(id))]);
};

export function Component() {
  const robotId = robotIdFrom(useParams());
  const { data: robot, error } = useQuery(robotQueries.detail(robotId));
  const live = useQuery(robotQueries.status(robotId));
  const schema = useQuery({
    ...robotSchemaQueries.detail(robot?.robotSchemaId as NonNullable<typeof robot>["robotSchemaId"]),
    enabled: robot !== undefined,
  });
  const [opened, open] = useOpened();
  const operatorReason = useActReason({ robotId });
  const adminReason = useRoleReason("admin");

  const summary = schema.data?.summary;
  const joints = useMemo(
    () =>
      (summary?.actionNames ?? []).map((name, index) => ({
        name,
        lower: summary?.limits[index]?.lower ?? null,
        upper: summary?.limits[index]?.upper ?? null,
      })),
    [summary],
  );

  const status = live.data?.[0] ?? null;
  const isRetired = robot !== undefined && robot.retiredAt !== null;
  const link = useObserved((now) => (isRetired ? "retired" : status === null ? "never" : linkAt(status, now)));

  // Whether it was ever heard decides what stands on the page, so both answers are awaited.
  if (robot === undefined || (live.data === undefined && !live.error)) {
    // Nothing to show beside the error: the route's boundary says what it means and where to go.
    if (error) throw error;
    return <PageSkeleton />;
  }

  const { name } = robot;
  const retiredReason = isRetired ? t`This robot is retired.` : undefined;

  return (
    <>
      <PageHeader
        title={name}
        crumbs={[{ label: t`Robots`, to: paths.robots() }]}
        facts={
          <>
            <Link to={paths.robotSchema(robot.robotSchemaId)} className="hover:text-foreground hover:underline">
              {robot.robotSchemaName} v{robot.robotSchemaVersion}
            </Link>
            {robot.robotKind === null ? null : <span>{robot.robotKind}</span>}
          </>
        }
        actions={
          <RobotActions
            robotId={robotId}
            isPaired={robot.paired !== null}
            sessionId={status?.sessionId ?? null}
            disabledReason={retiredReason ?? operatorReason}
          />
        }
      />
      <div className="grid gap-5">
        {error ? <ErrorNote text={describeError(error)} /> : null}
        {live.error ? <ErrorNote text={describeError(live.error)} /> : null}
        {robot.paired?.hostname === SIMULATED_HOSTNAME ? (
          <Suspense fallback={<Skeleton className="h-12" />}>
            <SimulationNote robot={robot} isHeard={link === "online" || link === "late"} />
          </Suspense>
        ) : null}
        <RobotFacts status={status} link={link} isPaired={robot.paired !== null} />
        {isRetired ? null : (
          <>
            <AttentionPlace robot={robot} status={status} link={link} />
            <Suspense fallback={<HopsOnTheWay />}>
              <HopMap status={status} isRetired={false} session={null} link={link} stopLocation={robot.emergencyStopLocation} />
            </Suspense>
          </>
        )}
        {isRetired ? null : <CamerasPlace robotId={robotId} />}
        {status?.lastSeenAt ? <UptimeStrip robotId={robotId} knownSince={robot.createdAt} /> : null}
        <HeartbeatPanel
          key={robotId}
          robotId={robotId}
          robotSchemaId={robot.robotSchemaId}
          intervalMs={status?.intervalMs ?? 1_000}
          isHeard={link === "online" || link === "late"}
          wasHeard={status !== null && status.lastSeenAt !== null}
          knownSince={robot.createdAt}
          controlHz={summary?.controlHz ?? null}
          joints={joints}
        />
        <div className="grid items-start gap-4 xl:grid-cols-2">
          <div className="grid gap-4">
            <Suspense fallback={<Skeleton className="h-160" />}>
              <RobotHistory robotId={robotId} />
            </Suspense>
          </div>
          <Suspense fallback={<Skeleton className="h-160" />}>
            <MachinePanel
              robot={robot}
              status={status}
              link={link}
              retireReason={retiredReason ?? adminReason}
              onRetire={() => open("retire")}
            />
          </Suspense>
        </div>
      </div>
      <Suspense fallback={null}>
        <RetireDialog
          robotId={robotId}
          name={name}
          disabledReason={retiredReason ?? adminReason}
          isOpen={opened === "retire"}
          onClose={() => open(null)}
        />
      </Suspense>
    </>
  );
}
