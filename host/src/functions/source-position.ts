import { SourceMap } from "node:module";

import type { LoadedFunctions } from "./functions.ts";

const MAP = "//# sourceMappingURL=data:application/json;base64,";

/**
 * A bundle apart: its code, which V8 keeps while it runs, and where the code came from. The map is longer than the code, and wanted by errors alone,
 * so that it stays text outside of V8 until the first of them.
 */
export function apart(bundle: Buffer): { readonly code: string; readonly sourcePosition: LoadedFunctions["sourcePosition"] } {
  const at = bundle.lastIndexOf(MAP);
  if (at < 0) return { code: bundle.toString("utf8"), sourcePosition: () => null };
  const encoded = Buffer.from(bundle.subarray(at + MAP.length));
  let map: SourceMap | undefined;
  const sourcePosition: LoadedFunctions["sourcePosition"] = (line, column) => {
    map ??= new SourceMap(JSON.parse(Buffer.from(encoded.toString("latin1"), "base64").toString("utf8")));
    const entry = map.findEntry(line - 1, column - 1);
    if (!("originalSource" in entry) || entry.originalSource === undefined) return null;
    return { file: entry.originalSource, line: entry.originalLine + 1, column: entry.originalColumn + 1 };
  };
  return { code: bundle.toString("utf8", 0, at), sourcePosition };
}
