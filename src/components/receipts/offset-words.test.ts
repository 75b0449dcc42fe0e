import { expect, test } from "vitest";

import { offsetInWords } from "./offset-words.ts";

test("an offset is told as a person would", () => {
  expect([0, 12_340, -500, -20, 59_960, 125_000, 3_723_000, -61_000].map(offsetInWords)).toEqual([
    "+0.0 s",
    "+12.3 s",
    "−0.5 s",
    "+0.0 s",
    "+1:00 min",
    "+2:05 min",
    "+1:02:03 h",
    "−1:01 min",
  ]);
});
