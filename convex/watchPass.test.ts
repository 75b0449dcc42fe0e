import { afterEach, expect, test, vi } from "vitest";

import { api, internal } from "./_generated/api";
import { advance, seedOrganization, seedRobot, startRobot, startServer } from "./fixtures.testing";
import { countedDb } from "./countedDb.testing";
import { organizationOf } from "./model/people/watchPass";
import * as Robots from "./model/robots/robots";

afterEach(() => {
  vi.unstubAllEnvs();
  vi.useRealTimers();
});

async function lab(name = "Lab") {
  const t = startServer();
  const people = await seedOrganization(t, name);
  const seeded = await seedRobot(t, people);
  const robot = startRobot(t, seeded);
  await robot.beat({ batteryPct: 77 });
  const pass = () => people.viewer.as.query(api.robots.watchPass, {});
  return { t, people, robotId: seeded.robotId, pass };
}

test("every member shows the same pass, and it opens states and live rows to whoever shows it", async () => {
  const { t, people, robotId, pass } = await lab();
  expect(await people.admin.as.query(api.robots.watchPass, {})).toBe(await pass());
  expect(await t.query(api.robots.live, { pass: await pass(), robotId })).toMatchObject({ robotId, batteryPct: 77 });
  expect(await t.query(api.robots.states, { pass: await pass(), robotIds: [robotId] })).toMatchObject([{ robotId, link: "online" }]);
});

test("a pass that is invented, changed, of another organization or of no form opens nothing", async () => {
  const { t, people, robotId, pass } = await lab();
  const good = await pass();
  const [organization, since, mac = ""] = good.split(".");
  const bad = [
    "",
    "x",
    organization ?? "",
    `${organization}.${Number(since) + 1}.${mac}`,
    `${organization}.${since}.${mac.replace(/.$/, (digit) => (digit === "0" ? "1" : "0"))}`,
    `${good}0`,
    "x".repeat(10_000),
  ];
  for (const one of bad) {
    await expect(t.query(api.robots.live, { pass: one, robotId }), one.slice(0, 50)).rejects.toThrow(/unauthenticated/);
    await expect(t.query(api.robots.states, { pass: one, robotIds: [robotId] })).rejects.toThrow(/unauthenticated/);
  }
  const others = await seedOrganization(t, "Others");
  const theirs = await others.viewer.as.query(api.robots.watchPass, {});
  expect(await t.query(api.robots.live, { pass: theirs, robotId })).toBeNull();
  expect(await t.query(api.robots.states, { pass: theirs, robotIds: [robotId] })).toEqual([]);
  await expect(
    people.viewer.as.query(api.robots.states, { pass: good, robotIds: Array.from({ length: 51 }, () => robotId) }),
  ).rejects.toThrow(/at most 50/);
});

test("nobody without a sign-in gets a pass", async () => {
  const { t } = await lab();
  await expect(t.query(api.robots.watchPass, {})).rejects.toThrow(/unauthenticated/);
});

test("an ended sign-in, a removed member and an hour end the pass, and members get another", async () => {
  const { t, people, robotId, pass } = await lab();
  const refused = (old: string) => expect(t.query(api.robots.live, { pass: old, robotId })).rejects.toThrow(/unauthenticated/);
  const first = await pass();
  advance(1_000);
  await people.operator.as.mutation(api.account.signOutEverywhere, { keepThis: true });
  await refused(first);
  const second = await pass();
  expect(await t.query(api.robots.live, { pass: second, robotId })).not.toBeNull();
  advance(1_000);
  const operator = (await people.admin.as.query(api.members.list, {})).find(({ role }) => role === "operator");
  if (operator === undefined) throw new Error("no operator");
  await people.admin.as.mutation(api.members.remove, { id: operator.id });
  await refused(second);
  const third = await pass();
  advance(3_500_000);
  await t.mutation(internal.sweeps.prune, {});
  expect(await pass()).toBe(third);
  advance(200_000);
  await t.mutation(internal.sweeps.prune, {});
  await refused(third);
});

test("a live row costs one row of the pass and one of the robot, at any size of the fleet", async () => {
  const { t, people, robotId, pass } = await lab();
  const shown = await pass();
  const cost = () =>
    t.run(async (ctx) => {
      const { db, counts } = countedDb(ctx.db);
      const organizationId = await organizationOf({ db }, shown);
      await Robots.status({ db }, organizationId, robotId);
      return counts;
    });
  const alone = await cost();
  expect(alone).toEqual({ gets: 1, queries: 1, rows: 1, writes: 0 });
  for (let index = 0; index < 20; index += 1) await seedRobot(t, people, undefined, `arm-${index + 10}`);
  expect(await cost()).toEqual(alone);
});
