import { t } from "@lingui/core/macro";
import { X } from "lucide-react";

import type { FoundPicture, GivenPicture } from "#convex/model/receipts/exportPictures.ts";
import { Button } from "#src/components/ui/button.tsx";
import { StateMark } from "#src/components/ui/state-mark.tsx";

type GivenPicturesProps = {
  pictures: readonly GivenPicture[];
  /** What became of each; null before a file was verified with them, and of a file that is not sound. */
  found: readonly FoundPicture[] | null;
  isUnsound: boolean;
  onRemove: (picture: GivenPicture) => void;
};

/** The pictures that were given beside an export, and what its receipts say of each. */
export function GivenPictures({ pictures, found, isUnsound, onRemove }: GivenPicturesProps) {
  return (
    <div className="grid gap-1">
      {isUnsound ? <p className="text-danger">{t`Of the pictures nothing is said: the file is not sound.`}</p> : null}
      <ul aria-label={t`Pictures`} className="grid gap-1">
        {pictures.map((picture) => {
          const { name, sha256 } = picture;
          return (
            <li key={`${name} ${sha256}`} className="flex items-center justify-between gap-3">
              <GivenPictureMark name={name} found={found?.find((each) => each.name === name && each.sha256 === sha256)} />
              <Button
                tone="quiet"
                size="small"
                icon={<X aria-hidden />}
                aria-label={t`Take ${name} away`}
                onClick={() => onRemove(picture)}
              />
            </li>
          );
        })}
      </ul>
    </div>
  );
}

const className = "min-w-0 wrap-anywhere whitespace-normal!";

function GivenPictureMark({ name, found }: { name: string; found: FoundPicture | undefined }) {
  if (found === undefined)
    return <StateMark shape="dash" tone="neutral" className={className}>{t`${name} is not compared with a file of receipts.`}</StateMark>;
  const where = found.places.map(placeInWords).join("; ");
  switch (found.standing) {
    case "recorded":
      return <StateMark shape="disc" tone="ok" className={className}>{t`${name} is the picture that was recorded: ${where}.`}</StateMark>;
    case "changed":
      return (
        <StateMark shape="cross" tone="danger" className={className}>
          {t`${name} was changed: its name is that of a recorded picture (${where}), and its bytes are others.`}
        </StateMark>
      );
    case "unlisted":
      return (
        <StateMark shape="cross" tone="danger" className={className}>
          {t`${name} is listed in no receipt of this file: it was changed, or it was never recorded there.`}
        </StateMark>
      );
    default:
      return found.standing satisfies never;
  }
}

/** The file may be anybody's, so the number may be no time. */
function placeInWords({ sequence, camera, moment, at }: FoundPicture["places"][number]): string {
  const what = moment.replaceAll("_", " ");
  const time = Math.abs(at) <= 8.64e15 ? new Date(at).toISOString() : String(at);
  return t`receipt #${sequence}, camera ${camera}, ${what}, ${time}`;
}
