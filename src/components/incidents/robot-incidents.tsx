import { t } from "@lingui/core/macro";
import { useQuery } from "@tanstack/react-query";

import { describeError } from "#src/api/errors.ts";
import { incidentQueries } from "#src/api/incidents.ts";
import type { RobotId } from "#src/api/robots.ts";
import { Panel } from "#src/components/robots/panel.tsx";
import { ErrorNote } from "#src/components/ui/error-note.tsx";
import { Skeleton } from "#src/components/ui/skeleton.tsx";
import { paths } from "#src/paths.ts";

import { IncidentList } from "./incident-list.tsx";

/** The newest incidents of a robot, on its page. */
export function RobotIncidents({ robotId }: { robotId: RobotId }) {
  const { data, error } = useQuery(incidentQueries.recent(robotId));
  return (
    <Panel title={t`Incidents`} all={{ to: paths.incidents({ robot: robotId, show: "all" }), label: t`All of its incidents` }}>
      {error ? <ErrorNote text={describeError(error)} /> : null}
      {data === undefined ? (
        error ? null : (
          <Skeleton className="h-24" />
        )
      ) : data.page.length === 0 ? (
        <p className="py-2 text-muted">{t`Nothing has needed attention yet.`}</p>
      ) : (
        <IncidentList incidents={data.page} withRobot={false} />
      )}
    </Panel>
  );
}
