import type { ReceiptId, Verdict } from "#src/api/receipts.ts";

export type Judgement = { verdict: Verdict | null; note: string };

/** One sitting at the review queue. The order is fixed when it begins, so nothing jumps away from under the keys. */
export type ReviewSession = {
  queue: readonly ReceiptId[];
  index: number;
  /** What was said in this sitting, over what the server had. */
  said: Readonly<Record<string, Judgement>>;
  /** Oldest first; the last one is what `U` takes back: one receipt, or all that were judged at once. */
  history: readonly (readonly Judged[])[];
};

/** A receipt with what was said about it before. */
export type Judged = { id: ReceiptId; before: Judgement };

export type ReviewAction =
  | { kind: "move"; by: number }
  | { kind: "go"; index: number }
  | { kind: "judge"; id: ReceiptId; before: Judgement; after: Judgement; advance: boolean }
  /** One verdict for many at once; `next` is then in hand. */
  | { kind: "judgeMany"; judged: readonly (Judged & { after: Judgement })[]; next?: ReceiptId | undefined }
  | { kind: "undo" }
  /** The server refused: what was said is taken back, and so is its place in the history. */
  | { kind: "failed"; id: ReceiptId; before: Judgement };

/** Begins at the first that is still to be judged, so that a sitting goes on where the last one ended, on any device. */
export const beginReview = (queue: readonly ReceiptId[], isJudged: (id: ReceiptId) => boolean = () => false): ReviewSession => ({
  queue,
  index: Math.max(
    0,
    queue.findIndex((id) => !isJudged(id)),
  ),
  said: {},
  history: [],
});

const within = (session: ReviewSession, index: number) => Math.max(0, Math.min(session.queue.length - 1, index));

export function reviewReducer(session: ReviewSession, action: ReviewAction): ReviewSession {
  switch (action.kind) {
    case "move":
      return { ...session, index: within(session, session.index + action.by) };
    case "go":
      return { ...session, index: within(session, action.index) };
    case "judge":
      return {
        ...session,
        said: { ...session.said, [action.id]: action.after },
        history: [...session.history, [{ id: action.id, before: action.before }]],
        index: action.advance ? within(session, session.index + 1) : session.index,
      };
    case "judgeMany":
      return {
        ...session,
        said: { ...session.said, ...Object.fromEntries(action.judged.map(({ id, after }) => [id, after])) },
        history: [...session.history, action.judged.map(({ id, before }) => ({ id, before }))],
        index: action.next === undefined ? session.index : within(session, session.queue.indexOf(action.next)),
      };
    case "undo": {
      const last = session.history.at(-1);
      if (last === undefined) return session;
      const index = session.queue.indexOf(last[0]?.id ?? ("" as ReceiptId)); // an empty id is in no queue
      return {
        ...session,
        said: { ...session.said, ...Object.fromEntries(last.map(({ id, before }) => [id, before])) },
        history: session.history.slice(0, -1),
        index: index === -1 ? session.index : index,
      };
    }
    case "failed":
      return {
        ...session,
        said: { ...session.said, [action.id]: action.before },
        history: session.history
          .map((entry) => entry.filter(({ id, before }) => id !== action.id || before !== action.before))
          .filter((entry) => entry.length > 0),
      };
    default:
      return action satisfies never;
  }
}
