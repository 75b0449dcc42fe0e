import { t } from "@lingui/core/macro";

import type { FileTrouble } from "#src/verify/file-trouble.ts";

/** Why a file cannot be read as receipts. */
export function troubleInWords(trouble: FileTrouble): string {
  switch (trouble.kind) {
    case "open_quote":
      return t`A quotation mark is not closed.`;
    case "no_columns": {
      const missing = trouble.missing.join(", ");
      return t`This is no export of receipts with what is signed: it has no ${missing}.`;
    }
    case "other":
      return trouble.message;
    default:
      return trouble satisfies never;
  }
}
