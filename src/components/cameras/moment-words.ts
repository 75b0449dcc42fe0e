import { t } from "@lingui/core/macro";

import type { KeptPicture } from "#src/api/cameras.ts";

/** Why a picture was kept. */
export function momentInWords(moment: KeptPicture["moment"]): string {
  switch (moment) {
    case "session_started":
      return t`Session began`;
    case "promoted":
      return t`Promoted`;
    case "first_action":
      return t`First action applied`;
    case "stopped":
      return t`Stopped`;
    case "ended":
      return t`Session ended`;
    default:
      return moment satisfies never;
  }
}

const moments: readonly KeptPicture["moment"][] = ["session_started", "promoted", "first_action", "stopped", "ended"];

/** The same of a receipt, which may be of a newer server. */
export function recordedMomentInWords(moment: string): string {
  const known = moments.find((each) => each === moment);
  return known === undefined ? moment : momentInWords(known);
}
