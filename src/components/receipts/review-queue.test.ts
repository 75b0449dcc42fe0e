import { expect, test } from "vitest";

import { commandFor, oddities, outliersFirst, type ReceiptSigns, scaleOf } from "./review-queue.ts";

const press = (key: string, over = {}) =>
  commandFor({ key, ctrlKey: false, metaKey: false, altKey: false, repeat: false, isTyping: false, ...over });

const signs = (over: Partial<ReceiptSigns> = {}): ReceiptSigns => ({
  safeStops: 0,
  errorCount: 0,
  steps: 1_000,
  startedAt: 0,
  timestamp: 60_000,
  longestGapMs: 1_000,
  latencyP95Ms: 80,
  closeReason: "operator_closed",
  ...over,
});

test("each key has one meaning", () => {
  expect(press("j")).toEqual({ kind: "move", by: 1 });
  expect(press("K")).toEqual({ kind: "move", by: -1 });
  expect(press("1")).toEqual({ kind: "verdict", verdict: "good" });
  expect(press("3")).toEqual({ kind: "verdict", verdict: "bad" });
  expect(press("N")).toEqual({ kind: "note" });
  expect(press("u")).toEqual({ kind: "undo" });
  expect(press("x")).toBeNull();
});

test("typing, shortcuts of the browser and a held key give no verdict", () => {
  expect(press("1", { isTyping: true })).toBeNull();
  expect(press("1", { ctrlKey: true })).toBeNull();
  expect(press("1", { repeat: true })).toBeNull();
  expect(press("j", { repeat: true })).toEqual({ kind: "move", by: 1 });
});

test("what was marked comes first, errors and safe stops after it, then odd reasons, then unusual numbers", () => {
  const plain = Array.from({ length: 9 }, (_, i) => ({ id: `plain${i}`, ...signs({ steps: 1_000 + i }) }));
  const odd = [
    { id: "gap", ...signs({ longestGapMs: 30_000 }) },
    { id: "expired", ...signs({ closeReason: "expired" }) },
    { id: "stop", ...signs({ safeStops: 1 }) },
    { id: "error", ...signs({ errorCount: 2 }) },
  ];
  const order = outliersFirst([...plain, ...odd]).map(({ id }) => id);
  expect(order.slice(0, 4)).toEqual(["error", "stop", "expired", "gap"]);
  expect(order.slice(4)).toEqual(plain.map(({ id }) => id));
  const marked = { id: "marked", ...signs({ outlier: { score: 1_000, reason: "marked, 1 times" } }) };
  expect(outliersFirst([...plain, ...odd, marked])[0]).toBe(marked);
});

test("of runs that take no time at all none is called long", () => {
  const quick = [5, 5, 6, 5, 7, 90].map((ms) => signs({ startedAt: 0, timestamp: ms }));
  const long = [...quick, signs({ startedAt: 0, timestamp: 60_000 })];
  expect(long.map((each) => oddities(each, scaleOf(long)).reasons)).toEqual([[], [], [], [], [], [], ["high duration"]]);
});

test("a receipt says why it stands out", () => {
  const all = Array.from({ length: 5 }, () => signs());
  const scale = scaleOf(all);
  expect(oddities(signs({ safeStops: 2, closeReason: "budget_spent" }), scale).reasons).toEqual(["2 safe stops", "closed: budget spent"]);
  expect(oddities(signs({ latencyP95Ms: 800, steps: 3 }), scale).reasons).toEqual(["high latency", "low steps"]);
  expect(oddities(signs(), scale)).toEqual({ score: 0, reasons: [] });
});
