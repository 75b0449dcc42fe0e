import type { Link } from "./chain";
import { type RecordedPicture, recordedIn } from "./pictures";

// Pure: files of pictures that are given beside an export, held against the receipts in it.

/** A file of a picture: its name, and the SHA-256 of its bytes (hex). */
export type GivenPicture = { name: string; sha256: string };

type Place = Pick<RecordedPicture, "camera" | "moment" | "at"> & { sequence: number };

/**
 * `recorded`: a receipt of the file lists these bytes. `changed`: the file's name holds the hash of a listed picture, and its bytes are
 * others. `unlisted`: no receipt of the file lists them. `places`: where the picture stands, or the one that the name speaks of.
 */
export type FoundPicture = GivenPicture & { standing: "recorded" | "changed" | "unlisted"; places: Place[] };

/** One picture may stand in several receipts only if a camera is frozen; a few of them say that. */
const mostPlaces = 3;

/** What the name of a saved picture says of its bytes. */
const claimedIn = (name: string): string | undefined => /[0-9a-f]{64}/u.exec(name)?.[0];

/** The name under which a kept picture is saved: with its hash, so that a verifier can tell a changed file from a foreign one. */
export function pictureFileName(
  sequence: number,
  { camera, moment, type, sha256 }: Omit<RecordedPicture, "at" | "takenAt" | "size">,
): string {
  return `receipt-${sequence}-${camera}-${moment}-${sha256}.${type.split("/")[1] ?? "bin"}`;
}

/** Takes the receipts of a file one by one, each found genuine before. */
export class PicturesAsked {
  readonly #given: readonly GivenPicture[];
  readonly #places = new Map<string, Place[]>();

  constructor(given: readonly GivenPicture[]) {
    this.#given = given;
    for (const { name, sha256 } of given) {
      this.#places.set(sha256, []);
      const claimed = claimedIn(name);
      if (claimed !== undefined) this.#places.set(claimed, []);
    }
  }

  take(link: Link): void {
    if (this.#given.length === 0) return;
    for (const { sha256, camera, moment, at } of recordedIn(link) ?? []) {
      const places = this.#places.get(sha256);
      if (places !== undefined && places.length < mostPlaces) places.push({ sequence: link.sequence, camera, moment, at });
    }
  }

  end(): FoundPicture[] {
    return this.#given.map(({ name, sha256 }) => {
      const places = this.#places.get(sha256) ?? [];
      if (places.length > 0) return { name, sha256, standing: "recorded", places };
      const meant = this.#places.get(claimedIn(name) ?? "") ?? [];
      return { name, sha256, standing: meant.length > 0 ? "changed" : "unlisted", places: meant };
    });
  }
}

/** Of a file of anybody's, so the number may be no time. */
const timeText = (at: number): string => (Math.abs(at) <= 8.64e15 ? new Date(at).toISOString() : String(at));

const placeText = ({ sequence, camera, moment, at }: Place): string =>
  `receipt #${sequence}, camera ${camera}, ${moment.replaceAll("_", " ")}, ${timeText(at)}`;

/** What was found of a given picture, in a sentence. */
export function pictureSentence({ name, standing, places }: FoundPicture): string {
  const where = places.map(placeText).join("; ");
  switch (standing) {
    case "recorded":
      return `${name} is the picture that was recorded: ${where}.`;
    case "changed":
      return `${name} was changed: its name is that of a recorded picture (${where}), and its bytes are others.`;
    case "unlisted":
      return `${name} is listed in no receipt of this file: it was changed, or it was never recorded there.`;
    default:
      return standing satisfies never;
  }
}
