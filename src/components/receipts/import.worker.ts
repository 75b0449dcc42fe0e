/**
 * Reads and verifies a file of receipts apart from the page, which so stays quick however long the file is. The lines stay here; the page
 * gets rows for its list, and the text of the one receipt that somebody opens.
 */
import type { Checkpoint } from "#convex/model/receipts/chain.ts";
import { verifyExportInSteps } from "#convex/model/receipts/export.ts";
import type { Format } from "#src/verify/export-content.ts";
import { troubleOf } from "#src/verify/file-trouble.ts";
import { readReceiptFile } from "#src/verify/read-file.ts";

import type { FromImport, Known, ToImport } from "./import-messages.ts";
import { importedRow } from "./imported.ts";

const tell = (message: FromImport) => postMessage(message);
/** The first screen at once, then few enough that the page is not held up by taking them over. */
const FIRST_ROWS = 200;
const ROWS_AT_ONCE = 5_000;
const PROGRESS_MS = 100;
const texts = new Map<number, string>();
/** What the file holds once it is read, and what it is to be verified against. */
let held: { format: Format; lines: string[]; known: Known } | null = null;
let against: { published: readonly Checkpoint[]; round: number } = { published: [], round: 0 };

async function read(file: Blob, known: Known): Promise<void> {
  const { format, lines } = await readReceiptFile(file);
  let rows = [];
  for (const line of lines) {
    const row = importedRow(line);
    if (row === null) continue;
    texts.set(row.sequence, line);
    if (rows.push(row) < (texts.size <= FIRST_ROWS ? FIRST_ROWS : ROWS_AT_ONCE)) continue;
    tell({ kind: "rows", rows });
    rows = [];
  }
  tell({ kind: "rows", rows });
  held = { format, lines, known };
  await verify();
}

async function verify(): Promise<void> {
  if (held === null) return;
  const { format, lines, known } = held;
  const { published, round } = against;
  const isForeign = isOfOthers(lines[0] ?? "", known);
  const steps = verifyExportInSteps(lines, { published, ...(known === null || isForeign ? {} : known) });
  for (let told = performance.now(); ; ) {
    const step = steps.next();
    if (step.done === true) return tell({ kind: "verified", result: step.value, isForeign, format, round });
    if (performance.now() - told < PROGRESS_MS) continue;
    tell({ kind: "progress", ...step.value });
    // A breath in which other checkpoints may come; they are verified with from the beginning.
    await new Promise((resolve) => setTimeout(resolve));
    if (round !== against.round) return;
    told = performance.now();
  }
}

/** Whether the file brings keys of its own, and none by a name that this server has: then it is of another console. */
function isOfOthers(firstLine: string, known: Known): boolean {
  if (known === null) return false;
  try {
    const { publicKeys } = JSON.parse(firstLine) as { publicKeys?: unknown };
    return typeof publicKeys === "object" && publicKeys !== null && !Object.keys(publicKeys).some((id) => Object.hasOwn(known.publicKeys, id));
  } catch {
    return false;
  }
}

addEventListener("message", ({ data }: MessageEvent<ToImport>) => {
  if (data.kind === "receipt") {
    const link = JSON.parse(texts.get(data.sequence) ?? "{}") as { body?: string };
    tell({ kind: "receipt", sequence: data.sequence, text: link.body ?? "" });
    return;
  }
  against = { published: data.published, round: data.round };
  const work = data.kind === "read" ? read(data.file, data.known) : verify();
  work.catch((error: unknown) => tell({ kind: "failed", trouble: troubleOf(error) }));
});
