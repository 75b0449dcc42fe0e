import { afterEach, expect, test, vi } from "vitest";

import { api, internal } from "./_generated/api";
import { battery, batteryCondition, beats, incidents, notices, type Started, stateOf } from "./alertRules.testing";
import { advance, apiKeyOf, seedOrganization } from "./fixtures.testing";
import { start } from "./heartbeats.testing";

afterEach(() => void vi.useRealTimers());

const logged = async ({ people }: Started) =>
  (await people.viewer.as.query(api.audit.list, { paginationOpts: { numItems: 50, cursor: null } })).page
    .filter(({ action }) => action.startsWith("alertRule."))
    .map(({ action, before, after }) => [action, before, after]);

test("a rule opens one incident when it was broken for its time, tells of it, and ends it after as long a calm", async () => {
  const started = await start();
  const { people } = started;
  const { id } = await people.admin.as.mutation(api.alertRules.create, battery);
  await beats(started, 5, { batteryPct: 19.94 });
  expect(await incidents(started)).toEqual([]);
  await beats(started, 10, { batteryPct: 19.94 });
  const { rule, ...open } = (await incidents(started))[0] ?? {};
  expect(open).toMatchObject({ cause: "rule", severity: 2, isOfMotion: false, endedAt: null, times: 1, robotName: "arm-1" });
  expect(rule).toMatchObject({ id, name: "Battery low", threshold: 20, forMs: 5_000, value: 19.94 });
  expect(await stateOf(started)).toMatchObject({ brokenRules: [{ id, name: "Battery low", severity: 2 }] });
  expect((await notices(started)).map(({ kind, text, count }) => [kind, text, count])).toEqual([
    ["rule.broken", "arm-1 breaks the rule Battery low: 19.9 %, limit 20 %.", 1],
  ]);
  expect(await people.viewer.as.query(api.alertRules.list, {})).toMatchObject([{ id, name: "Battery low", open: 1 }]);
  // What is kept of the rule is no part of what pages and keys are answered of the robot.
  const [live] = await people.viewer.as.query(api.robots.status, { robotId: started.seeded.robotId });
  expect(live).toMatchObject({ batteryPct: 19.94, link: "online" });
  expect(live).not.toHaveProperty("rules");
  const listed = await started.t.query(api.publicApi.listRobots, { apiKey: await apiKeyOf(people) });
  expect(listed).toMatchObject({ ok: true, robots: [{ status: { batteryPct: 19.94 } }] });
  await beats(started, 10, { batteryPct: 60 });
  expect(await incidents(started)).toMatchObject([{ endedAt: null }]);
  await beats(started, 1, { batteryPct: 60 });
  expect(await incidents(started)).toMatchObject([{ ending: { how: "gone", by: null } }]);
  expect((await stateOf(started))?.brokenRules).toBeUndefined();
});

test("what comes back within a minute is the same incident, and no second notice", async () => {
  const started = await start();
  await started.people.admin.as.mutation(api.alertRules.create, { ...battery, forMs: 0 });
  for (const _ of [1, 2, 3]) {
    await beats(started, 2, { batteryPct: 10 });
    await beats(started, 11, { batteryPct: 50 });
  }
  expect(await incidents(started)).toMatchObject([{ cause: "rule", times: 3, ending: { how: "gone" } }]);
  expect(await notices(started)).toHaveLength(1);
  await beats(started, 60, { batteryPct: 50 });
  await beats(started, 1, { batteryPct: 10 });
  expect((await incidents(started)).map(({ times, endedAt }) => [times, endedAt === null])).toEqual([
    [1, true],
    [3, false],
  ]);
});

test("a value that is missing, a silence, an old message and a goodbye decide nothing", async () => {
  const started = await start();
  const { people, robot, t } = started;
  await people.admin.as.mutation(api.alertRules.create, battery);
  await beats(started, 3, { batteryPct: 10 });
  advance(20_000);
  await t.mutation(internal.sweeps.sweepLinks, {});
  await beats(started, 3, { batteryPct: 10 });
  await robot.beat({ batteryPct: 10, seq: 1 });
  advance(1_000);
  await robot.beat({ batteryPct: 10, goodbye: true });
  expect((await incidents(started)).filter(({ cause }) => cause === "rule")).toEqual([]);
  await beats(started, 7, { batteryPct: 10 });
  const open = () => incidents(started).then((all) => all.filter(({ cause, endedAt }) => cause === "rule" && endedAt === null).length);
  expect(await open()).toBe(1);
  await beats(started, 30, {});
  advance(3_600_000);
  await t.mutation(internal.sweeps.sweepLinks, {});
  expect(await open()).toBe(1);
});

