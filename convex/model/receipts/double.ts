import type { Infer } from "convex/values";

import type { Doc } from "../../_generated/dataModel";
import type { doubleState, givenVerdict } from "./shapes";

// Pure: a receipt that two people review without seeing each other's verdict. What was begun blind ends blind, whatever the setting
// says by then: else a change of it would show a verdict to the person who still owes theirs.

export type Double = NonNullable<Doc<"reviews">["double"]>;
export type Given = Infer<typeof givenVerdict>;
export type DoubleState = Infer<typeof doubleState>;
type Standing = Pick<Doc<"reviews">, "verdict" | "note" | "reviewedBy" | "reviewedAt">;

export const noVerdicts: Double = { given: [], isSeen: false, resolution: null };

/** Whether a receipt falls into the share that is reviewed twice: by its hash, which nobody chooses and which never changes. */
export const isInShare = (hash: string, share: number): boolean => Number.parseInt(hash.slice(0, 8), 16) < share * 2 ** 32;

type Judged = Given & { verdict: NonNullable<Given["verdict"]> };

/** The verdicts, at most two; a note alone is none. */
export const verdictsOf = (double: Double): Judged[] => double.given.filter((given): given is Judged => given.verdict !== null);

export function stateOf(double: Double): DoubleState {
  const [one, other] = verdictsOf(double);
  if (one === undefined || other === undefined) return "open";
  if (double.resolution !== null) return "resolved";
  return one.verdict === other.verdict ? "agreed" : "disputed";
}

/** Puts in what one person says, in place of what the same person said before; `null` takes it out. */
export function withWord(double: Double, personId: string, word: Given | null): Double {
  const others = double.given.filter(({ by }) => by.id !== personId);
  const next = { ...double, given: word === null ? others : [...others, word] };
  return { ...next, isSeen: double.isSeen || verdictsOf(next).length > 1 };
}

/** Why this person's verdict cannot be taken now; `null` when it can. */
export function refusalOf(double: Double, personId: string): "resolved" | "already_two" | null {
  if (double.resolution !== null) return "resolved";
  return verdictsOf(double).filter(({ by }) => by.id !== personId).length > 1 ? "already_two" : null;
}

/** Whether only the authors may see what was said: two verdicts were never there together. */
export const isHidden = (double: Double): boolean => stateOf(double) === "open" && !double.isSeen;

/** What the receipt counts as: nothing until two agree or a third has resolved. */
export function standingOf(double: Double): Standing {
  const state = stateOf(double);
  const { resolution } = double;
  if (resolution !== null && state === "resolved") {
    return { verdict: resolution.verdict, note: resolution.note, reviewedBy: resolution.by, reviewedAt: resolution.at };
  }
  const [one, other] = verdictsOf(double);
  if (state !== "agreed" || one === undefined || other === undefined)
    return { verdict: null, note: "", reviewedBy: null, reviewedAt: null };
  const note = [one.note, other.note].filter((text) => text !== "").join("\n");
  return { verdict: one.verdict, note, reviewedBy: other.by, reviewedAt: other.at };
}

/** As one person may see it; `viewerId` null: an API key, which judges nothing. */
export function shownTo(double: Double, viewerId: string | null) {
  const given = isHidden(double) ? double.given.filter(({ by }) => by.id === viewerId) : double.given;
  return {
    state: stateOf(double),
    count: verdictsOf(double).length,
    given: given.map((word) => ({ ...word, isMine: word.by.id === viewerId })),
    resolution: double.resolution,
  };
}
