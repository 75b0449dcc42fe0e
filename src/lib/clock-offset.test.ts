import { expect, test } from "vitest";

import { estimateOffset } from "./clock-offset.ts";

test("the quickest answer decides, and half its way is the doubt", () => {
  const slow = { sentAt: 0, roundTripMs: 800, serverAt: 9_000 };
  const quick = { sentAt: 1_000, roundTripMs: 20, serverAt: 4_010 };
  expect(estimateOffset([slow, quick])).toEqual({ offsetMs: 3_000, uncertaintyMs: 10 });
});

test("no sample means no claim", () => {
  expect(estimateOffset([]).uncertaintyMs).toBe(Number.POSITIVE_INFINITY);
});
