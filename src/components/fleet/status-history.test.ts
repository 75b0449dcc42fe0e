import { expect, test } from "vitest";

import { trackGaps } from "./status-history.ts";

const track = (...seconds: number[]) => seconds.map((second) => ({ at: second * 1_000, value: 40 }));

test("a row that arrived with the next is no gap, a silence as long as an outage is one", () => {
  expect(trackGaps(track(0, 1, 3, 4), 1_000)).toEqual([]);
  expect(trackGaps(track(0, 1, 5, 6), 1_000)).toEqual([{ from: 1_000, to: 5_000 }]);
});

test("a robot that promised a heartbeat every five seconds has none between them, and an empty track has none at all", () => {
  expect(trackGaps(track(0, 5, 10), 5_000)).toEqual([]);
  expect(trackGaps([], 1_000)).toEqual([]);
});
