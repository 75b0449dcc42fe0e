import { sniff } from "../../convex/model/cameras/sniff.ts";
import type { GivenPicture } from "../../convex/model/receipts/exportPictures.ts";
import { hashOf } from "../../convex/model/receipts/pictures.ts";

/** More than the server takes of any. */
const MOST_BYTES = 1_000_000;

/** The picture that a file is, with the hash of its bytes; null of any other file. */
async function pictureIn(file: File): Promise<GivenPicture | null> {
  if (file.size > MOST_BYTES) return null;
  const bytes = await file.arrayBuffer();
  // Also one that was damaged by its first bytes: it is its name that says what it should be.
  const isPicture = sniff(bytes) !== null || /\.(jpe?g|png|webp)$/iu.test(file.name);
  return isPicture ? { name: file.name, sha256: hashOf(new Uint8Array(bytes)) } : null;
}

/** The files that are pictures, and all others. */
export async function sortPictures(files: readonly File[]): Promise<{ pictures: GivenPicture[]; others: File[] }> {
  const pictures: GivenPicture[] = [];
  const others: File[] = [];
  for (const file of files) {
    const picture = await pictureIn(file);
    if (picture === null) others.push(file);
    else pictures.push(picture);
  }
  return { pictures, others };
}
