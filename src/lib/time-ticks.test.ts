import { expect, test } from "vitest";

import { timeTicks } from "./time-ticks.ts";

test("ticks are round times inside the window, whatever moment it begins at", () => {
  expect(timeTicks(61_000, 121_000)).toEqual({ ticks: [75_000, 90_000, 105_000, 120_000], stepMs: 15_000 });
  expect(timeTicks(60_000, 960_000).ticks).toEqual([180_000, 360_000, 540_000, 720_000, 900_000]);
});
