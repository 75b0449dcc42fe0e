import { afterEach, expect, test, vi } from "vitest";

import { api } from "./_generated/api";
import { beats } from "./alertRules.testing";
import { seedRobot } from "./fixtures.testing";
import { start } from "./heartbeats.testing";

afterEach(() => void vi.useRealTimers());

const minuteMs = 60_000;

test("robots are held beside each other by what they reported, the minute that runs included", async () => {
  const started = await start();
  const { t, people, seeded } = started;
  const other = await seedRobot(t, people, undefined, "arm-2");
  const since = Math.floor(Date.now() / minuteMs) * minuteMs;
  await beats(started, 60, { batteryPct: 30 });
  await beats(started, 130, {});
  await beats(started, 30, { batteryPct: 80 });
  const until = Date.now() + 1_000;
  const args = { robotIds: [seeded.robotId, other.robotId, seeded.robotId], field: "batteryPct" as const, since, until, isDrawn: true };
  const [first, second, ...more] = await people.viewer.as.query(api.heartbeats.compared, args);
  expect(more).toEqual([]);
  expect(first).toMatchObject({ robotId: seeded.robotId, min: { value: 30 }, max: { value: 80 } });
  expect(first?.heard).toBeGreaterThan(first?.withValue ?? 99);
  expect(first?.values).toHaveLength(first?.withValue ?? 0);
  expect(first?.gaps?.map(({ cause }) => cause)).toContain("missing");
  expect(second).toMatchObject({ robotId: other.robotId, min: null, max: null, median: null, withValue: 0, heard: 0, values: [] });
  expect(second?.gaps).toHaveLength(1);
  const bare = await people.viewer.as.query(api.heartbeats.compared, { ...args, isDrawn: false });
  expect(bare[0]).toEqual({ ...first, values: undefined, gaps: undefined });
  vi.setSystemTime(Date.now() + 10 * minuteMs);
  await beats(started, 1, {});
  const late = await people.viewer.as.query(api.heartbeats.compared, { ...args, field: "longestGapMs", until: Date.now() + 1 });
  expect(late[0]?.max?.value).toBeGreaterThanOrEqual(10 * minuteMs);
});

test("what is looked at is bounded before it is read", async () => {
  const started = await start();
  const { t, people, seeded } = started;
  const robotIds = [seeded.robotId];
  for (const name of ["arm-2", "arm-3", "arm-4"]) robotIds.push((await seedRobot(t, people, undefined, name)).robotId);
  const ask = (more: object) =>
    people.viewer.as.query(api.heartbeats.compared, { robotIds, field: "controlHz", since: 0, until: 3_600_000, isDrawn: false, ...more });
  expect(await ask({})).toHaveLength(4);
  expect(await ask({ robotIds: robotIds.slice(1), until: 86_400_000 })).toHaveLength(3);
  await expect(ask({ until: 86_400_000 })).rejects.toMatchObject({ data: { code: "invalid", path: "$.robotIds" } });
  for (const until of [0, -1, Number.NaN, 86_400_001 + minuteMs])
    await expect(ask({ robotIds: [], until })).rejects.toMatchObject({ data: { code: "invalid", path: "$.until" } });
});
