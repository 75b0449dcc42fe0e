import { appError } from "../../errors";
import { checkNumber } from "../checks";
import type { NewPicture } from "./shapes";
import { sniff, type Sniffed } from "./sniff";

// Pure: which pictures are taken, and how often.

export const mostCameras = 4;
export const mostBytes = 100 * 1_024;
export const mostMoments = 12;
/** Between two live pictures of one camera. */
export const shortestGapMs = 1_000;
/** How long live pictures are sent after a page asked for them; a page asks every 20 s. */
export const wishMs = 27_000;
/** Pictures that were asked for in time and come a moment later are taken all the same. */
const wishGraceMs = 3_000;
/** A moment is told at once, or as soon as the link is back: not a day later. */
const oldestMs = 60_000;
/** How long after its end a run takes the pictures of its last moments. */
export const lateMs = 120_000;
const mostPixels = 4_096;
const nameShape = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,31}$/;

/** Refuses names that no honest robot has, before anything is read or written. */
export function checkCameraNames(names: readonly string[]): void {
  const invalid = (path: string, message: string) => appError({ code: "invalid", path, message });
  if (names.length > mostCameras) throw invalid("$.cameras", `Give at most ${mostCameras} cameras.`);
  names.forEach((name, index) => {
    if (!nameShape.test(name))
      throw invalid(`$.cameras[${index}]`, "Give 1 to 32 letters, digits, '.', '_' or '-', the first a letter or a digit.");
    if (names.indexOf(name) !== index) throw invalid(`$.cameras[${index}]`, "Name each camera once.");
  });
}

const base64Shape = /^[A-Za-z0-9+/]+={0,2}$/;

/** The picture's bytes with what they say of themselves, and how old it was when it was sent (ms). Throws `invalid`. */
export function readPicture({ picture, takenAt, sentAt }: NewPicture): Sniffed & { bytes: ArrayBuffer; ageMs: number } {
  const invalid = (path: string, message: string) => appError({ code: "invalid", path, message });
  checkNumber(takenAt, "$.takenAt", 0, 8.64e15);
  checkNumber(sentAt, "$.sentAt", 0, 8.64e15);
  const ageMs = sentAt - takenAt;
  if (ageMs < 0 || ageMs > oldestMs) throw invalid("$.takenAt", "Give a time at most 60 s before sentAt, by the same clock.");
  // Before it is decoded: four letters are three bytes.
  if (picture.length > Math.ceil(mostBytes / 3) * 4)
    throw invalid("$.picture", "The picture has more than 100 KB: send a smaller one, or a JPEG of less quality.");
  if (!base64Shape.test(picture) || picture.length % 4 !== 0) throw invalid("$.picture", "Give the picture's bytes as base64.");
  const decoded = atob(picture);
  const bytes = new ArrayBuffer(decoded.length);
  const view = new Uint8Array(bytes);
  for (let index = 0; index < decoded.length; index += 1) view[index] = decoded.charCodeAt(index);
  if (bytes.byteLength > mostBytes)
    throw invalid("$.picture", "The picture has more than 100 KB: send a smaller one, or a JPEG of less quality.");
  const found = sniff(bytes);
  if (found === null) throw invalid("$.picture", "This is no JPEG, PNG or WebP, or its beginning is damaged.");
  if (found.width > mostPixels || found.height > mostPixels)
    throw invalid("$.picture", `The picture is ${found.width} x ${found.height}: send at most ${mostPixels} pixels a side.`);
  return { ...found, bytes, ageMs };
}

/** How long a camera's next live picture has to wait, ms; null when it may come. A clock set back does not lock a camera out. */
export function waitOf(lastAt: number | null, now: number): number | null {
  if (lastAt === null || now < lastAt || now - lastAt >= shortestGapMs) return null;
  return lastAt + shortestGapMs - now;
}

/** Whether somebody looks, or did a moment ago. */
export const isWanted = (until: number | undefined, now: number): boolean => until !== undefined && now <= until + wishGraceMs;
