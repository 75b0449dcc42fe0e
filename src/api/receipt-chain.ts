import { type Checkpoint, type KeyTimes, type Link, type Problem, verifyChain } from "#convex/model/receipts/chain.ts";

type Head = { sequence: number; hash: string };
type Page = { receipts: readonly Link[]; publicKeys: Record<string, string>; head: Head | null; checkpoint?: Checkpoint | null; keyTimes?: KeyTimes };

export type ChainVerdict =
  | { kind: "whole"; count: number; head: Head | null; publicKeys: Record<string, string> }
  /** `sequence` is the first broken link; every link before it is sound. */
  | { kind: "broken"; sequence: number; problem: Problem; why: string; sound: number };

type Walk = {
  /** Links after a sequence number, oldest first. */
  readPage: (after: number) => Promise<Page>;
  onProgress: (checked: number, total: number) => void;
  /** Aborting ends the walk with an AbortError. */
  signal?: AbortSignal;
};

/** Links checked between two breaths of the page; a signature takes about a millisecond. */
const SLICE = 16;

/** One link or a part of the chain in the browser, with the code the server signs with. */
export { verifyChain };

/** Verifies an organization's whole chain in this browser, page by page, and names the first broken link. */
export async function walkChain({ readPage, onProgress, signal }: Walk): Promise<ChainVerdict> {
  let previous: Head | null = null;
  for (;;) {
    const page = await readPage(previous?.sequence ?? 0);
    const total = page.head?.sequence ?? 0;
    for (let at = 0; at < page.receipts.length; at += SLICE) {
      signal?.throwIfAborted();
      const slice = page.receipts.slice(at, at + SLICE);
      const result = verifyChain(slice, page.publicKeys, { after: previous, ...(page.keyTimes === undefined ? {} : { keyTimes: page.keyTimes }) });
      if (!result.ok) return { kind: "broken", sequence: result.sequence, problem: result.problem, why: result.message, sound: result.sequence - 1 };
      previous = result.head;
      onProgress(previous?.sequence ?? 0, total);
      await new Promise((resolve) => setTimeout(resolve));
    }
    const isAtEnd = page.head === null || (previous?.sequence ?? 0) >= page.head.sequence;
    if (!isAtEnd && page.receipts.length > 0) continue;
    // Nothing more came: either this is the head the server names, or the end is missing.
    const end = verifyChain([], page.publicKeys, { after: previous, head: page.head, checkpoint: page.checkpoint ?? null });
    if (!end.ok) return { kind: "broken", sequence: end.sequence, problem: end.problem, why: end.message, sound: end.sequence - 1 };
    return { kind: "whole", count: previous?.sequence ?? 0, head: previous, publicKeys: page.publicKeys };
  }
}
