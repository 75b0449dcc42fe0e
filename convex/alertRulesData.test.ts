import { afterEach, expect, test, vi } from "vitest";

import { api } from "./_generated/api";
import { battery, batteryCondition, beats, notices, stateOf } from "./alertRules.testing";
import { start } from "./heartbeats.testing";

afterEach(() => void vi.useRealTimers());

test("a value that heartbeats do not carry is told as no data after half a minute, never as fulfilled nor broken, until it comes", async () => {
  const started = await start();
  const { people, robot, seeded } = started;
  const { admin } = people;
  const { id } = await admin.as.mutation(api.alertRules.create, { ...battery, forMs: 0 });
  const missing = async () => (await stateOf(started))?.rulesWithoutData;
  await beats(started, 5, { batteryPct: 10 });
  const since = Date.now() + 1_000;
  await beats(started, 30, {});
  expect(await missing()).toBeUndefined();
  await beats(started, 1, {});
  expect(await missing()).toEqual([{ id, since }]);
  // What is open stays open, and both are told.
  expect(await stateOf(started)).toMatchObject({ brokenRules: [{ id }], link: "online" });
  await beats(started, 20, {});
  expect(await missing()).toEqual([{ id, since }]);
  await beats(started, 1, { batteryPct: 60 });
  expect(await missing()).toBeUndefined();
  await beats(started, 31, {});
  expect(await missing()).toHaveLength(1);
  await admin.as.mutation(api.alertRules.change, { ...battery, id, isOn: false });
  await beats(started, 1, {});
  expect(await missing()).toBeUndefined();
  await admin.as.mutation(api.alertRules.change, { ...battery, id, threshold: 30 });
  await beats(started, 31, {});
  expect(await missing()).toHaveLength(1);
  expect((await notices(started)).map(({ kind }) => kind)).toEqual(["rule.broken"]);
  await robot.beat({ goodbye: true });
  expect(await missing()).toHaveLength(1);
  await admin.as.mutation(api.robots.retire, { id: seeded.robotId });
  expect(await missing()).toBeUndefined();
});

test("the past of a robot says between what and what the truth is", async () => {
  const started = await start();
  const { people, seeded } = started;
  const since = Date.now();
  await beats(started, 59, { batteryPct: 60 });
  await beats(started, 60, { batteryPct: 15 });
  await beats(started, 120, { batteryPct: 60 });
  // Two seconds of a minute: it may have been a minute, for all that is kept of it.
  await beats(started, 2, { batteryPct: 15 });
  await beats(started, 58, { batteryPct: 60 });
  const args = { robotId: seeded.robotId, since: since - 60_000, until: Date.now(), ...batteryCondition };
  const past = await people.viewer.as.query(api.alertRules.past, args);
  expect([past.sure.length, past.possible.length]).toEqual([1, 2]);
  expect(past.minutes).toBeGreaterThan(4);
  expect(past.values).toHaveLength(past.minutes);
  expect([Math.min(...past.values.map(({ min }) => min)), Math.max(...past.values.map(({ max }) => max))]).toEqual([15, 60]);
  expect(await people.viewer.as.query(api.alertRules.past, { ...args, measure: "temperatureC", threshold: 70 })).toMatchObject({
    ...{ sure: [], possible: [], minutes: 0, values: [] },
  });
});

test.each([
  [{ since: Number.NaN }, "since"],
  [{ until: Infinity }, "until"],
  [{ threshold: Number.NaN }, "threshold"],
  [{ threshold: 101 }, "threshold"],
  [{ forMs: Number.NaN }, "forMs"],
  [{ forMs: -1 }, "forMs"],
])("the past is not asked for %j", async (odd, path) => {
  const { people, seeded } = await start();
  const args = { robotId: seeded.robotId, since: 0, until: Date.now(), ...batteryCondition, ...odd };
  await expect(people.viewer.as.query(api.alertRules.past, args)).rejects.toThrow(`$.${path}`);
});
