import { t } from "@lingui/core/macro";
import { useEffect, useRef, useState } from "react";

import { type Receipt, readKeysAndHead } from "#src/api/receipts.ts";
import type { Format } from "#src/verify/export-content.ts";
import type { Verdict } from "#src/verify/verdict.ts";
import type { Progress } from "#src/verify/verify-file.ts";

import type { FromImport, ToImport } from "./import-messages.ts";
import { checkpointsOf, type PublishedFile, sortFiles, type Standing, standingsOf, withFiles } from "./published-files.ts";
import { troubleInWords } from "./trouble-words.ts";

export type Imported = {
  name: string;
  rows: readonly Receipt[];
  progress: Progress | null;
  /** Somebody had enough: the rows so far are all there are, and no verdict comes. */
  isStopped: boolean;
  verdict: { verdict: Verdict; isForeign: boolean; format: Format; isUnknown: boolean; standings: Standing[] } | null;
  failure: string | null;
  /** The receipt that is open, with its text once it is here. */
  open: { row: Receipt; text: string | undefined } | null;
};

/** A file that is looked into, in this browser alone: null until one is given. */
export function useImport() {
  const [imported, setImported] = useState<Imported | null>(null);
  const [published, setPublished] = useState<readonly PublishedFile[]>([]);
  const [without, setWithout] = useState<readonly string[]>([]);
  const worker = useRef<Worker>(null);
  /** The published checkpoints that the next verdict must be about; one about others is of yesterday. */
  const held = useRef<readonly PublishedFile[]>([]);
  const round = useRef(0);
  const isStopped = useRef(false);
  // Syncs with the worker, which goes on by itself: leaving the page ends it.
  useEffect(() => () => worker.current?.terminate(), []);

  const read = async (file: File) => {
    worker.current?.terminate();
    const mine = new Worker(new URL("import.worker.ts", import.meta.url), { type: "module" });
    worker.current = mine;
    isStopped.current = false;
    setImported({ name: file.name, rows: [], progress: null, isStopped: false, verdict: null, failure: null, open: null });
    // Without the server the file is still read, with its own keys; the page says which.
    const known = await readKeysAndHead().then(
      ({ publicKeys, keyTimes }) => ({ publicKeys, keyTimes }),
      () => null,
    );
    const change = (part: (before: Imported) => Partial<Imported>) =>
      setImported((before) => (before === null || worker.current !== mine ? before : { ...before, ...part(before) }));
    const sayVerdict = async ({ result, isForeign, format, round: about }: Extract<FromImport, { kind: "verified" }>) => {
      const { verdictInWords } = await import("./proof-words.ts");
      if (about !== round.current) return;
      change(() => ({
        verdict: {
          verdict: verdictInWords(result, format),
          isForeign,
          format,
          isUnknown: known === null,
          standings: standingsOf(held.current, result),
        },
      }));
    };
    mine.addEventListener("message", ({ data }: MessageEvent<FromImport>) => {
      switch (data.kind) {
        case "rows":
          return change(({ rows }) => ({ rows: [...rows, ...data.rows] }));
        case "progress":
          return change(() => ({ progress: { checked: data.checked, total: data.total } }));
        case "verified":
          return void sayVerdict(data);
        case "receipt":
          return change(({ open }) => (open?.row.sequence === data.sequence ? { open: { ...open, text: data.text } } : {}));
        case "failed":
          return change(() => ({ failure: troubleInWords(data.trouble) }));
        default:
          return data satisfies never;
      }
    });
    mine.addEventListener("error", () => change(() => ({ failure: t`The file could not be read here.` })));
    // Somebody may have had enough while the keys were on their way.
    if (!isStopped.current)
      mine.postMessage({
        kind: "read",
        file,
        isListed: true,
        known,
        published: checkpointsOf(held.current),
        round: round.current,
      } satisfies ToImport);
  };

  const hold = (files: readonly PublishedFile[]) => {
    held.current = files;
    round.current += 1;
    isStopped.current = false;
    setPublished(files);
    setImported((before) => (before === null ? null : { ...before, verdict: null, progress: null, isStopped: false }));
    worker.current?.postMessage({ kind: "published", published: checkpointsOf(files), round: round.current } satisfies ToImport);
  };

  /** Any files, each taken for what it is; or, of those chosen as published checkpoints, none for an export. */
  const take = async (files: readonly File[], isPublished = false) => {
    const { published: added, others } = await sortFiles(files);
    setWithout(isPublished ? others.map(({ name }) => name) : []);
    if (added.length > 0) hold(withFiles(held.current, added));
    const [file] = isPublished ? [] : others;
    if (file !== undefined) await read(file);
  };

  const remove = (file: PublishedFile) => {
    setWithout([]);
    hold(held.current.filter((each) => each !== file));
  };

  const stop = () => {
    isStopped.current = true;
    worker.current?.postMessage({ kind: "stop" } satisfies ToImport);
    setImported((before) => (before === null ? null : { ...before, isStopped: true }));
  };

  const open = (row: Receipt | null) => {
    setImported((before) => (before === null ? null : { ...before, open: row === null ? null : { row, text: undefined } }));
    if (row !== null) worker.current?.postMessage({ kind: "receipt", sequence: row.sequence } satisfies ToImport);
  };
  return { imported, published, without, take, remove, open, stop };
}
