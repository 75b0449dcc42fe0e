import { expect, test } from "vitest";

import { matchesText } from "./text-filter.ts";

test("every word must be there, and a negated one must not", () => {
  expect(matchesText("Arm-1 SO-101 bench A", "so-101 arm")).toBe(true);
  expect(matchesText("Arm-1 SO-101 bench A", "so-101 !bench")).toBe(false);
  expect(matchesText("Arm-1", "  ")).toBe(true);
  expect(matchesText("Arm-1", "!")).toBe(true);
});
