import { t } from "@lingui/core/macro";
import { useQuery } from "@tanstack/react-query";

import { useServerNow } from "#src/api/clock.ts";
import type { RobotSchemaId } from "#src/api/robot-schemas.ts";
import { type RobotId, robotQueries } from "#src/api/robots.ts";
import { formatAgo } from "#src/lib/time.ts";

import { PoseOnTheWay, PoseView } from "./pose-view.tsx";

type PromotePoseProps = {
  robotId: RobotId;
  robotSchemaId: RobotSchemaId;
  /** How far the first action would move each joint, as the newest heartbeat says; null where it does not. */
  firstMove: readonly number[] | null;
  isLive: boolean;
};

/** How the arm stands before it is let move, and where the first action would put it. Nothing moves before the promote. */
export function PromotePose({ robotId, robotSchemaId, firstMove, isLive }: PromotePoseProps) {
  const now = useServerNow();
  const { data } = useQuery(robotQueries.status(robotId));
  if (data === undefined) return <PoseOnTheWay />;
  const status = data[0];
  const joints = status?.joints ?? [];
  if (status?.lastSeenAt == null || joints.length === 0)
    return <PoseView robotSchemaId={robotSchemaId} values={null} note={t`The robot reports no joint positions.`} />;
  const age = now - status.lastSeenAt;
  const isOld = !isLive || age > 3 * status.intervalMs;
  const ago = formatAgo(age);
  return (
    <PoseView
      robotSchemaId={robotSchemaId}
      values={joints}
      firstMove={firstMove}
      note={isOld ? t`Last heartbeat ${ago}: this pose is old` : t`as reported ${ago}`}
      isOld={isOld}
    />
  );
}
