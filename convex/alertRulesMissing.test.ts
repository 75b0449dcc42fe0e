import { afterEach, expect, test, vi } from "vitest";

import { api, internal } from "./_generated/api";
import { battery, beats, incidents, notices, type Started, stateOf } from "./alertRules.testing";
import { advance } from "./fixtures.testing";
import { start } from "./heartbeats.testing";

afterEach(() => void vi.useRealTimers());

const minute = 60_000;
const rule = { ...battery, forMs: 0, noDataMs: 2 * minute };

/** What is told of the rule, oldest first: the value that opened it, and how it ended. */
const told = async (started: Started) =>
  (await incidents(started))
    .filter(({ cause }) => cause === "rule")
    .toReversed()
    .map((each) => [each.rule !== undefined && "value" in each.rule ? each.rule.value : undefined, each.ending?.how ?? "open"]);

async function ruled(change: Partial<typeof rule> = {}) {
  const started = await start();
  const { id } = await started.people.admin.as.mutation(api.alertRules.create, { ...rule, ...change });
  return { ...started, id };
}

test("a value that is missing for as long as its rule says opens an incident, tells of it once, and ends it when it comes", async () => {
  const started = await ruled();
  const { id, people } = started;
  await beats(started, 2, { batteryPct: 50 });
  await beats(started, 120, {});
  expect(await told(started)).toEqual([]);
  await beats(started, 30, {});
  expect(await told(started)).toEqual([[null, "open"]]);
  expect((await incidents(started))[0]).toMatchObject({ severity: 2, isOfMotion: false, rule: { id, noDataMs: 2 * minute } });
  expect(await stateOf(started)).toMatchObject({ brokenRules: [{ id, name: "Battery low", isWithoutData: true }] });
  expect(await people.viewer.as.query(api.alertRules.list, {})).toMatchObject([{ open: 1, withoutData: 1, noDataMs: 2 * minute }]);
  expect((await notices(started)).map(({ kind, text, count }) => [kind, text, count])).toEqual([
    ["rule.broken", "arm-1 sends no data for the rule Battery low: none for 2 min.", 1],
  ]);
  await beats(started, 1, { batteryPct: 50 });
  expect(await told(started)).toEqual([[null, "gone"]]);
  expect((await stateOf(started))?.brokenRules).toBeUndefined();
  await beats(started, 122, {});
  await beats(started, 1, { batteryPct: 10 });
  expect(await told(started)).toEqual([
    [null, "gone"],
    [null, "gone"],
    [10, "open"],
  ]);
  expect(await stateOf(started)).toMatchObject({ brokenRules: [{ id }] });
  expect((await stateOf(started))?.brokenRules?.[0]).not.toHaveProperty("isWithoutData");
});

test("a rule says nothing of missing data unless it is asked to, and never twice of one robot", async () => {
  const { noDataMs: _, ...silent } = rule;
  const started = await ruled();
  const { id } = await started.people.admin.as.mutation(api.alertRules.create, { ...silent, name: "Silent" });
  await beats(started, 1, { batteryPct: 10 });
  await beats(started, 200, {});
  // Both are broken since their last value: none opens beside that.
  expect(await told(started)).toEqual([
    [10, "open"],
    [10, "open"],
  ]);
  await started.people.admin.as.mutation(api.alertRules.remove, { id });
  await beats(started, 12, { batteryPct: 50 });
  await beats(started, 125, {});
  expect((await told(started)).slice(2)).toEqual([[null, "open"]]);
});

test("a robot that falls silent has its own incident, which takes the place of this; after it the time begins anew", async () => {
  const started = await ruled();
  const { t, robot } = started;
  await beats(started, 122, {});
  expect(await told(started)).toEqual([[null, "open"]]);
  advance(20_000);
  await t.mutation(internal.sweeps.sweepLinks, {});
  const open = async () => (await incidents(started)).filter(({ endedAt }) => endedAt === null).map(({ cause }) => cause);
  expect([await told(started), await open()]).toEqual([[[null, "changed"]], ["offline"]]);
  expect((await stateOf(started))?.brokenRules).toBeUndefined();
  advance(30 * minute);
  await beats(started, 60, {});
  expect([await told(started), await open()]).toEqual([[[null, "changed"]], []]);
  await robot.beat({ goodbye: true });
  await beats(started, 100, {});
  expect(await open()).toEqual([]);
  await beats(started, 25, {});
  expect(await open()).toEqual(["rule"]);
  await robot.beat({ goodbye: true });
  expect(await open()).toEqual(["offline"]);
});

test("a silence between two heartbeats that no sweep saw ends it all the same when the robot is heard of again", async () => {
  const started = await ruled();
  await beats(started, 122, {});
  advance(20_000);
  await beats(started, 1, {});
  expect(await told(started)).toEqual([[null, "open"]]);
  await beats(started, 1, { batteryPct: 50 });
  expect(await told(started)).toEqual([[null, "gone"]]);
  expect((await stateOf(started))?.brokenRules).toBeUndefined();
});

test("settled, it waits for the value; changed or switched off, it ends; a retired robot has none", async () => {
  const started = await ruled();
  const { people, id, seeded } = started;
  await beats(started, 122, {});
  const [row] = await incidents(started);
  if (row === undefined) throw new Error("no incident");
  await people.operator.as.mutation(api.incidents.settle, { id: row.id, robotId: row.robotId, note: "No battery in it" });
  await beats(started, 200, {});
  expect(await told(started)).toEqual([[null, "settled"]]);
  await people.admin.as.mutation(api.alertRules.change, { id, ...rule, noDataMs: minute });
  await beats(started, 63, {});
  expect((await told(started)).at(-1)).toEqual([null, "open"]);
  const { noDataMs: _, ...silent } = rule;
  await people.admin.as.mutation(api.alertRules.change, { id, ...silent });
  expect((await told(started)).at(-1)).toEqual([null, "rule_changed"]);
  await beats(started, 100, {});
  expect(await told(started)).toHaveLength(2);
  await people.admin.as.mutation(api.alertRules.change, { id, ...rule });
  await beats(started, 130, {});
  await people.admin.as.mutation(api.robots.retire, { id: seeded.robotId });
  expect((await told(started)).at(-1)).toEqual([null, "retired"]);
});

test.each([59_999, 86_400_001, Number.NaN])("%s ms without data is refused", async (noDataMs) => {
  await expect(ruled({ noDataMs })).rejects.toThrow("$.noDataMs");
});
