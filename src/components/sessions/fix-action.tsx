import { t } from "@lingui/core/macro";

import { useIsConnected } from "#src/api/connection.ts";
import { useRunDoctor } from "#src/api/deployments.ts";
import { useActReason } from "#src/api/limits.ts";
import type { Session, UnmetCondition } from "#src/api/sessions.ts";
import { Button, ButtonLink } from "#src/components/ui/button.tsx";
import { paths } from "#src/paths.ts";

/** What helps against an unmet condition, where it is told of: whoever reads "run the doctor" does not have to look for it. */
export function FixAction({ code, session }: { code: UnmetCondition["code"]; session: Pick<Session, "deploymentId" | "robotId"> }) {
  const runDoctor = useRunDoctor();
  const isConnected = useIsConnected();
  const { deploymentId, robotId } = session;
  const reason = useActReason(session);
  if (deploymentId === null) return null;
  const ids = robotId === null ? { deploymentId } : { deploymentId, robotId };
  if (code === "doctor_failed") {
    return (
      <ButtonLink
        size="small"
        to={`${paths.deployment(deploymentId)}${robotId === null ? "" : `?robot=${robotId}`}`}
      >{t`Open the doctor's report`}</ButtonLink>
    );
  }
  if (code !== "doctor_missing" && code !== "doctor_stale") return null;
  return (
    <Button
      size="small"
      isBusy={runDoctor.isPending}
      disabledReason={isConnected ? reason : t`No connection to the server.`}
      onClick={() => runDoctor.mutate(ids)}
    >
      {t`Run the doctor`}
    </Button>
  );
}
