import { plural, t } from "@lingui/core/macro";
import { useQuery } from "@tanstack/react-query";
import { Download } from "lucide-react";
import { useRef } from "react";

import { cameraQueries, type KeptPicture } from "#src/api/cameras.ts";
import { describeError } from "#src/api/errors.ts";
import type { ReceiptDetail } from "#src/api/receipts.ts";
import { hashOf, pictureFileName, type RecordedPicture, standingOf } from "#src/api/recorded-pictures.ts";
import type { SessionId } from "#src/api/sessions.ts";
import { buttonClass } from "#src/components/ui/button.tsx";
import { ErrorNote } from "#src/components/ui/error-note.tsx";
import { Skeleton } from "#src/components/ui/skeleton.tsx";
import { classNames } from "#src/lib/class-names.ts";
import { saveBlob } from "#src/lib/save-blob.ts";
import { formatTimeOfDay } from "#src/lib/time.ts";

import { pictureAlt } from "./camera-words.ts";
import { momentInWords, recordedMomentInWords } from "./moment-words.ts";
import { PictureImage } from "./picture-image.tsx";
import { PictureStandingMark, type Record, recordOf } from "./picture-standing.tsx";
import { useWasSeen } from "./use-in-sight.ts";

type RunPicturesProps = {
  sessionId: SessionId;
  /** The receipt that vouches for them. */
  signed: Pick<ReceiptDetail, "receipt" | "publicKeys">;
  /** How far into the run a moment is, in words. */
  offsetOf: (at: number) => string;
  /** The moment that charts and drawings show, epoch ms. */
  cursor: number | null;
  onCursor: (at: number) => void;
};

/** The pictures of a run's key moments, in order of time, each held against its receipt; a press puts the run's cursor there. Nothing of a run without any. */
export function RunPictures({ sessionId, signed, offsetOf, cursor, onCursor }: RunPicturesProps) {
  const { data: pictures, error } = useQuery(cameraQueries.ofSession(sessionId));
  const record = recordOf(signed);
  if (error) return <ErrorNote text={describeError(error)} />;
  if (pictures === undefined) return null;
  const listed = record.kind === "lists" ? record.pictures : [];
  const gone = listed.filter((each) => !pictures.some(({ camera, moment, at }) => isOf(each, { camera, moment, at })));
  if (pictures.length === 0 && gone.length === 0) return null;
  return (
    <section aria-label={t`Pictures of the run`} className="grid gap-2 contain-inline-size">
      <h3 className="text-heading">{t`Pictures`}</h3>
      <p className="text-caption text-muted">
        {t`This browser holds the bytes of each picture against the hash in the signed receipt. That shows what the robot sent, not that its camera saw it.`}
      </p>
      <ol className="grid grid-cols-2 gap-2 sm:grid-cols-3 lg:grid-cols-4">
        {pictures.map((picture) => (
          <li key={picture.id} className={classNames("card flex flex-col gap-1 p-1.5", cursor === picture.at && "outline-2 outline-focus")}>
            <RunPicture
              picture={picture}
              record={record}
              sequence={signed.receipt.sequence}
              offset={offsetOf(picture.at)}
              isChosen={cursor === picture.at}
              onChoose={() => onCursor(picture.at)}
            />
          </li>
        ))}
      </ol>
      {gone.length === 0 ? null : <GonePictures pictures={gone} offsetOf={offsetOf} />}
    </section>
  );
}

const isOf = (one: RecordedPicture, { camera, moment, at }: Pick<RecordedPicture, "camera" | "moment" | "at">): boolean =>
  one.camera === camera && one.moment === moment && one.at === at;

type RunPictureProps = {
  picture: KeptPicture;
  record: Record;
  sequence: number;
  offset: string;
  isChosen: boolean;
  onChoose: () => void;
};

function RunPicture({ picture, record, sequence, offset, isChosen, onChoose }: RunPictureProps) {
  const place = useRef<HTMLButtonElement>(null);
  const isSeen = useWasSeen(place);
  const { data: kept, error } = useQuery({ ...cameraQueries.kept(picture.id), enabled: isSeen });
  const { camera, moment, at, width, height } = picture;
  const bytes = kept?.bytes;
  // Of the bytes that are shown; what the server says of them counts for nothing.
  const sha256 = bytes === undefined ? null : hashOf(new Uint8Array(bytes));
  const standing = sha256 === null || record.kind !== "lists" ? null : standingOf(record.pictures, { camera, moment, at, sha256 });
  const [time, what] = [formatTimeOfDay(at), momentInWords(moment)];
  return (
    <>
      <button ref={place} type="button" aria-pressed={isChosen} onClick={onChoose} className="grid w-full content-start gap-1 text-start">
        {kept === undefined ? (
          <span style={{ aspectRatio: width / height }} className="block">
            {error ? <ErrorNote text={describeError(error)} /> : <Skeleton className="h-full w-full" />}
          </span>
        ) : (
          <PictureImage picture={{ ...kept, width, height }} alt={pictureAlt(camera, null, at)} />
        )}
        <span className="text-caption font-medium">{what}</span>
        <span className="text-caption text-muted tabular">
          {camera}, {offset} ({time})
        </span>
      </button>
      <span className="mt-auto flex items-end justify-between gap-1">
        <PictureStandingMark record={record.kind} standing={standing} />
        {kept === undefined || sha256 === null ? null : (
          <button
            type="button"
            aria-label={t`Save the picture: ${what}, ${camera}`}
            title={`SHA-256 ${sha256}`}
            onClick={() =>
              saveBlob(pictureFileName(sequence, { camera, moment, type: kept.type, sha256 }), new Blob([kept.bytes], { type: kept.type }))
            }
            className={classNames(buttonClass("quiet", "small", true), "print:hidden")}
          >
            <Download aria-hidden />
          </button>
        )}
      </span>
    </>
  );
}

/** What the receipt lists and is not there any more: whoever has such a file can still check it. */
function GonePictures({ pictures, offsetOf }: { pictures: readonly RecordedPicture[]; offsetOf: (at: number) => string }) {
  const count = pictures.length;
  return (
    <details className="text-caption">
      <summary>
        {plural(count, {
          one: "# picture that the receipt lists is not here any more",
          other: "# pictures that the receipt lists are not here any more",
        })}
      </summary>
      <ul className="mt-1 grid gap-1">
        {pictures.map(({ camera, moment, at, sha256 }, index) => (
          <li key={index}>
            {recordedMomentInWords(moment)}, {camera}, {offsetOf(at)}: <code className="font-mono break-all">{sha256}</code>
          </li>
        ))}
      </ul>
    </details>
  );
}
