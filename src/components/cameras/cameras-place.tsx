import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense } from "react";

import { cameraQueries } from "#src/api/cameras.ts";
import { describeError } from "#src/api/errors.ts";
import type { RobotId } from "#src/api/robots.ts";
import { ErrorNote } from "#src/components/ui/error-note.tsx";
import { Skeleton } from "#src/components/ui/skeleton.tsx";

const Cameras = lazy(() => import("./cameras.tsx").then((module) => ({ default: module.Cameras })));

/** Where the pictures of a robot stand; nothing for one that tells of no cameras. As high before their code has come, so that nothing below moves. */
export function CamerasPlace({ robotId }: { robotId: RobotId }) {
  const { data: names, error } = useQuery(cameraQueries.names(robotId));
  if (names === undefined) return error ? <ErrorNote text={describeError(error)} /> : null;
  if (names.length === 0) return null;
  return (
    <Suspense fallback={<Skeleton className="h-72" />}>
      <Cameras robotId={robotId} names={names} />
    </Suspense>
  );
}
