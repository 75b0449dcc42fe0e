import { expect, test } from "vitest";

import { CELL_MS, summarizeUptime, uptimeCells } from "./uptime.ts";

const day = 86_400_000;
const now = 20_000 * day + 10 * CELL_MS;
const minutes = (from: number, count: number) => Array.from({ length: count }, (_, index) => ({ minute: from + index * 60_000 }));

test("288 cells of a day, the newest last; one missing minute is no outage, three are", () => {
  const start = now - 4 * CELL_MS;
  const cells = uptimeCells([...minutes(start, 5), ...minutes(start + CELL_MS, 4), ...minutes(start + 2 * CELL_MS, 2)], {
    now,
    knownSince: 0,
  });
  expect(cells).toHaveLength(288);
  expect(cells.at(-1)?.from).toBe(now);
  expect(cells.slice(-5).map(({ state }) => state)).toEqual(["heard", "heard", "partly", "silent", "unknown"]);
});

test("before the robot was registered nothing is missing", () => {
  const cells = uptimeCells([], { now, knownSince: now - 2 * CELL_MS });
  expect(cells.filter(({ state }) => state === "silent")).toHaveLength(2);
  expect(cells[0]?.state).toBe("unknown");
});

test("silences are joined, and the share counts known cells only", () => {
  const knownSince = now - 4 * CELL_MS;
  const { share, silences } = summarizeUptime(uptimeCells(minutes(knownSince, 10), { now, knownSince }));
  expect(share).toBe(0.5);
  expect(silences).toEqual([{ from: now - 2 * CELL_MS, to: now }]);
  expect(summarizeUptime(uptimeCells([], { now, knownSince: now })).share).toBeNull();
});
