import { expect, test } from "vitest";

import type { Receipt } from "#src/api/receipts.ts";

import { doubleInWords, ownWord, tooLateReason } from "./own-word.ts";

type Double = NonNullable<Receipt["double"]>;
const person = (id: string) => ({ kind: "operator" as const, id, name: id });
const word = (id: string, verdict: "good" | "bad" | null, isMine: boolean) => ({
  by: person(id),
  at: 1,
  verdict,
  note: `by ${id}`,
  isBlind: true,
  isMine,
});
const receipt = (double: Partial<Double>, review: Receipt["review"] = null) => ({
  review,
  double: { state: "open" as const, count: 0, given: [], resolution: null, ...double },
});
const settled = { verdict: "bad" as const, note: "both", reviewedBy: person("ben"), reviewedAt: 2 };

test("one's own word is shown, never the other's in its place", () => {
  expect(ownWord({ review: settled })).toEqual({ verdict: "bad", note: "both" });
  expect(ownWord({ review: null })).toEqual({ verdict: null, note: "" });
  expect(ownWord(receipt({ count: 1 }))).toEqual({ verdict: null, note: "" });
  expect(ownWord(receipt({ count: 1, given: [word("ann", "good", true)] }))).toEqual({ verdict: "good", note: "by ann" });
  expect(ownWord(receipt({ state: "disputed", count: 2, given: [word("ann", "good", true), word("ben", "bad", false)] }))).toMatchObject({
    verdict: "good",
  });
  expect(ownWord(receipt({ state: "resolved", count: 2, given: [word("ben", "bad", false)] }, settled))).toEqual({
    verdict: "bad",
    note: "both",
  });
});

test("a receipt says where its two reviews stand, and whom it still takes", () => {
  expect(doubleInWords({ review: settled })).toBeNull();
  expect(doubleInWords(receipt({ count: 1 }))).toMatch(/once you have given yours/);
  expect(doubleInWords(receipt({ count: 1, given: [word("ann", "good", true)] }))).toMatch(/Yours is given/);
  const two = [word("ann", "good", false), word("ben", "bad", false)];
  expect(tooLateReason(receipt({ count: 1 }))).toBeUndefined();
  expect(tooLateReason(receipt({ state: "disputed", count: 2, given: two }))).toMatch(/Two others/);
  expect(
    tooLateReason(receipt({ state: "disputed", count: 2, given: [word("ann", "good", true), word("ben", "bad", false)] })),
  ).toBeUndefined();
  expect(
    tooLateReason(receipt({ state: "resolved", count: 2, given: two, resolution: { by: person("cem"), at: 3, verdict: "bad", note: "" } })),
  ).toMatch(/cem has decided/);
});
