import { t } from "@lingui/core/macro";
import { useQuery } from "@tanstack/react-query";
import { Maximize2, X } from "lucide-react";
import { useState } from "react";

import { cameraQueries } from "#src/api/cameras.ts";
import { useServerNow } from "#src/api/clock.ts";
import { useIsConnected } from "#src/api/connection.ts";
import { describeError } from "#src/api/errors.ts";
import type { RobotId } from "#src/api/robots.ts";
import { buttonClass } from "#src/components/ui/button.tsx";
import { DialogFrame } from "#src/components/ui/dialog-frame.tsx";
import { ErrorNote } from "#src/components/ui/error-note.tsx";
import { Skeleton } from "#src/components/ui/skeleton.tsx";
import { classNames } from "#src/lib/class-names.ts";
import { formatDateTime, formatTimeAndZone } from "#src/lib/time.ts";

import { pictureAge, pictureAlt } from "./camera-words.ts";
import { PictureImage } from "./picture-image.tsx";

type CameraViewProps = {
  robotId: RobotId;
  robotName: string | null;
  camera: string;
  isPaused: boolean;
};

/** The newest picture of one camera, with its age and time; drawn old when no newer one comes, and large in a dialog. */
export function CameraView({ robotId, robotName, camera, isPaused }: CameraViewProps) {
  const { data: picture, error } = useQuery(cameraQueries.newest(robotId, camera));
  const [shown, setShown] = useState(picture ?? null);
  const [isLarge, setLarge] = useState(false);
  const now = useServerNow();
  const isConnected = useIsConnected();
  // Paused, it stands still though somebody else may look at the same camera; the first one is shown all the same.
  if (picture !== undefined && picture !== shown && (!isPaused || shown === null)) setShown(picture);

  if (picture === undefined && shown === null)
    return error ? <ErrorNote text={describeError(error)} /> : <Skeleton className="aspect-4/3" />;
  const age = shown === null ? null : pictureAge(shown.at, now);
  const isOld = age !== null && (age.isOld || !isConnected);
  // What is of now needs no date.
  const time = shown === null ? "" : isOld ? formatDateTime(shown.at) : formatTimeAndZone(shown.at);
  const image = (className?: string) =>
    shown === null ? null : (
      <PictureImage picture={shown} alt={pictureAlt(camera, robotName, shown.at)} isOld={isOld} className={className ?? ""} />
    );
  const caption = (
    <span className={classNames("text-caption tabular", isOld ? "font-semibold text-danger" : "text-muted")}>
      {age === null ? t`No picture yet` : isConnected ? `${age.text}, ${time}` : t`Not live: ${time}`}
    </span>
  );
  return (
    <figure className="card flex flex-col gap-2 p-2" aria-label={t`Camera ${camera}`}>
      <figcaption className="flex items-center gap-2">
        <span className="me-auto min-w-0">
          <span className="block truncate font-medium">{camera}</span>
          {caption}
        </span>
        {shown === null ? null : (
          <button
            type="button"
            aria-label={t`Show ${camera} large`}
            title={t`Show large`}
            onClick={() => setLarge(true)}
            className={buttonClass("quiet", "small", true)}
          >
            <Maximize2 aria-hidden />
          </button>
        )}
      </figcaption>
      {error ? <ErrorNote text={describeError(error)} /> : null}
      {image() ?? (
        <p className="grid aspect-4/3 place-items-center rounded-control bg-sunken p-4 text-center text-caption text-muted">
          {isPaused ? t`Paused before the first picture came.` : t`The first picture comes with one of the next heartbeats.`}
        </p>
      )}
      {isLarge ? (
        <DialogFrame
          onClose={() => setLarge(false)}
          label={t`Camera ${camera}`}
          className="inset-x-3 top-3 grid max-h-[calc(100dvh-1.5rem)] gap-2 overflow-y-auto rounded-card p-3 md:inset-x-auto md:top-[4vh] md:left-1/2 md:w-[min(90vw,112vh)] md:-translate-x-1/2"
        >
          <div className="flex items-center gap-3">
            <span className="me-auto">
              <span className="block text-heading">{camera}</span>
              {caption}
            </span>
            <button type="button" aria-label={t`Close`} onClick={() => setLarge(false)} className={buttonClass("quiet", "small", true)}>
              <X aria-hidden />
            </button>
          </div>
          {image("w-full")}
        </DialogFrame>
      ) : null}
    </figure>
  );
}
