import { expect, test } from "vitest";

import { countInWords } from "./count-words.ts";

const counts = { shown: 60, loaded: 60, total: 10_000, isDone: false, isFilteredByServer: false, isFilteredHere: false, isByOutliers: false };

test("the count says what was read of how many, and claims no more than it knows", () => {
  expect(countInWords(counts)).toBe("60 of 10,000 receipts read; scroll for more.");
  expect(countInWords({ ...counts, total: null })).toBe("60 receipts read, and more match.");
  expect(countInWords({ ...counts, isFilteredByServer: true })).toBe("60 receipts read, and more match, 10,000 in all.");
  expect(countInWords({ ...counts, shown: 1, isFilteredHere: true })).toBe("1 receipt matches among the 60 read so far, 10,000 in all.");
  expect(countInWords({ ...counts, isByOutliers: true })).toMatch(/Outliers first among those read/);
});

test("when all is read, the number is the number", () => {
  expect(countInWords({ ...counts, shown: 3, loaded: 3, total: 3, isDone: true })).toBe("3 receipts, all of them.");
  expect(countInWords({ ...counts, shown: 2, isDone: true, isFilteredHere: true })).toBe("2 receipts match, 10,000 in all.");
  expect(countInWords({ ...counts, shown: 2, isDone: true, isFilteredByServer: true, isByOutliers: true })).toBe("2 receipts match, 10,000 in all.");
});

test("a choice of days has its own number", () => {
  expect(countInWords({ ...counts, total: 250, scope: "of these days" })).toBe("60 of 250 receipts of these days read; scroll for more.");
  expect(countInWords({ ...counts, shown: 3, isDone: true, scope: "of these days" })).toBe("3 receipts of these days, all of them.");
});
