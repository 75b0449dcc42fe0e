import { t } from "@lingui/core/macro";
import { useQuery } from "@tanstack/react-query";

import { useServerNow } from "#src/api/clock.ts";
import { useIsConnected } from "#src/api/connection.ts";
import { type Deployment, deploymentQueries, type Readiness, useRunDoctor } from "#src/api/deployments.ts";
import { describeError } from "#src/api/errors.ts";
import { useActReason } from "#src/api/limits.ts";
import type { Robot, RobotId } from "#src/api/robots.ts";
import { ErrorNote } from "#src/components/ui/error-note.tsx";
import { Select } from "#src/components/ui/field.tsx";
import { TableSkeleton } from "#src/components/ui/skeleton.tsx";

import { DoctorPanel } from "./doctor-panel.tsx";
import { ReadinessList } from "./readiness-list.tsx";

/**
 * Whose report the page shows, `null` for the deployment alone. Without a choice, or with one that is not there, that of `otherwise`.
 * @param choice the address' `robot`: the id of one of `robots`, or "alone"
 */
export function chosenRobot(choice: string | null, robots: readonly Pick<Robot, "id">[], otherwise: RobotId | null): RobotId | null {
  return choice === "alone" ? null : (robots.find(({ id }) => id === choice)?.id ?? otherwise);
}

type DoctorSectionProps = {
  deployment: Deployment;
  readiness: Readiness;
  /** Robots of the deployment's schema. */
  robots: readonly Robot[];
  robotId: RobotId | null;
  /** `choice` as in `chosenRobot`. */
  onChoose: (choice: string) => void;
};

/** Where a deployment is ready, and the doctor's report for one robot or for the deployment alone. */
export function DoctorSection({ deployment: { id }, readiness, robots, robotId, onChoose }: DoctorSectionProps) {
  const { newest, places } = readiness;
  const which = { deploymentId: id, ...(robotId === null ? {} : { robotId }) };
  const isNewest = newest !== null && newest.robotId === robotId;
  const doctor = useQuery({ ...deploymentQueries.doctor(id, robotId ?? undefined), enabled: !isNewest });
  const report = isNewest ? newest : doctor.data;
  const runDoctor = useRunDoctor();
  const isConnected = useIsConnected();
  const reason = useActReason(which);
  const now = useServerNow();
  const named = new Map(robots.map((robot) => [robot.id, robot.name]));
  // The robot of a report may have another schema by now.
  for (const place of places) if (place.robotId !== null && place.robotId === robotId) named.set(place.robotId, place.robotName ?? "");

  return (
    <>
      <h2 className="text-heading">{t`Doctor`}</h2>
      <ReadinessList readiness={readiness} chosen={robotId} now={now} />
      <Select
        label={t`Check with robot`}
        hint={
          robots.length === 0 ? t`No robot of this deployment's schema is registered.` : t`Some checks need the robot that will run it.`
        }
        value={robotId ?? "alone"}
        onChange={(event) => onChoose(event.target.value)}
      >
        <option value="alone">{t`The deployment alone`}</option>
        {[...named].map(([each, name]) => (
          <option key={each} value={each}>
            {name}
          </option>
        ))}
      </Select>
      {doctor.error && !isNewest ? <ErrorNote text={describeError(doctor.error)} /> : null}
      {report === undefined ? (
        doctor.error ? null : (
          <TableSkeleton rows={4} />
        )
      ) : (
        <DoctorPanel
          report={report}
          now={now}
          isRunning={runDoctor.isPending}
          disabledReason={isConnected ? reason : t`No connection to the server.`}
          onRun={() => runDoctor.mutate(which)}
        />
      )}
    </>
  );
}
