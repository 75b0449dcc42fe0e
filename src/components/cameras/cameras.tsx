import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { Pause, Play } from "lucide-react";
import { useState } from "react";

import { cameraQueries, useLooking } from "#src/api/cameras.ts";
import { describeError } from "#src/api/errors.ts";
import { type RobotId, robotQueries } from "#src/api/robots.ts";
import { Button } from "#src/components/ui/button.tsx";
import { ErrorNote } from "#src/components/ui/error-note.tsx";

import { CameraView } from "./camera-view.tsx";

/** Whether whoever looks asked their device to fetch little. */
const savesData = (): boolean =>
  matchMedia("(prefers-reduced-data: reduce)").matches ||
  (navigator as Navigator & { connection?: { saveData?: boolean } }).connection?.saveData === true;

/** What a robot's cameras see, live while this page is in sight. */
export function Cameras({ robotId }: { robotId: RobotId }) {
  const { data: names, error } = useQuery(cameraQueries.names(robotId));
  const { data: robot } = useQuery(robotQueries.detail(robotId));
  const [isPaused, setPaused] = useState(savesData);
  const hasCameras = names !== undefined && names.length > 0;
  useLooking(robotId, hasCameras && !isPaused);
  if (names === undefined) return error ? <ErrorNote text={describeError(error)} /> : null;
  return (
    // Nested grids ask a child for its widths again and again, each twice as often as the one around it: several seconds for two pictures.
    // Contained, it is asked for none.
    <section aria-label={t`Cameras`} className="flex flex-col gap-2 contain-inline-size print:hidden">
      <div className="flex flex-wrap items-center gap-2">
        <h3 className="me-auto text-heading">{t`Cameras`}</h3>
        {hasCameras ? (
          <Button size="small" icon={isPaused ? <Play aria-hidden /> : <Pause aria-hidden />} onClick={() => setPaused(!isPaused)}>
            {isPaused ? t`Show live pictures` : t`Pause pictures`}
          </Button>
        ) : null}
      </div>
      {error ? <ErrorNote text={describeError(error)} /> : null}
      {hasCameras ? (
        <div className="grid grid-cols-[repeat(auto-fill,minmax(min(16rem,100%),1fr))] gap-3">
          {names.map((camera) => (
            <CameraView key={camera} robotId={robotId} robotName={robot?.name ?? null} camera={camera} isPaused={isPaused} />
          ))}
        </div>
      ) : (
        <p className="text-caption text-muted">
          <Trans>
            This robot tells of no cameras.{" "}
            <a href="/docs/guides/robot-in-typescript#cameras" target="_blank" rel="noreferrer" className="underline">
              How to add one
            </a>
          </Trans>
        </p>
      )}
    </section>
  );
}
