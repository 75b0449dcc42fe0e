import { afterEach, expect, test, vi } from "vitest";

import { api, internal } from "./_generated/api";
import type { Id } from "./_generated/dataModel";
import { incidents, notices, type Started, stateOf, stopsCondition, twoStops } from "./alertRules.testing";
import { advance, promote, readySession, seedOrganization, tick } from "./fixtures.testing";
import { start } from "./heartbeats.testing";
import { refusalOf } from "./sessions.testing";

afterEach(() => void vi.useRealTimers());

const minute = 60_000;

/** A run that ends now, with or without a software stop; answers its receipt. */
async function run({ people, seeded, robot }: Started, how: { isStopped?: boolean; fault?: boolean } = {}): Promise<Id<"receipts">> {
  const { as } = people.operator;
  const { sessionId } = await as.mutation(api.sessions.authorize, { deploymentId: seeded.deploymentId, robotId: seeded.robotId });
  await robot.beat({ sessionId, state: how.fault === true ? "fault" : "running" });
  if (how.isStopped === true) await as.mutation(api.sessions.stop, { id: sessionId });
  const closed = await as.mutation(api.sessions.close, { id: sessionId });
  if (closed.receiptId === null) throw new Error("no receipt");
  return closed.receiptId;
}

const sweep = ({ t }: Started) => t.mutation(internal.sweeps.sweepRuns, {});
const told = async (started: Started) =>
  (await incidents(started))
    .filter(({ rule }) => rule !== undefined && "runs" in rule)
    .map(({ robotName, deploymentId, ending }) => [robotName, deploymentId, ending?.how ?? "open"]);

test("so many stopped runs of a deployment open one incident, which ends when the window holds them no longer", async () => {
  const started = await start();
  const { people, seeded } = started;
  const { deploymentId } = seeded;
  const { id } = await people.admin.as.mutation(api.runRules.create, twoStops);
  await run(started, { isStopped: true });
  await run(started);
  expect(await told(started)).toEqual([]);
  advance(30 * minute);
  await run(started, { isStopped: true });
  await run(started, { isStopped: true });
  expect(await told(started)).toEqual([[null, deploymentId, "open"]]);
  expect((await incidents(started)).find(({ rule }) => rule !== undefined)).toMatchObject({
    ...{ robotId: null, severity: 2, isOfMotion: false },
    rule: { id, name: "Stopped twice", runs: stopsCondition },
  });
  expect((await notices(started)).filter(({ kind }) => kind === "rule.broken")).toMatchObject([
    {
      text: expect.stringMatching(/ breaks the rule Stopped twice: 2 such runs in 1 h\.$/),
      count: 1,
      target: { kind: "deployment", id: deploymentId },
    },
  ]);
  expect(await people.viewer.as.query(api.runRules.list, {})).toMatchObject([{ id, open: 1 }]);
  // The first has left the window by then, and the two that came last have not.
  advance(31 * minute);
  expect(await sweep(started)).toBe(0);
  advance(30 * minute);
  expect(await sweep(started)).toBe(1);
  expect(await told(started)).toEqual([[null, deploymentId, "gone"]]);
  expect(await sweep(started)).toBe(0);
  await run(started, { isStopped: true });
  expect(await told(started)).toHaveLength(1);
});

test("of a robot, its list says so; a run with two signs is one; another sign does not count", async () => {
  const started = await start();
  const { people, seeded } = started;
  await people.admin.as.mutation(api.runRules.create, { ...twoStops, per: "robot", signs: ["stopped", "fault"] });
  await people.admin.as.mutation(api.runRules.create, { ...twoStops, name: "Leases", signs: ["lease"], atLeast: 1 });
  await run(started, { isStopped: true, fault: true });
  expect(await told(started)).toEqual([]);
  await run(started, { fault: true });
  expect(await told(started)).toEqual([["arm-1", null, "open"]]);
  expect(await stateOf(started)).toMatchObject({ brokenRules: [{ name: "Stopped twice" }] });
  advance(61 * minute);
  await sweep(started);
  expect((await stateOf(started))?.brokenRules).toBeUndefined();
  await run(started, { fault: true });
  await run(started, { fault: true });
  await people.admin.as.mutation(api.robots.retire, { id: seeded.robotId });
  expect((await told(started))[0]).toEqual(["arm-1", null, "retired"]);
});

