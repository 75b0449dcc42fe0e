import { t } from "@lingui/core/macro";
import { useQuery } from "@tanstack/react-query";

import { cameraQueries, useLooking } from "#src/api/cameras.ts";
import { useServerNow } from "#src/api/clock.ts";
import { describeError } from "#src/api/errors.ts";
import type { RobotId } from "#src/api/robots.ts";
import { ErrorNote } from "#src/components/ui/error-note.tsx";
import { formatDateTime } from "#src/lib/time.ts";

import { pictureAge, pictureAlt } from "./camera-words.ts";
import { PictureImage } from "./picture-image.tsx";

/** An older picture shows what was there before somebody decides on what is there. */
const TOO_OLD_MS = 10_000;

/** What the cameras see before a promote; nothing of a robot that has none. */
export function PromotePictures({ robotId, robotName }: { robotId: RobotId; robotName: string | null }) {
  const { data: names = [], error } = useQuery(cameraQueries.names(robotId));
  useLooking(robotId, names.length > 0);
  if (error) return <ErrorNote text={describeError(error)} />;
  if (names.length === 0) return null;
  return (
    <section aria-label={t`Cameras`} className="grid grid-cols-2 gap-3 contain-inline-size">
      {names.map((camera) => (
        <PromotePicture key={camera} robotId={robotId} robotName={robotName} camera={camera} />
      ))}
    </section>
  );
}

function PromotePicture({ robotId, robotName, camera }: { robotId: RobotId; robotName: string | null; camera: string }) {
  const { data: picture, error } = useQuery(cameraQueries.newest(robotId, camera));
  const now = useServerNow();
  const isTooOld = picture != null && now - picture.at > TOO_OLD_MS;
  const age = picture == null ? null : pictureAge(picture.at, now);
  const ago = age?.text ?? "";
  const time = picture == null ? "" : formatDateTime(picture.at);
  return (
    <figure className="grid content-start gap-1" aria-label={t`Camera ${camera}`}>
      {error ? <ErrorNote text={describeError(error)} /> : null}
      {picture == null || isTooOld ? null : (
        <PictureImage picture={picture} alt={pictureAlt(camera, robotName, picture.at)} isOld={age?.isOld === true} />
      )}
      <figcaption className="text-caption">
        <span className="font-medium">{camera}</span>{" "}
        <span className={age?.isOld === true ? "text-danger" : "text-muted"}>
          {picture === undefined
            ? "…"
            : age === null
              ? t`no picture yet`
              : isTooOld
                ? t`no picture of the last 10 s: the newest is of ${time}`
                : `${ago}, ${time}`}
        </span>
      </figcaption>
    </figure>
  );
}