test("only robots that it is for, and only while it is on; a change ends what is open, a new name does not", async () => {
  const started = await start();
  const { people, seeded } = started;
  const { admin } = people;
  const { id } = await admin.as.mutation(api.alertRules.create, {
    ...{ ...battery, forMs: 0, scope: { kind: "robotKind", robotKind: "another" } },
  });
  const rules = async () => (await incidents(started)).filter(({ cause }) => cause === "rule");
  await beats(started, 2, { batteryPct: 10 });
  expect(await rules()).toEqual([]);
  const named = { ...battery, forMs: 0, scope: { kind: "robots" as const, robotIds: [seeded.robotId] } };
  await admin.as.mutation(api.alertRules.change, { id, ...named });
  await beats(started, 2, { batteryPct: 10 });
  expect(await rules()).toMatchObject([{ endedAt: null, severity: 2 }]);
  await admin.as.mutation(api.alertRules.change, { id, ...named, name: "Charge it", severity: 0 });
  expect(await rules()).toMatchObject([{ endedAt: null, severity: 0, rule: { name: "Battery low" } }]);
  expect(await stateOf(started)).toMatchObject({ brokenRules: [{ name: "Charge it", severity: 0 }] });
  await admin.as.mutation(api.alertRules.change, { id, ...named, name: "Charge it", severity: 0, isOn: false });
  expect(await rules()).toMatchObject([{ ending: { how: "rule_changed", by: { id: admin.userId } } }]);
  expect((await stateOf(started))?.brokenRules).toBeUndefined();
  await beats(started, 3, { batteryPct: 10 });
  expect(await rules()).toHaveLength(1);
  await admin.as.mutation(api.alertRules.remove, { id });
  expect(await rules()).toMatchObject([{ rule: { name: "Battery low", value: 10 } }]);
  expect(await logged(started)).toEqual([
    ["alertRule.remove", expect.stringContaining("Charge it"), null],
    ["alertRule.change", '{"isOn":true}', '{"isOn":false}'],
    ["alertRule.change", '{"name":"Battery low","severity":2}', '{"name":"Charge it","severity":0}'],
    ["alertRule.change", '{"scope":{"kind":"robotKind","robotKind":"another"}}', expect.stringContaining(seeded.robotId)],
    ["alertRule.create", null, expect.stringContaining("Battery low")],
  ]);
});

test("the incidents of one rule are found by it, also when it is gone, and by nobody else", async () => {
  const started = await start();
  const { people, robot, seeded, t } = started;
  const { admin, viewer } = people;
  const paginationOpts = { numItems: 50, cursor: null };
  const { id: ruleId } = await admin.as.mutation(api.alertRules.create, { ...battery, forMs: 0 });
  await admin.as.mutation(api.alertRules.create, {
    ...battery,
    name: "Hot",
    measure: "temperatureC",
    isOver: true,
    threshold: 70,
    forMs: 0,
  });
  await robot.beat({ batteryPct: 10, temperatureC: 80, state: "fault" });
  const named = async (show: "open" | "all", as = viewer.as) =>
    (await as.query(api.incidents.list, { ruleId, show, paginationOpts })).page.map(({ rule }) => rule?.name);
  expect(await incidents(started)).toHaveLength(3);
  expect([await named("open"), await named("all")]).toEqual([["Battery low"], ["Battery low"]]);
  await beats(started, 80, { batteryPct: 50 });
  await beats(started, 1, { batteryPct: 10 });
  expect([await named("open"), await named("all")]).toEqual([["Battery low"], ["Battery low", "Battery low"]]);
  await admin.as.mutation(api.alertRules.remove, { id: ruleId });
  expect([await named("open"), await named("all")]).toEqual([[], ["Battery low", "Battery low"]]);
  const elsewhere = await seedOrganization(t, "Elsewhere");
  expect(await named("all", elsewhere.viewer.as)).toEqual([]);
  for (const odd of [{ show: "moving" as const }, { show: "all" as const, robotId: seeded.robotId }])
    await expect(viewer.as.query(api.incidents.list, { ruleId, paginationOpts, ...odd })).rejects.toThrow("$.ruleId");
});

