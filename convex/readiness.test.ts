import { afterEach, expect, test, vi } from "vitest";

import { api } from "./_generated/api";
import { advance, seedOrganization, seedRobot, startServer } from "./fixtures.testing";
import { mostRobots } from "./model/deployments/readiness";

afterEach(() => void vi.useRealTimers());

async function checkedTwice() {
  const t = startServer();
  const people = await seedOrganization(t);
  const seeded = await seedRobot(t, people);
  const { operator } = people;
  const ask = () => operator.as.query(api.doctor.readiness, { deploymentId: seeded.deploymentId });
  const check = async (robotId?: typeof seeded.robotId) => {
    advance(1_000);
    return await operator.as.mutation(api.doctor.run, { deploymentId: seeded.deploymentId, ...(robotId === undefined ? {} : { robotId }) });
  };
  return { t, people, operator, ask, check, ...seeded };
}

test("a deployment that was never checked is ready nowhere", async () => {
  const { ask } = await checkedTwice();
  expect(await ask()).toEqual({ newest: null, places: [], more: false });
});

test("the newest report of each robot and of the deployment alone is told, the last one in full", async () => {
  const { ask, check, robotId } = await checkedTwice();
  await check(robotId);
  await check();
  const last = await check(robotId);
  const { newest, places, more } = await ask();
  expect(newest).toEqual(last);
  expect(more).toBe(false);
  expect(places.map((place) => place.robotId)).toEqual([robotId, null]);
  expect(places[0]).toMatchObject({ robotName: "arm-1", passed: last.passed, checkedAt: last.checkedAt, outdated: false });
  expect(places[0]?.failed).toEqual(last.checks.filter(({ result }) => result === "fail").map(({ name }) => name));
});

test("what changed since makes a place outdated, and a robot out of service is left out", async () => {
  const { t, ask, check, robotId } = await checkedTwice();
  await check(robotId);
  await t.run((ctx) => ctx.db.patch("robots", robotId, { calibrationId: "another" }));
  expect((await ask()).places).toMatchObject([{ robotId, outdated: true }]);
  await t.run((ctx) => ctx.db.patch("robots", robotId, { retiredAt: Date.now() }));
  expect(await ask()).toEqual({ newest: null, places: [], more: false });
});

test("of very many robots some are told, the one checked last among them, and that there are more", async () => {
  const { t, ask, check, robotId } = await checkedTwice();
  const copies = await t.run(async (ctx) => {
    const robot = await ctx.db.get("robots", robotId);
    if (robot === null) throw new Error("no robot");
    const { _id, _creationTime, ...facts } = robot;
    return await Promise.all(
      Array.from({ length: mostRobots + 3 }, (_, index) => ctx.db.insert("robots", { ...facts, name: `copy-${index}` })),
    );
  });
  for (const copy of [...copies, robotId]) {
    const last = await check(copy);
    expect((await ask()).newest).toEqual(last);
  }
  const { places, more } = await ask();
  expect(more).toBe(true);
  expect(places).toHaveLength(mostRobots + 1);
  expect(new Set(places.map((place) => place.robotId)).size).toBe(mostRobots + 1);
});
