import { t } from "@lingui/core/macro";
import { useEffect, useRef, useState } from "react";

import { type Receipt, readKeysAndHead } from "#src/api/receipts.ts";
import type { Verdict } from "#src/verify/verdict.ts";
import type { FileTrouble } from "#src/verify/file-trouble.ts";

import type { FromImport, ToImport } from "./import-messages.ts";
import { verdictInWords } from "./proof-words.ts";

export type Imported = {
  name: string;
  rows: readonly Receipt[];
  progress: { checked: number; total: number } | null;
  verdict: { verdict: Verdict; isForeign: boolean; format: string; isUnknown: boolean } | null;
  failure: string | null;
  /** The receipt that is open, with its text once it is here. */
  open: { row: Receipt; text: string | undefined } | null;
};

/** A file that is looked into, in this browser alone: null until one is given. */
export function useImport() {
  const [imported, setImported] = useState<Imported | null>(null);
  const worker = useRef<Worker>(null);
  // Syncs with the worker, which goes on by itself: leaving the page ends it.
  useEffect(() => () => worker.current?.terminate(), []);

  const read = async (file: File) => {
    worker.current?.terminate();
    const mine = new Worker(new URL("import.worker.ts", import.meta.url), { type: "module" });
    worker.current = mine;
    setImported({ name: file.name, rows: [], progress: null, verdict: null, failure: null, open: null });
    // Without the server the file is still read, with its own keys; the page says which.
    const known = await readKeysAndHead().then(({ publicKeys, keyTimes }) => ({ publicKeys, keyTimes }), () => null);
    const change = (part: (before: Imported) => Partial<Imported>) => setImported((before) => (before === null || worker.current !== mine ? before : { ...before, ...part(before) }));
    mine.addEventListener("message", ({ data }: MessageEvent<FromImport>) => {
      switch (data.kind) {
        case "rows":
          return change(({ rows }) => ({ rows: [...rows, ...data.rows] }));
        case "progress":
          return change(() => ({ progress: { checked: data.checked, total: data.total } }));
        case "verified":
          return change(() => ({ verdict: { verdict: verdictInWords(data.result), isForeign: data.isForeign, format: data.format, isUnknown: known === null } }));
        case "receipt":
          return change(({ open }) => (open?.row.sequence === data.sequence ? { open: { ...open, text: data.text } } : {}));
        case "failed":
          return change(() => ({ failure: troubleInWords(data.trouble) }));
        default:
          return data satisfies never;
      }
    });
    mine.addEventListener("error", () => change(() => ({ failure: t`The file could not be read here.` })));
    mine.postMessage({ kind: "read", file, known } satisfies ToImport);
  };

  const open = (row: Receipt | null) => {
    setImported((before) => (before === null ? null : { ...before, open: row === null ? null : { row, text: undefined } }));
    if (row !== null) worker.current?.postMessage({ kind: "receipt", sequence: row.sequence } satisfies ToImport);
  };
  return { imported, read, open };
}

function troubleInWords(trouble: FileTrouble): string {
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
