import { checkpointsIn } from "#convex/model/receipts/checkpointFile.ts";
import type { Checkpoint } from "#convex/model/receipts/chain.ts";
import type { ExportVerification } from "#convex/model/receipts/export.ts";

/** A file of checkpoints as a server published them. */
export type PublishedFile = { name: string; checkpoints: readonly Checkpoint[] };

/** What such a file came to, for the export that it was held against: `unreached` when that is broken before the checkpoints come to say anything. */
export type Standing = "borneOut" | "silent" | "contradicted" | "unreached";

/** Far more than years of daily checkpoints; what is longer is not read as a whole just to look. */
const MOST_BYTES = 4_000_000;

/** The files that hold published checkpoints, and all others. */
export async function sortFiles(files: readonly File[]): Promise<{ published: PublishedFile[]; others: File[] }> {
  const published: PublishedFile[] = [];
  const others: File[] = [];
  for (const file of files) {
    const checkpoints = file.size > MOST_BYTES ? null : checkpointsIn(await file.text());
    if (checkpoints === null) others.push(file);
    else published.push({ name: file.name, checkpoints });
  }
  return { published, others };
}

/** With files that were added; one that is given again by its name takes the place of the one before. */
export const withFiles = (before: readonly PublishedFile[], added: readonly PublishedFile[]): PublishedFile[] => [
  ...before.filter(({ name }) => !added.some((each) => each.name === name)),
  ...added,
];

export const checkpointsOf = (files: readonly PublishedFile[]): Checkpoint[] => files.flatMap(({ checkpoints }) => checkpoints);

/** What each file came to, in their order; `result` is of a verification with the checkpoints of all of them. */
export function standingsOf(files: readonly PublishedFile[], result: ExportVerification): Standing[] {
  let from = 0;
  return files.map(({ checkpoints }) => {
    const [first, end] = [from, from + checkpoints.length];
    from = end;
    if (result.ok) return result.published.slice(first, end).some(({ isHeld }) => isHeld) ? "borneOut" : "silent";
    const index = result.published?.index ?? -1;
    return index >= first && index < end ? "contradicted" : "unreached";
  });
}
