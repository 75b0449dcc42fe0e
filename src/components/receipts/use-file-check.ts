import { t } from "@lingui/core/macro";
import { useEffect, useRef, useState } from "react";

import type { FoundPicture, GivenPicture } from "#convex/model/receipts/exportPictures.ts";
import { describeError } from "#src/api/errors.ts";
import { readKeysAndHead } from "#src/api/receipts.ts";
import type { Verdict } from "#src/verify/verdict.ts";
import type { Progress } from "#src/verify/verify-file.ts";

import type { FromImport, ToImport } from "./import-messages.ts";
import { checkpointsOf, type PublishedFile, sortFiles, type Standing, standingsOf, withFiles } from "./published-files.ts";
import { troubleInWords } from "./trouble-words.ts";

export type FileCheckState =
  | { kind: "idle" }
  | ({ kind: "running"; name: string } & Progress)
  | { kind: "failed"; name: string; text: string }
  | { kind: "done"; name: string; verdict: Verdict; against: string; standings: Standing[]; pictures: FoundPicture[] | null };

/** An exported file, published checkpoints and pictures, in whatever order they are given: checked against each other in this browser. */
export function useFileCheck() {
  const [state, setState] = useState<FileCheckState>({ kind: "idle" });
  const [published, setPublished] = useState<readonly PublishedFile[]>([]);
  const [without, setWithout] = useState<readonly string[]>([]);
  const [pictures, setPictures] = useState<readonly GivenPicture[]>([]);
  const worker = useRef<Worker>(null);
  /** What was given so far, for whatever comes next. */
  const given = useRef<{ file: File | null; published: readonly PublishedFile[]; pictures: readonly GivenPicture[] }>({
    file: null,
    published: [],
    pictures: [],
  });
  // Syncs with a check that goes on by itself: leaving the page ends it.
  useEffect(() => () => worker.current?.terminate(), []);

  const check = async () => {
    const { file, published: files, pictures: beside } = given.current;
    worker.current?.terminate();
    if (file === null) return;
    const mine = new Worker(new URL("import.worker.ts", import.meta.url), { type: "module" });
    worker.current = mine;
    const { name } = file;
    const tell = (next: FileCheckState) => {
      if (worker.current === mine) setState(next);
    };
    tell({ kind: "running", name, checked: 0, total: null });
    try {
      // Without the server the file is still checked, only with its own keys; the verdict says which.
      const known = await readKeysAndHead().then(
        ({ publicKeys, keyTimes }) => ({ publicKeys, keyTimes }),
        () => null,
      );
      const { verdictInWords } = await import("./proof-words.ts");
      mine.addEventListener("message", ({ data }: MessageEvent<FromImport>) => {
        if (data.kind === "progress") tell({ kind: "running", name, checked: data.checked, total: data.total });
        if (data.kind === "failed") tell({ kind: "failed", name, text: troubleInWords(data.trouble) });
        if (data.kind !== "verified") return;
        const against =
          known === null ? t`The server did not answer, so only the file's own keys were used.` : t`Verified with this server's own keys.`;
        tell({
          kind: "done",
          name,
          verdict: verdictInWords(data.result, data.format),
          against,
          standings: standingsOf(files, data.result),
          pictures: data.result.ok ? data.result.pictures : null,
        });
      });
      mine.addEventListener("error", () => tell({ kind: "failed", name, text: t`The file could not be read here.` }));
      if (worker.current === mine)
        mine.postMessage({
          kind: "read",
          file,
          isListed: false,
          known,
          published: checkpointsOf(files),
          pictures: beside,
          round: 0,
        } satisfies ToImport);
    } catch (error) {
      tell({ kind: "failed", name, text: describeError(error) });
    }
  };

  const cancel = () => {
    worker.current?.terminate();
    worker.current = null;
    given.current.file = null;
    setState({ kind: "idle" });
  };

  const hold = (files: readonly PublishedFile[]) => {
    given.current.published = files;
    setPublished(files);
  };

  const holdPictures = (held: readonly GivenPicture[]) => {
    given.current.pictures = held;
    setPictures(held);
  };

  /** Any files, each taken for what it is; or, of those chosen as published checkpoints, none for an export. */
  const take = async (files: readonly File[], isPublished = false) => {
    // Hashing is fetched with the first file.
    const sorted = isPublished ? null : await import("#src/verify/given-picture.ts").then(({ sortPictures }) => sortPictures(files));
    const { published: added, others } = await sortFiles(sorted?.others ?? files);
    const seen = sorted?.pictures ?? [];
    if (seen.length > 0) holdPictures([...given.current.pictures.filter((each) => !seen.some((other) => isSame(each, other))), ...seen]);
    setWithout(isPublished ? others.map(({ name }) => name) : []);
    if (added.length > 0) hold(withFiles(given.current.published, added));
    const [file] = isPublished ? [] : others;
    if (file !== undefined) given.current.file = file;
    if (added.length > 0 || seen.length > 0 || file !== undefined) await check();
  };

  const remove = (file: PublishedFile) => {
    hold(given.current.published.filter((each) => each !== file));
    setWithout([]);
    void check();
  };

  const removePicture = (picture: GivenPicture) => {
    holdPictures(given.current.pictures.filter((each) => each !== picture));
    void check();
  };
  return { state, published, without, pictures, take, remove, removePicture, cancel };
}

const isSame = (one: GivenPicture, other: GivenPicture) => one.name === other.name && one.sha256 === other.sha256;
