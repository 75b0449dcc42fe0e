import { t } from "@lingui/core/macro";
import { useQuery } from "@tanstack/react-query";
import { useRef } from "react";

import { cameraQueries, type KeptPicture } from "#src/api/cameras.ts";
import { describeError } from "#src/api/errors.ts";
import type { SessionId } from "#src/api/sessions.ts";
import { ErrorNote } from "#src/components/ui/error-note.tsx";
import { Skeleton } from "#src/components/ui/skeleton.tsx";
import { classNames } from "#src/lib/class-names.ts";
import { formatTimeOfDay } from "#src/lib/time.ts";

import { pictureAlt } from "./camera-words.ts";
import { momentInWords } from "./moment-words.ts";
import { PictureImage } from "./picture-image.tsx";
import { useWasSeen } from "./use-in-sight.ts";

type RunPicturesProps = {
  sessionId: SessionId;
  /** How far into the run a moment is, in words. */
  offsetOf: (at: number) => string;
  /** The moment that charts and drawings show, epoch ms. */
  cursor: number | null;
  onCursor: (at: number) => void;
};

/** The pictures kept of a run's key moments, in order of time; a press puts the run's cursor there. Nothing of a run without any. */
export function RunPictures({ sessionId, offsetOf, cursor, onCursor }: RunPicturesProps) {
  const { data: pictures, error } = useQuery(cameraQueries.ofSession(sessionId));
  if (error) return <ErrorNote text={describeError(error)} />;
  if (pictures === undefined || pictures.length === 0) return null;
  return (
    <section aria-label={t`Pictures of the run`} className="grid gap-2 contain-inline-size">
      <h3 className="text-heading">{t`Pictures`}</h3>
      <ol className="grid grid-cols-2 gap-2 sm:grid-cols-3 lg:grid-cols-5">
        {pictures.map((picture) => (
          <li key={picture.id}>
            <RunPicture
              picture={picture}
              offset={offsetOf(picture.at)}
              isChosen={cursor === picture.at}
              onChoose={() => onCursor(picture.at)}
            />
          </li>
        ))}
      </ol>
    </section>
  );
}

type RunPictureProps = { picture: KeptPicture; offset: string; isChosen: boolean; onChoose: () => void };

function RunPicture({ picture, offset, isChosen, onChoose }: RunPictureProps) {
  const place = useRef<HTMLButtonElement>(null);
  const isSeen = useWasSeen(place);
  const { data: kept, error } = useQuery({ ...cameraQueries.kept(picture.id), enabled: isSeen });
  const { camera, moment, at, width, height, sha256 } = picture;
  const time = formatTimeOfDay(at);
  return (
    <button
      ref={place}
      type="button"
      aria-pressed={isChosen}
      title={`SHA-256 ${sha256}`}
      onClick={onChoose}
      className={classNames("card grid w-full content-start gap-1 p-1.5 text-start", isChosen && "outline-2 outline-focus")}
    >
      {kept === undefined ? (
        <span style={{ aspectRatio: width / height }} className="block">
          {error ? <ErrorNote text={describeError(error)} /> : <Skeleton className="h-full w-full" />}
        </span>
      ) : (
        <PictureImage picture={{ ...kept, width, height }} alt={pictureAlt(camera, null, at)} />
      )}
      <span className="text-caption font-medium">{momentInWords(moment)}</span>
      <span className="text-caption text-muted tabular">
        {camera}, {offset} ({time})
      </span>
    </button>
  );
}
