import { t } from "@lingui/core/macro";

import { formatAgo, formatDateTime } from "#src/lib/time.ts";

/** A picture without a newer one for so long shows what was, not what is. */
export const OLD_AFTER_MS = 3_000;

/** What a picture shows, for whoever cannot see it. */
export function pictureAlt(camera: string, robotName: string | null, at: number): string {
  const time = formatDateTime(at);
  return robotName === null ? t`Camera ${camera}, taken ${time}` : t`Camera ${camera} of ${robotName}, taken ${time}`;
}

/** Of when a live picture is. */
export function pictureAge(at: number, now: number): { isOld: boolean; text: string } {
  const age = Math.max(0, now - at);
  const ago = formatAgo(age);
  const isOld = age > OLD_AFTER_MS;
  return { isOld, text: isOld ? t`old: was ${ago}` : ago };
}
