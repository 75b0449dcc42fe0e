import { t } from "@lingui/core/macro";
import { useQuery } from "@tanstack/react-query";

import type { Receipt } from "#src/api/receipts.ts";
import type { RobotSchemaId } from "#src/api/robot-schemas.ts";
import { runSamplesQuery } from "#src/api/run-samples.ts";
import { formatTimeOfDay } from "#src/lib/time.ts";

import { PoseOnTheWay, PoseView } from "./pose-view.tsx";
import { sampleAt } from "./sample-at.ts";

/** How the arm stood at the cursor of a run (`at`, epoch ms), or at its end; only while single heartbeats of the run are there. */
export function RunPose({ row, robotSchemaId, at }: { row: Receipt; robotSchemaId: RobotSchemaId; at: number | null }) {
  const { data, error } = useQuery(runSamplesQuery(row));
  if (data === undefined) return error ? null : <PoseOnTheWay />; // The charts say why.
  if (data.kind !== "raw") {
    const none = t`The pose is not recorded: single heartbeats of this run are not kept any more.`;
    return <p className="text-caption text-muted">{none}</p>;
  }
  const told = data.samples.filter(({ joints }) => joints !== undefined && joints.length > 0);
  const sample = at === null ? (told.at(-1) ?? null) : sampleAt(told, at, 3_000);
  if (sample === null) {
    const none =
      told.length === 0
        ? t`Not recorded: the robot reported no joint positions.`
        : t`Not recorded: no heartbeat within 3 s of this moment.`;
    return <PoseView robotSchemaId={robotSchemaId} values={null} note={none} />;
  }
  const time = formatTimeOfDay(sample.receivedAt);
  return (
    <PoseView
      robotSchemaId={robotSchemaId}
      values={sample.joints ?? null}
      note={at === null ? t`at the end of the run, as reported at ${time}` : t`as reported at ${time}`}
    />
  );
}
