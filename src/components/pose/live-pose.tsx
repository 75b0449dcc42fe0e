import { t } from "@lingui/core/macro";

import { useServerNow } from "#src/api/clock.ts";
import { useIsConnected } from "#src/api/connection.ts";
import type { HeartbeatSample } from "#src/api/heartbeats.ts";
import type { RobotSchemaId } from "#src/api/robot-schemas.ts";
import { formatAgo, formatTimeOfDay } from "#src/lib/time.ts";

import { sampleAt } from "./sample-at.ts";
import { PoseView } from "./pose-view.tsx";

type LivePoseProps = {
  robotSchemaId: RobotSchemaId;
  /** Ascending. */
  samples: readonly HeartbeatSample[];
  /** A moment of the charts beside it, epoch ms; null: as the arm stands now. */
  at: number | null;
  intervalMs: number;
};

/** How an arm stands now, by its newest heartbeat, or how it stood at a moment of the charts. It says nothing of where it will be. */
export function LivePose({ robotSchemaId, samples, at, intervalMs }: LivePoseProps) {
  const now = useServerNow();
  const isConnected = useIsConnected();
  const sample = at === null ? (samples.at(-1) ?? null) : sampleAt(samples, at, Math.max(3_000, 1.5 * intervalMs));
  if (sample === null) {
    const none = at === null ? t`No heartbeat of the last 15 minutes` : t`No heartbeat of this moment is kept`;
    return <PoseView robotSchemaId={robotSchemaId} values={null} note={none} />;
  }
  const age = now - sample.receivedAt;
  // The same silence as makes the live facts old; without a connection nothing is known of now.
  const isOld = at === null && (!isConnected || age > 3 * intervalMs);
  const [ago, time] = [formatAgo(age), formatTimeOfDay(sample.receivedAt)];
  const note = at !== null ? t`as reported at ${time}` : isOld ? t`Last heartbeat ${ago}: this pose is old` : t`as reported ${ago}`;
  if (sample.joints === undefined || sample.joints.length === 0)
    return <PoseView robotSchemaId={robotSchemaId} values={null} note={t`The robot reports no joint positions.`} />;
  return <PoseView robotSchemaId={robotSchemaId} values={sample.joints} note={note} isOld={isOld} />;
}
