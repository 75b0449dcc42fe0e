import { type Checkpoint, type KeyTimes, type Link, type Problem, verifyChain } from "#convex/model/receipts/chain.ts";
import { SignaturesAhead } from "#src/verify/signatures.ts";

type Head = { sequence: number; hash: string };
type Page = {
  receipts: readonly Link[];
  publicKeys: Record<string, string>;
  head: Head | null;
  checkpoint?: Checkpoint | null;
  keyTimes?: KeyTimes;
};

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

/** Links whose signatures are looked at together, and how long the page is held up by them: where the browser does not know Ed25519, a signature takes a millisecond and more. */
const AHEAD = 128;
const BREATH_MS = 12;

/** One link or a part of the chain in the browser, with the code the server signs with. */
export { verifyChain };

/** One receipt with its addenda, by itself: whether it follows from the one before needs the whole chain. */
export const verifyLink = (receipt: Link, publicKeys: Record<string, string>) =>
  verifyChain([receipt], publicKeys, {
    after: receipt.sequence === 1 ? null : { sequence: receipt.sequence - 1, hash: receipt.previousHash },
  });

/** Verifies an organization's whole chain in this browser, page by page, and names the first broken link. */
export async function walkChain({ readPage, onProgress, signal }: Walk): Promise<ChainVerdict> {
  const signatures = new SignaturesAhead();
  let previous: Head | null = null;
  let breath = performance.now();
  for (;;) {
    const page = await readPage(previous?.sequence ?? 0);
    const total = page.head?.sequence ?? 0;
    const keyTimes = page.keyTimes === undefined ? {} : { keyTimes: page.keyTimes };
    for (let at = 0; at < page.receipts.length; at += AHEAD) {
      signal?.throwIfAborted();
      const some = page.receipts.slice(at, at + AHEAD);
      await signatures.look(some, page.publicKeys);
      for (const link of some) {
        const result = verifyChain([link], page.publicKeys, { after: previous, check: signatures.check, ...keyTimes });
        if (!result.ok)
          return { kind: "broken", sequence: result.sequence, problem: result.problem, why: result.message, sound: result.sequence - 1 };
        previous = result.head;
        if (performance.now() - breath < BREATH_MS) continue;
        onProgress(previous?.sequence ?? 0, total);
        await new Promise((resolve) => setTimeout(resolve));
        signal?.throwIfAborted();
        breath = performance.now();
      }
    }
    onProgress(previous?.sequence ?? 0, total);
    const isAtEnd = page.head === null || (previous?.sequence ?? 0) >= page.head.sequence;
    if (!isAtEnd && page.receipts.length > 0) continue;
    // Nothing more came: either this is the head the server names, or the end is missing.
    const end = verifyChain([], page.publicKeys, { after: previous, head: page.head, checkpoint: page.checkpoint ?? null });
    if (!end.ok) return { kind: "broken", sequence: end.sequence, problem: end.problem, why: end.message, sound: end.sequence - 1 };
    return { kind: "whole", count: previous?.sequence ?? 0, head: previous, publicKeys: page.publicKeys };
  }
}