test("somebody who looked may settle it: the next opens only after a calm", async () => {
  const started = await start();
  const { people, seeded } = started;
  await people.admin.as.mutation(api.alertRules.create, { ...battery, forMs: 0 });
  await beats(started, 2, { batteryPct: 10 });
  const [open] = await incidents(started);
  if (open === undefined) throw new Error("no incident");
  await people.operator.as.mutation(api.attention.take, { robotId: seeded.robotId, attendedBy: null });
  await people.operator.as.mutation(api.incidents.settle, { id: open.id, robotId: seeded.robotId, note: "It charges." });
  expect(await incidents(started)).toMatchObject([{ ending: { how: "settled" }, steps: [{ kind: "take" }, { text: "It charges." }] }]);
  const settled = await stateOf(started);
  expect([settled?.brokenRules, settled?.attendance]).toEqual([undefined, undefined]);
  await beats(started, 90, { batteryPct: 10 });
  expect(await incidents(started)).toHaveLength(1);
  await beats(started, 12, { batteryPct: 50 });
  await beats(started, 1, { batteryPct: 10 });
  expect(await incidents(started)).toHaveLength(2);
});

test("a robot that is retired breaks nothing any more", async () => {
  const started = await start();
  const { people, seeded } = started;
  await people.admin.as.mutation(api.alertRules.create, { ...battery, forMs: 0 });
  await beats(started, 2, { batteryPct: 10 });
  await people.admin.as.mutation(api.robots.retire, { id: seeded.robotId });
  expect(await incidents(started)).toMatchObject([{ ending: { how: "retired" } }]);
});

test("what cannot be a rule is refused with what to give, and changes nothing", async () => {
  const started = await start();
  const { people, seeded, t } = started;
  const { admin } = people;
  const create = (change: object) => admin.as.mutation(api.alertRules.create, { ...battery, ...change });
  const elsewhere = await seedOrganization(t, "Elsewhere");
  for (const [change, told] of [
    [{ name: " " }, /Give a name/],
    [{ name: "x".repeat(61) }, /at most 60/],
    [{ threshold: 101 }, /from 0 to 100/],
    [{ threshold: Number.NaN }, /from 0 to 100/],
    [{ forMs: 3_600_001 }, /from 0 to 3600000/],
    [{ severity: 4 }, /0, the gravest, to 3/],
    [{ scope: { kind: "robots", robotIds: [] } }, /1 to 20 robots/],
    [{ scope: { kind: "robotKind", robotKind: "" } }, /Give a name/],
  ] as const)
    await expect(create(change), JSON.stringify(change)).rejects.toThrow(told);
  expect(await people.viewer.as.query(api.alertRules.list, {})).toEqual([]);
  for (let index = 0; index < 20; index += 1) await create({ name: `Rule ${index}` });
  await expect(create({})).rejects.toThrow(/at most 20 rules/);
  const [first] = await people.viewer.as.query(api.alertRules.list, {});
  if (first === undefined) throw new Error("no rule");
  await expect(elsewhere.admin.as.mutation(api.alertRules.change, { ...battery, id: first.id })).rejects.toThrow(/not_found/);
  await expect(elsewhere.admin.as.mutation(api.alertRules.remove, { id: first.id })).rejects.toThrow(/not_found/);
  await expect(elsewhere.admin.as.mutation(api.alertRules.test, { id: first.id })).rejects.toThrow(/not_found/);
  const { robotId } = seeded;
  const ofTheirs = { ...battery, scope: { kind: "robots" as const, robotIds: [robotId] } };
  await expect(elsewhere.admin.as.mutation(api.alertRules.create, ofTheirs)).rejects.toThrow(/not_found/);
  await expect(elsewhere.viewer.as.query(api.alertRules.past, { robotId, since: 0, until: 0, ...batteryCondition })).rejects.toThrow(
    /not_found/,
  );
  expect(await elsewhere.viewer.as.query(api.alertRules.list, {})).toEqual([]);
});

test("a test tells whoever asked, and nobody else", async () => {
  const started = await start();
  const { people } = started;
  const { id } = await people.admin.as.mutation(api.alertRules.create, battery);
  await people.admin.as.mutation(api.alertRules.test, { id });
  const text = "This is a test of the rule Battery low: nothing is broken.";
  expect(await people.admin.as.query(api.notices.list, {})).toMatchObject({ unread: 1, notices: [{ text }] });
  expect(await people.viewer.as.query(api.notices.list, {})).toMatchObject({ unread: 0 });
});
