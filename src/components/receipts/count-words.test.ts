import { expect, test } from "vitest";

import { countInWords } from "./count-words.ts";

const counts = { shown: 60, total: 10_000, matching: undefined, isDone: false, isFiltered: false, isByOutliers: false };
const exact = { count: 250, isExact: true, isIndexing: false, isCut: false };

test("without a filter the count says what was read of how many, and claims no more than it knows", () => {
  expect(countInWords(counts)).toBe("60 of 10,000 receipts read; scroll for more.");
  expect(countInWords({ ...counts, total: null })).toBe("60 receipts read, and there are more.");
  expect(countInWords({ ...counts, isByOutliers: true })).toMatch(/Outliers first among those read/);
  expect(countInWords({ ...counts, shown: 3, total: 3, isDone: true })).toBe("3 receipts, all of them.");
});

test("with a filter the number is the server's, and is said to be a least one where it is", () => {
  const filtered = { ...counts, isFiltered: true };
  expect(countInWords(filtered)).toBe("60 receipts read, and more match, 10,000 in all.");
  expect(countInWords({ ...filtered, matching: exact })).toBe("250 receipts match, 60 of them read, 10,000 in all.");
  expect(countInWords({ ...filtered, matching: { ...exact, isExact: false } })).toBe(
    "At least 250 receipts match, 60 of them read, 10,000 in all.",
  );
  expect(countInWords({ ...filtered, matching: { ...exact, isExact: false, isIndexing: true } })).toBe(
    "At least 250 receipts match, 60 of them read, 10,000 in all. Older receipts are still being made searchable.",
  );
  expect(countInWords({ ...filtered, matching: { ...exact, isExact: false, isCut: true } })).toMatch(/write more of it\.$/);
});

test("when all is read, the number is the number, unless older receipts cannot be found yet", () => {
  const all = { ...counts, isFiltered: true, isDone: true, shown: 2 };
  expect(countInWords(all)).toBe("2 receipts match, 10,000 in all.");
  expect(countInWords({ ...all, shown: 1, matching: { ...exact, count: 1 }, isByOutliers: true })).toBe(
    "1 receipt matches, 10,000 in all.",
  );
  expect(countInWords({ ...all, matching: { ...exact, count: 2, isExact: false, isIndexing: true } })).toBe(
    "At least 2 receipts match, 10,000 in all. Older receipts are still being made searchable.",
  );
});
