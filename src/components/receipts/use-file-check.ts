import { t } from "@lingui/core/macro";
import { useEffect, useRef, useState } from "react";

import { describeError } from "#src/api/errors.ts";
import { readKeysAndHead } from "#src/api/receipts.ts";
import { UnreadableFile } from "#src/verify/file-trouble.ts";
import type { Verdict } from "#src/verify/verdict.ts";

import { checkpointsOf, type PublishedFile, sortFiles, type Standing, standingsOf, withFiles } from "./published-files.ts";
import { troubleInWords } from "./trouble-words.ts";

export type FileCheckState =
  | { kind: "idle" }
  | { kind: "running"; name: string; checked: number; total: number }
  | { kind: "failed"; name: string; text: string }
  | { kind: "done"; name: string; verdict: Verdict; against: string; standings: Standing[] };

/** How long the page may be busy between two breaths, ms. */
const SLICE = 40;

/** An exported file and published checkpoints, in whatever order they are given: checked against each other in this browser. */
export function useFileCheck() {
  const [state, setState] = useState<FileCheckState>({ kind: "idle" });
  const [published, setPublished] = useState<readonly PublishedFile[]>([]);
  const [without, setWithout] = useState<readonly string[]>([]);
  const running = useRef<AbortController>(null);
  /** What was given so far, for whatever comes next. */
  const given = useRef<{ file: File | null; published: readonly PublishedFile[] }>({ file: null, published: [] });
  // Syncs with a check that goes on by itself: leaving the page ends it.
  useEffect(() => () => running.current?.abort(), []);

  const check = async () => {
    const { file, published: files } = given.current;
    running.current?.abort();
    if (file === null) return;
    const controller = new AbortController();
    running.current = controller;
    const { name } = file;
    const tell = (next: FileCheckState) => {
      if (!controller.signal.aborted) setState(next);
    };
    tell({ kind: "running", name, checked: 0, total: 0 });
    try {
      // Without the server the file is still checked, only with its own keys; the verdict says which.
      const known = await readKeysAndHead().catch(() => null);
      const [{ readReceiptFile }, { verifyExportInSteps }, { verdictInWords }] = await Promise.all([import("#src/verify/read-file.ts"), import("#convex/model/receipts/export.ts"), import("./proof-words.ts")]);
      const { format, lines } = await readReceiptFile(file);
      const steps = verifyExportInSteps(lines, { published: checkpointsOf(files), ...(known === null ? {} : { publicKeys: known.publicKeys, keyTimes: known.keyTimes }) });
      for (let breath = performance.now(); ; ) {
        const step = steps.next();
        if (step.done === true) {
          const against = known === null ? t`The server did not answer, so only the file's own keys were used.` : t`Verified with this server's own keys.`;
          return tell({ kind: "done", name, verdict: verdictInWords(step.value, format), against, standings: standingsOf(files, step.value) });
        }
        if (performance.now() - breath < SLICE) continue;
        tell({ kind: "running", name, ...step.value });
        await new Promise((resolve) => setTimeout(resolve));
        if (controller.signal.aborted) return;
        breath = performance.now();
      }
    } catch (error) {
      tell({ kind: "failed", name, text: error instanceof UnreadableFile ? troubleInWords(error.trouble) : describeError(error) });
    }
  };

  const hold = (files: readonly PublishedFile[]) => {
    given.current.published = files;
    setPublished(files);
  };

  /** Any files, each taken for what it is; or, of those chosen as published checkpoints, none for an export. */
  const take = async (files: readonly File[], isPublished = false) => {
    const { published: added, others } = await sortFiles(files);
    setWithout(isPublished ? others.map(({ name }) => name) : []);
    if (added.length > 0) hold(withFiles(given.current.published, added));
    const [file] = isPublished ? [] : others;
    if (file !== undefined) given.current.file = file;
    if (added.length > 0 || file !== undefined) await check();
  };

  const remove = (file: PublishedFile) => {
    hold(given.current.published.filter((each) => each !== file));
    setWithout([]);
    void check();
  };
  return { state, published, without, take, remove };
}
