import { t } from "@lingui/core/macro";
import { useQuery } from "@tanstack/react-query";

import { deploymentQueries } from "#src/api/deployments.ts";
import { describeError } from "#src/api/errors.ts";
import { robotQueries } from "#src/api/robots.ts";
import type { Limits } from "#src/api/settings.ts";
import { ErrorNote } from "#src/components/ui/error-note.tsx";
import { TableSkeleton } from "#src/components/ui/skeleton.tsx";

import { LimitChoice } from "./limit-choice.tsx";

const robotWords = { legend: t`Robots`, every: t`Every robot`, only: t`Only these robots`, find: t`Find a robot` };
const deploymentWords = { legend: t`Deployments`, every: t`Every deployment`, only: t`Only these deployments`, find: t`Find a deployment` };

/** On which robots and deployments somebody, or a key, may act. */
export function LimitChoices({ limits, onChange }: { limits: Limits; onChange: (limits: Limits) => void }) {
  const robots = useQuery(robotQueries.all());
  const deployments = useQuery(deploymentQueries.all());
  const error = robots.error ?? deployments.error;
  const copy = <Id,>(ids: readonly Id[] | undefined) => (ids === undefined ? undefined : [...ids]);
  return (
    <div className="grid content-start gap-5">
      {error === null ? null : <ErrorNote text={describeError(error)} />}
      {robots.data === undefined || deployments.data === undefined ? (
        <TableSkeleton rows={3} />
      ) : (
        <>
          <LimitChoice
            words={robotWords}
            things={robots.data}
            value={limits.robots}
            onChange={(ids) => onChange({ ...limits, robots: copy(ids) })}
          />
          <LimitChoice
            words={deploymentWords}
            things={deployments.data}
            value={limits.deployments}
            onChange={(ids) => onChange({ ...limits, deployments: copy(ids) })}
          />
        </>
      )}
    </div>
  );
}