test("a review flags a run from when it is said, and until it is taken back; of the whole organization", async () => {
  const started = await start();
  const { people } = started;
  await people.admin.as.mutation(api.runRules.create, { ...twoStops, per: "organization", signs: ["flagged"] });
  const receipts = [await run(started), await run(started)];
  advance(5 * 60 * minute);
  for (const id of receipts) await people.operator.as.mutation(api.receipts.review, { id, verdict: "bad" });
  expect(await told(started)).toEqual([[null, null, "open"]]);
  const [id] = receipts;
  if (id === undefined) throw new Error("no receipt");
  await people.operator.as.mutation(api.receipts.review, { id, verdict: "needs_attention" });
  expect(await told(started)).toEqual([[null, null, "open"]]);
  await people.operator.as.mutation(api.receipts.review, { id, verdict: "good" });
  expect(await told(started)).toEqual([[null, null, "gone"]]);
  await people.operator.as.mutation(api.reviews.undo, { receiptId: id });
  expect(await told(started)).toContainEqual([null, null, "open"]);
});

test("what is of the whole organization is noted and settled by whoever may act everywhere", async () => {
  const started = await start();
  const { people, seeded } = started;
  await people.admin.as.mutation(api.runRules.create, { ...twoStops, per: "organization" });
  for (const isStopped of [true, true]) await run(started, { isStopped });
  const [row] = (await incidents(started)).filter(({ rule }) => rule !== undefined);
  if (row === undefined) throw new Error("no incident");
  const { operator, admin } = people;
  const member = (await admin.as.query(api.members.list, {})).find(({ role }) => role === "operator");
  if (member === undefined) throw new Error("no operator");
  const said = { id: row.id, robotId: null, note: "A loose cable." };
  for (const limits of [{ robots: [seeded.robotId] }, { deployments: [seeded.deploymentId] }]) {
    await admin.as.mutation(api.members.setLimits, { id: member.id, limits });
    for (const says of [api.incidents.note, api.incidents.settle])
      expect(await refusalOf(operator.as.mutation(says, said))).toEqual({ code: "forbidden", needs: "everywhere" });
  }
  expect(await told(started)).toEqual([[null, null, "open"]]);
  await admin.as.mutation(api.members.setLimits, { id: member.id, limits: {} });
  await operator.as.mutation(api.incidents.settle, said);
  expect(await told(started)).toEqual([[null, null, "settled"]]);
});

test("a lease that ran out while actions were applied counts once its run is over", async () => {
  const started = await start();
  const { people, seeded, t } = started;
  await people.admin.as.mutation(api.runRules.create, { ...twoStops, signs: ["lease"], atLeast: 1 });
  const { sessionId, robot } = await readySession(t, people, seeded);
  expect(await promote(people, sessionId)).toMatchObject({ ok: true });
  await robot.beat({ sessionId, mode: "apply_actions" });
  advance(4_000);
  await tick(t, sessionId);
  expect(await told(started)).toEqual([]);
  await people.operator.as.mutation(api.sessions.close, { id: sessionId });
  expect(await told(started)).toEqual([[null, seeded.deploymentId, "open"]]);
});

test("settled, it stays so until the window is empty of it; who says so names what it is of", async () => {
  const started = await start();
  const { people, seeded, t } = started;
  await people.admin.as.mutation(api.runRules.create, twoStops);
  for (const isStopped of [true, true]) await run(started, { isStopped });
  const [row] = (await incidents(started)).filter(({ rule }) => rule !== undefined);
  if (row === undefined) throw new Error("no incident");
  const { operator } = people;
  const said = { id: row.id, robotId: null, note: "A loose cable." };
  expect(await refusalOf(operator.as.mutation(api.incidents.settle, said))).toMatchObject({ code: "not_found" });
  expect(await refusalOf(operator.as.mutation(api.incidents.settle, { ...said, robotId: seeded.robotId }))).toMatchObject({
    code: "not_found",
  });
  const elsewhere = await seedOrganization(t, "Elsewhere");
  const whole = { ...said, deploymentId: seeded.deploymentId };
  expect(await refusalOf(elsewhere.operator.as.mutation(api.incidents.settle, whole))).toMatchObject({ code: "not_found" });
  await operator.as.mutation(api.incidents.settle, whole);
  await run(started, { isStopped: true });
  expect(await told(started)).toEqual([[null, seeded.deploymentId, "settled"]]);
});

