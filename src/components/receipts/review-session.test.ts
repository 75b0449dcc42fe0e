import { expect, test } from "vitest";

import type { ReceiptId } from "#src/api/receipts.ts";

import { beginReview, type Judgement, reviewReducer } from "./review-session.ts";

const ids = ["a", "b", "c"] as ReceiptId[]; // stand-ins for ids of the server
const [a, b] = ids as [ReceiptId, ReceiptId];
const none: Judgement = { verdict: null, note: "" };
const good: Judgement = { verdict: "good", note: "" };

test("moving stays inside the queue", () => {
  const session = beginReview(ids);
  expect(reviewReducer(session, { kind: "move", by: -1 }).index).toBe(0);
  expect(reviewReducer(session, { kind: "move", by: 9 }).index).toBe(2);
});

test("a verdict moves on, and undo comes back to it and restores what was there", () => {
  const judged = reviewReducer(beginReview(ids), { kind: "judge", id: a, before: none, after: good, advance: true });
  expect(judged).toMatchObject({ index: 1, said: { a: good } });
  const again = reviewReducer(judged, { kind: "judge", id: b, before: none, after: { verdict: "bad", note: "" }, advance: true });
  const undone = reviewReducer(again, { kind: "undo" });
  expect(undone).toMatchObject({ index: 1, said: { a: good, b: none } });
  expect(reviewReducer(undone, { kind: "undo" })).toMatchObject({ index: 0, said: { a: none }, history: [] });
});

test("undo with nothing said does nothing", () => {
  const session = beginReview(ids);
  expect(reviewReducer(session, { kind: "undo" })).toBe(session);
});

test("what the server refused is not shown as said, and cannot be undone again", () => {
  const judged = reviewReducer(beginReview(ids), { kind: "judge", id: a, before: none, after: good, advance: true });
  expect(reviewReducer(judged, { kind: "failed", id: a, before: none })).toMatchObject({ said: { a: none }, history: [] });
});

test("a sitting begins at the first that is not judged; when all are, at the first", () => {
  const judged = new Set(["a", "b"]);
  const ids = ["a", "b", "c"] as ReceiptId[]; // stand-ins for ids of the server
  expect(beginReview(ids, (id) => judged.has(id)).index).toBe(2);
  expect(beginReview(ids, () => true).index).toBe(0);
});

test("many judged at once are one step back, less those the server refused", () => {
  const none = { verdict: null, note: "" };
  const good = { verdict: "good" as const, note: "same" };
  const ids = ["a", "b", "c"] as ReceiptId[];
  const all = reviewReducer(beginReview(ids), { kind: "judgeMany", judged: ids.map((id) => ({ id, before: none, after: good })) });
  const refused = reviewReducer(all, { kind: "failed", id: ids[1] as ReceiptId, before: none });
  expect(Object.values(refused.said).filter(({ verdict }) => verdict === "good")).toHaveLength(2);
  const back = reviewReducer(refused, { kind: "undo" });
  expect(Object.values(back.said).every(({ verdict }) => verdict === null)).toBe(true);
  expect(back.history).toEqual([]);
});
