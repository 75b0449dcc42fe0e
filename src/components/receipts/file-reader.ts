import type { Checkpoint } from "#convex/model/receipts/chain.ts";
import { manifestIn } from "#convex/model/receipts/exportFile.ts";
import type { GivenPicture } from "#convex/model/receipts/exportPictures.ts";
import type { Receipt } from "#src/api/receipts.ts";
import { troubleOf } from "#src/verify/file-trouble.ts";
import { type Opened, openReceiptFile } from "#src/verify/read-file.ts";
import { verifySteps } from "#src/verify/verify-file.ts";

import type { FromImport, Known, ToImport } from "./import-messages.ts";
import { importedRow } from "./imported.ts";

/** The first screen at once, then few enough that the page is not held up by taking them over. */
const FIRST_ROWS = 200;
const ROWS_AT_ONCE = 1_000;
const PROGRESS_MS = 100;
/** More lines than a part of a file has. */
const PARTS = 2 ** 24;

/** What the worker does with a file: reads it for a list, verifies it, and looks up receipts in it. Of the file it keeps only where each receipt stands. */
export function fileReader(tell: (message: FromImport) => void): (message: ToImport) => void {
  let file: { opened: Opened; known: Known; pictures: readonly GivenPicture[] } | null = null;
  let against: { published: readonly Checkpoint[]; round: number } = { published: [], round: 0 };
  const parts: (() => Promise<string[]>)[] = [];
  /** By sequence number, its part and its place in there, as one number. */
  const places = new Map<number, number>();
  let isStopped = false;

  const breath = async () => await new Promise((resolve) => setTimeout(resolve));

  async function list({ batches }: Opened): Promise<void> {
    let rows: Receipt[] = [];
    const flush = async () => {
      tell({ kind: "rows", rows });
      rows = [];
      await breath();
    };
    for await (const { lines, again } of batches()) {
      parts.push(again);
      for (const [at, line] of lines.entries()) {
        const row = importedRow(line);
        if (row === null) continue;
        places.set(row.sequence, at * PARTS + parts.length - 1);
        if (rows.push(row) >= (places.size <= FIRST_ROWS ? FIRST_ROWS : ROWS_AT_ONCE)) await flush();
        if (isStopped) return;
      }
    }
    await flush();
  }

  async function verify(isListed: boolean): Promise<void> {
    if (file === null) return;
    const { opened, known, pictures } = file;
    const { published, round } = against;
    const isForeign = isListed && (await isOfOthers(opened, known));
    const steps = verifySteps(opened, { published, pictures, ...(known === null || isForeign ? {} : known) });
    for (let told = performance.now(); ;) {
      const step = await steps.next();
      if (step.done === true) return tell({ kind: "verified", result: step.value, isForeign, format: opened.format, round });
      if (performance.now() - told < PROGRESS_MS) continue;
      tell({ kind: "progress", ...step.value });
      // In it other checkpoints may come; they are verified with from the beginning.
      await breath();
      if (isStopped || round !== against.round) return;
      told = performance.now();
    }
  }

  async function read({ file: blob, known, isListed, pictures = [] }: Extract<ToImport, { kind: "read" }>): Promise<void> {
    const opened = await openReceiptFile(blob);
    if (isListed) await list(opened);
    file = { opened, known, pictures };
    if (!isStopped) await verify(isListed);
  }

  async function receipt(sequence: number): Promise<void> {
    const place = places.get(sequence);
    const lines = await parts[place === undefined ? -1 : place % PARTS]?.();
    const link = JSON.parse(lines?.[Math.floor((place ?? 0) / PARTS)] ?? "{}") as { body?: string };
    tell({ kind: "receipt", sequence, text: link.body ?? "" });
  }

  const failed = (error: unknown) => tell({ kind: "failed", trouble: troubleOf(error) });
  let isListed = false;
  return (message) => {
    if (message.kind === "stop") isStopped = true;
    else if (message.kind === "receipt") receipt(message.sequence).catch(failed);
    else {
      isStopped = false;
      against = { published: message.published, round: message.round };
      if (message.kind === "read") ({ isListed } = message);
      (message.kind === "read" ? read(message) : verify(isListed)).catch(failed);
    }
  };
}

/** Whether the file brings keys of its own, and none by a name that this server has: then it is of another console. */
async function isOfOthers({ batches }: Opened, known: Known): Promise<boolean> {
  if (known === null) return false;
  for await (const { lines } of batches()) {
    const manifest = manifestIn(lines[0] ?? "");
    return manifest !== null && !Object.keys(manifest.publicKeys).some((id) => Object.hasOwn(known.publicKeys, id));
  }
  return false;
}
