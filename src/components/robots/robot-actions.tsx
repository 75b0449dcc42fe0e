import { t } from "@lingui/core/macro";
import { QrCode } from "lucide-react";

import type { RobotId } from "#src/api/robots.ts";
import type { SessionId } from "#src/api/sessions.ts";
import { Button, ButtonLink } from "#src/components/ui/button.tsx";
import { paths } from "#src/paths.ts";

type RobotActionsProps = { robotId: RobotId; isPaired: boolean; sessionId: SessionId | null; disabledReason: string | undefined };

/** Where a robot's page leads on: to its pairing, and to its session or a new one. */
export function RobotActions({ robotId, isPaired, sessionId, disabledReason }: RobotActionsProps) {
  return (
    <>
      {disabledReason === undefined ? (
        <ButtonLink to={paths.pairRobot(robotId)} icon={<QrCode aria-hidden />}>
          {isPaired ? t`Pair again` : t`Pair`}
        </ButtonLink>
      ) : (
        <Button disabledReason={disabledReason}>{t`Pair`}</Button>
      )}
      {sessionId !== null ? (
        <ButtonLink to={paths.session(sessionId)} tone="primary">{t`Open its session`}</ButtonLink>
      ) : disabledReason === undefined ? (
        <ButtonLink to={paths.newSession({ robotId })} tone="primary">{t`Start a dry run`}</ButtonLink>
      ) : (
        <Button tone="primary" disabledReason={disabledReason}>{t`Start a dry run`}</Button>
      )}
    </>
  );
}
