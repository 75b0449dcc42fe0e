import { afterEach, expect, test, vi } from "vitest";

import { api, internal } from "./_generated/api";
import { advance, seedOrganization, seedRobot, startRobot, startServer } from "./fixtures.testing";

afterEach(() => void vi.useRealTimers());

async function start() {
  const t = startServer();
  const people = await seedOrganization(t);
  const seeded = await seedRobot(t, people);
  const robot = startRobot(t, seeded);
  await robot.beat({ state: "fault" });
  const { robotId } = seeded;
  const { operator, admin, viewer } = people;
  const members = await admin.as.query(api.members.list, {});
  const memberId = (userId: string) => members.find((member) => member.userId === userId)?.id ?? Promise.reject(new Error("no member"));
  const attendance = async () => {
    const pass = await viewer.as.query(api.robots.watchPass, {});
    return (await viewer.as.query(api.robots.states, { pass, robotIds: [robotId] }))[0]?.attendance;
  };
  const actions = async () => {
    const { page } = await viewer.as.query(api.audit.list, { targetId: robotId, paginationOpts: { numItems: 20, cursor: null } });
    return page.filter(({ action }) => action.startsWith("attention.")).map(({ action, actor, reason }) => [action, actor.name, reason]);
  };
  return { t, people, robot, robotId, operator, admin, viewer, memberId, attendance, actions };
}

test("a robot with a fault is taken, given to somebody who is told, and done; nothing of the robot changes", async () => {
  const { t, operator, admin, viewer, robotId, memberId, attendance, actions } = await start();
  const status = () => viewer.as.query(api.robots.status, { robotId });
  const before = await status();
  advance(1_000);
  await operator.as.mutation(api.attention.take, { robotId, attendedBy: null });
  expect(await attendance()).toMatchObject({ by: { id: operator.userId, name: "operator of Lab" }, since: Date.now(), givenBy: null });
  advance(1_000);
  const to = await memberId(admin.userId);
  await operator.as.mutation(api.attention.give, { robotId, attendedBy: operator.userId, to });
  expect(await attendance()).toMatchObject({ by: { id: admin.userId }, since: Date.now(), givenBy: { id: operator.userId } });
  const told = async (who: typeof admin) => {
    const { notices, unread } = await who.as.query(api.notices.list, {});
    return [unread, notices.find(({ kind }) => kind === "attention.given")?.text];
  };
  const text = "operator of Lab gave arm-1 to admin of Lab: it needs attention.";
  expect(await told(admin)).toEqual([1, text]);
  expect(await told(viewer)).toEqual([0, text]);
  await expect(operator.as.mutation(api.attention.done, { robotId })).rejects.toThrow(/not_yours/);
  await admin.as.mutation(api.attention.done, { robotId });
  expect(await attendance()).toBeUndefined();
  expect((await actions()).map(([action]) => action)).toEqual(["attention.done", "attention.give", "attention.take"]);
  expect(await status()).toEqual(before);
  expect(await t.run((ctx) => ctx.db.query("stops").collect())).toEqual([]);
});

test("it ends by itself once nothing is wrong any more, and not while another cause is left", async () => {
  const { t, operator, robot, robotId, attendance, actions } = await start();
  await operator.as.mutation(api.attention.take, { robotId, attendedBy: null });
  await robot.beat({ state: "warning" });
  expect(await attendance()).toBeDefined();
  advance(60_000);
  await t.mutation(internal.sweeps.sweepLinks, {});
  await robot.report({ state: "warning" });
  expect(await attendance()).toBeDefined();
  await robot.beat({ state: "running" });
  expect(await attendance()).toBeUndefined();
  expect((await actions())[0]).toEqual(["attention.end", "arm-1", "The cause is gone"]);
  await expect(operator.as.mutation(api.attention.take, { robotId, attendedBy: null })).rejects.toThrow(/no_cause/);
});

test("what somebody else did meanwhile is not overwritten by a page that did not show it", async () => {
  const { operator, admin, robotId, memberId, attendance } = await start();
  await operator.as.mutation(api.attention.take, { robotId, attendedBy: null });
  await expect(admin.as.mutation(api.attention.take, { robotId, attendedBy: null })).rejects.toThrow(/changed/);
  const to = await memberId(admin.userId);
  await expect(admin.as.mutation(api.attention.give, { robotId, attendedBy: null, to })).rejects.toThrow(/changed/);
  expect(await attendance()).toMatchObject({ by: { id: operator.userId } });
  await admin.as.mutation(api.attention.take, { robotId, attendedBy: operator.userId });
  expect(await attendance()).toMatchObject({ by: { id: admin.userId }, givenBy: null });
});

test("it is given to nobody who may not act: a viewer, or one whom limits keep from this robot", async () => {
  const { operator, admin, viewer, robotId, memberId, attendance } = await start();
  const give = async (userId: string) =>
    await admin.as.mutation(api.attention.give, { robotId, attendedBy: null, to: await memberId(userId) });
  await expect(give(viewer.userId)).rejects.toThrow(/viewer/);
  await admin.as.mutation(api.members.setLimits, { id: await memberId(operator.userId), limits: { robots: [] } });
  await expect(give(operator.userId)).rejects.toThrow(/limited/);
  await expect(operator.as.mutation(api.attention.take, { robotId, attendedBy: null })).rejects.toThrow(/this_robot/);
  expect(await attendance()).toBeUndefined();
});

test.each(["viewer", "gone", "kept from this robot"])("it ends when the person is %s", async (how) => {
  const { operator, admin, robotId, memberId, attendance, actions } = await start();
  await operator.as.mutation(api.attention.take, { robotId, attendedBy: null });
  const id = await memberId(operator.userId);
  await admin.as.mutation(api.members.setLimits, { id, limits: { robots: [robotId] } });
  expect(await attendance()).toMatchObject({ by: { id: operator.userId } });
  if (how === "kept from this robot") await admin.as.mutation(api.members.setLimits, { id, limits: { robots: [] } });
  else
    await (how === "gone" ? admin.as.mutation(api.members.remove, { id }) : admin.as.mutation(api.members.setRole, { id, role: "viewer" }));
  expect(await attendance()).toBeUndefined();
  expect((await actions())[0]).toEqual(["attention.end", "admin of Lab", "May no longer act"]);
});
