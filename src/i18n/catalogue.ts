import { readFile } from "node:fs/promises";
import path from "node:path";

import { formatter } from "@lingui/format-po";
import { compileMessage } from "@lingui/message-utils/compileMessage";

import { catalogueKey, type Source } from "./catalogue-key.ts";

// Reads catalogues for the build and for tests; no page has it.

/** Text without places stays text, which is shorter; so is the compiler's work without what it left undefined. */
export function compiled(message: string): Source {
  const pieces = JSON.parse(JSON.stringify(compileMessage(message))) as unknown[];
  return pieces.length === 1 && typeof pieces[0] === "string" ? pieces[0] : pieces;
}

/** A translated message: its key for the page, what it says, and the source files that say it. */
export type Translated = { key: string; said: unknown; files: readonly string[]; context: string };

/** What of a catalogue is translated. */
export async function translated(file: string): Promise<Translated[]> {
  const locale = path.basename(file, ".po");
  const catalogue = await formatter().parse(await readFile(file, "utf8"), { locale, sourceLocale: "en", filename: file });
  return Object.values(catalogue).flatMap(({ message, translation, context, obsolete, origin }) =>
    translation && obsolete !== true
      ? [
          {
            key: catalogueKey(compiled(message ?? ""), context ?? ""),
            said: compileMessage(translation),
            files: (origin ?? []).map(([source]) => source),
            context: context ?? "",
          },
        ]
      : [],
  );
}
