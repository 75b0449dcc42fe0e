// Pure: what published checkpoints come to for a file, in words. sdk-python/reflex/proof/published.py says the same.

/** A genuine one; `isHeld`: the receipt that it names is in the file. */
export type Published = { at: number; sequence: number; isHeld: boolean };

/** Which of the published checkpoints a file contradicts, by its place among them; `at` and `sequence` are null when it is not genuine here. */
export type Contradicted = { index: number; at: number | null; sequence: number | null };

const time = (at: number) => new Date(at).toISOString();

/** Those that the file bears out and those that it says nothing of, each in order of time. */
export function sortedPublished(published: readonly Published[]): { held: Published[]; missing: Published[] } {
  const inOrder = [...published].sort((a, b) => a.at - b.at);
  return { held: inOrder.filter(({ isHeld }) => isHeld), missing: inOrder.filter(({ isHeld }) => !isHeld) };
}

/** What they prove of a file that contradicts none of them. `isGapless`: it holds every receipt from the first to its last. */
export function notesOnPublished(published: readonly Published[], isGapless: boolean): string[] {
  const { held, missing } = sortedPublished(published);
  const notes: string[] = [];
  const [last, lost] = [held.at(-1), missing.at(-1)];
  if (last !== undefined) {
    const [from, until] = [time(held[0]?.at ?? last.at), time(last.at)];
    notes.push(
      held.length === 1
        ? `The checkpoint published for ${until} is borne out: #${last.sequence} is the receipt that it names.`
        : `The ${held.length} checkpoints published from ${from} to ${until} are borne out, the last of them by #${last.sequence}.`,
    );
    if (isGapless)
      notes.push(
        `Nothing up to #${last.sequence} was changed or left out since ${until}; of what came later no published checkpoint says anything.`,
      );
  }
  if (lost !== undefined) {
    const [from, until] = [time(missing[0]?.at ?? lost.at), time(lost.at)];
    notes.push(
      missing.length === 1
        ? `The checkpoint published for ${until} names #${lost.sequence}, which is not in the file: a filter left it out, or somebody did. It proves nothing here.`
        : `${missing.length} checkpoints published from ${from} to ${until} name receipts that are not in the file: a filter left them out, or somebody did. They prove nothing here.`,
    );
  }
  return notes;
}

export const foreignCheckpoint =
  "A published checkpoint is not of a key and an organization of this file: it belongs to another one, or the file was signed anew.";
export const cutOffBefore = ({ at, sequence }: { at: number; sequence: number }) =>
  `The end of the chain is missing from here on: the checkpoint published for ${time(at)} names #${sequence} as the end then.`;
export const rewrittenBefore = ({ at, sequence }: { at: number; sequence: number }) =>
  `The checkpoint published for ${time(at)} names another receipt #${sequence} as the end then: the history was rewritten.`;
