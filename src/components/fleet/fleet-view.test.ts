import { expect, test } from "vitest";

import type { Robot, RobotStatus } from "#src/api/robots.ts";

import { fleetRows } from "./fleet-rows.ts";
import { readFleetView, sortFleet, writeFleetView } from "./fleet-view.ts";
import { StatusHistory } from "./status-history.ts";

// Only what the code under test reads.
const robot = (name: string) => ({ id: name, name, robotSchemaName: "so101", retiredAt: null, paired: { at: 0 } }) as unknown as Robot;
const status = (name: string, facts: Partial<RobotStatus>) =>
  ({
    robotId: name,
    link: "online",
    mode: "dry_run",
    health: "ok",
    lastSeenAt: 1_000,
    intervalMs: 1_000,
    sessionId: null,
    ...facts,
  }) as unknown as RobotStatus;

test("a view survives its own address, and nonsense in an address is the usual view", () => {
  const view = { show: "late", text: "bench 1", sort: "battery", layout: "grid" } as const;
  expect(readFleetView(new URLSearchParams(writeFleetView(view)))).toEqual(view);
  const usual = readFleetView(new URLSearchParams("show=broken&sort=weight&as=cube"));
  expect(usual).toEqual({ show: "all", text: "", sort: "attention", layout: "list" });
  expect(writeFleetView(usual)).toBe("");
});

test("each order brings its own trouble first, and who told nothing last", () => {
  const rows = fleetRows(["arm-10", "arm-2", "silent"].map(robot), [], 1_100);
  const statuses = [
    status("arm-10", { batteryPct: 20, temperatureC: 40, inferenceMs: 90, lastSeenAt: 900 }),
    status("arm-2", { batteryPct: 80, temperatureC: 60, inferenceMs: 30 }),
  ];
  const names = (sort: Parameters<typeof sortFleet>[1]) => sortFleet(rows, sort, statuses).map((row) => row.robot.name);
  expect(names("name")).toEqual(["arm-2", "arm-10", "silent"]);
  expect(names("battery")).toEqual(["arm-10", "arm-2", "silent"]);
  expect(names("temperature")).toEqual(["arm-2", "arm-10", "silent"]);
  expect(names("inference")).toEqual(["arm-10", "arm-2", "silent"]);
  expect(names("heard")).toEqual(["arm-10", "arm-2", "silent"]);
});

test("the history holds a minute at one point a second and gives the same array while nothing came", () => {
  const history = new StatusHistory();
  for (let at = 0; at < 90_000; at += 250) history.add(status("a", { lastSeenAt: at, inferenceMs: at / 1_000 }));
  const track = history.of("a");
  expect(track.length).toBeGreaterThan(55);
  expect(track.length).toBeLessThan(63);
  expect(track.at(-1)?.at).toBe(89_000);
  history.add(status("a", { lastSeenAt: 89_100, inferenceMs: 1 }));
  expect(history.of("a")).toBe(track);
});
