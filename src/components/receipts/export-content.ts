import { t } from "@lingui/core/macro";

import { type Content, contentOf as contentOrNone, type Format } from "#src/verify/export-content.ts";

/** The file of exactly these receipts; throws when one of them has no signature here. */
export async function contentOf(format: Format, content: Content): Promise<string | ArrayBuffer> {
  const file = await contentOrNone(format, content);
  if (file === null) throw new Error(t`Not every receipt could be read with its signature.`);
  return file;
}