test("changed, switched off or removed, what is open ends; another name does not end it", async () => {
  const started = await start();
  const { people } = started;
  const { admin } = people;
  const { id } = await admin.as.mutation(api.runRules.create, twoStops);
  for (const isStopped of [true, true]) await run(started, { isStopped });
  await admin.as.mutation(api.runRules.change, { ...twoStops, id, name: "Stops", severity: 1 });
  expect((await incidents(started)).find(({ rule }) => rule !== undefined)).toMatchObject({ endedAt: null, severity: 1 });
  await admin.as.mutation(api.runRules.change, { ...twoStops, id, atLeast: 3 });
  expect((await told(started)).map(([, , how]) => how)).toEqual(["rule_changed"]);
  await run(started, { isStopped: true });
  expect((await told(started)).map(([, , how]) => how)).toEqual(["open", "rule_changed"]);
  await admin.as.mutation(api.runRules.change, { ...twoStops, id, atLeast: 3, isOn: false });
  await run(started, { isStopped: true });
  await admin.as.mutation(api.runRules.remove, { id });
  expect((await told(started)).map(([, , how]) => how)).toEqual(["rule_changed", "rule_changed"]);
  const log = await people.viewer.as.query(api.audit.list, { paginationOpts: { numItems: 50, cursor: null } });
  expect(log.page.map(({ action }) => action).filter((action) => action.startsWith("alertRule."))).toEqual([
    ...["alertRule.remove", "alertRule.change", "alertRule.change", "alertRule.change", "alertRule.create"],
  ]);
});

test("before it is saved it says what it would have done in a week, of its own organization alone", async () => {
  const started = await start();
  const { people, t } = started;
  const from = Date.now();
  for (const isStopped of [true, false, true]) await run(started, { isStopped });
  advance(10 * minute);
  const asked = { ...stopsCondition, until: Date.now() };
  const past = await people.viewer.as.query(api.runRules.past, asked);
  expect(past).toMatchObject({ isWhole: true, more: 0, subjects: [{ runs: 2, spans: [{ from: expect.any(Number) }] }] });
  const [span] = past.subjects[0]?.spans ?? [];
  expect(span?.from).toBeGreaterThan(from);
  expect(span?.until).toBeGreaterThan(from + 60 * minute);
  expect(await people.viewer.as.query(api.runRules.past, { ...asked, atLeast: 3 })).toMatchObject({ subjects: [{ runs: 2, spans: [] }] });
  const { viewer } = await seedOrganization(t, "Elsewhere");
  expect(await viewer.as.query(api.runRules.past, asked)).toEqual({ isWhole: true, more: 0, subjects: [] });
});

test("what counts is deleted once no window reaches it", async () => {
  const started = await start();
  await run(started, { isStopped: true });
  const left = () => started.t.run((ctx) => ctx.db.query("runSigns").collect());
  expect(await left()).toHaveLength(1);
  advance(14 * 24 * 60 * minute);
  await started.t.mutation(internal.sweeps.prune, {});
  expect(await left()).toHaveLength(1);
  advance(25 * 60 * minute);
  await started.t.mutation(internal.sweeps.prune, {});
  expect(await left()).toEqual([]);
});

test.each([
  [{ signs: [] }, "signs"],
  [{ atLeast: 0 }, "atLeast"],
  [{ atLeast: 51 }, "atLeast"],
  [{ atLeast: 1.5 }, "atLeast"],
  [{ withinMs: 599_999 }, "withinMs"],
  [{ withinMs: 604_800_001 }, "withinMs"],
  [{ severity: 4 }, "severity"],
  [{ name: " " }, "name"],
])("%j is refused", async (odd, path) => {
  const { people } = await start();
  await expect(people.admin.as.mutation(api.runRules.create, { ...twoStops, ...odd })).rejects.toThrow(`$.${path}`);
});
