import { afterEach, expect, test, vi } from "vitest";

import { api, internal } from "./_generated/api";
import type { Id } from "./_generated/dataModel";
import { advance, seedOrganization, seedRobot, startRobot } from "./fixtures.testing";
import { start } from "./heartbeats.testing";

afterEach(() => void vi.useRealTimers());

async function running() {
  const world = await start();
  const { deploymentId, robotId } = world.seeded;
  const { sessionId: id } = await world.people.operator.as.mutation(api.sessions.authorize, { deploymentId, robotId });
  return { ...world, id };
}

type Reader = Awaited<ReturnType<typeof running>>["people"]["viewer"]["as"];

/** All pages, in the order in which they came. */
async function readAll(as: Reader, id: Id<"sessions">, order: "asc" | "desc", span: { from?: number; until?: number } = {}) {
  const seqs: number[] = [];
  const sizes: number[] = [];
  for (let at = span; ;) {
    const { page, next } = await as.query(api.messages.list, { id, order, ...at });
    seqs.push(...page.map(({ seq }) => seq));
    sizes.push(page.length);
    if (next === null) return { seqs, sizes };
    at = { ...at, ...(order === "asc" ? { from: next } : { until: next }) };
  }
}

const upTo = (count: number, first = 1) => Array.from({ length: count }, (_, index) => first + index);

test("a viewer reads every message of a session page by page, either way round, each once and none that names no session", async () => {
  const { people, robot, id } = await running();
  await robot.beat();
  for (let index = 0; index < 450; index += 1) await robot.beat({ sessionId: id });
  await robot.beat();
  const ours = upTo(450, 2);
  const ascending = await readAll(people.viewer.as, id, "asc");
  expect(ascending.seqs).toEqual(ours);
  expect(ascending.sizes).toEqual([200, 200, 50]);
  expect((await readAll(people.viewer.as, id, "desc")).seqs).toEqual(ours.toReversed());
});

test("both ends of a time are in it, and a message is told as it was sent", async () => {
  const { people, robot, id } = await running();
  for (let index = 0; index < 20; index += 1) await robot.beat({ sessionId: id });
  await robot.beat({ sessionId: id, joints: [0.1, 0.2], message: "gripper warm", batteryPct: 71, state: "warning" });
  const { page } = await people.viewer.as.query(api.messages.list, { id, order: "asc" });
  const [from, until] = [page[4]?.receivedAt ?? 0, page[14]?.receivedAt ?? 0];
  expect((await readAll(people.viewer.as, id, "asc", { from, until })).seqs).toEqual(upTo(11, 5));
  expect((await readAll(people.viewer.as, id, "desc", { from, until })).seqs).toEqual(upTo(11, 5).toReversed());
  expect(page.at(-1)).toMatchObject({
    seq: 21,
    joints: [0.1, 0.2],
    message: "gripper warm",
    batteryPct: 71,
    state: "warning",
    sessionId: id,
  });
  expect(page.at(-1)).not.toHaveProperty("robotId");
  expect(await people.viewer.as.query(api.messages.list, { id, order: "asc", from: until + 3_600_000 })).toEqual({ page: [], next: null });
});

test("what nobody keeps is gone after a quarter of an hour, what is kept is read on from the ring without a seam", async () => {
  const { t, people, robot, id } = await running();
  for (let index = 0; index < 10; index += 1) await robot.beat({ sessionId: id });
  await people.operator.as.mutation(api.sessions.keepSamples, { id });
  for (let index = 0; index < 10; index += 1) await robot.beat({ sessionId: id });
  await people.operator.as.mutation(api.sessions.releaseSamples, { id });
  for (let index = 0; index < 10; index += 1) await robot.beat({ sessionId: id });
  expect((await readAll(people.viewer.as, id, "asc")).seqs).toEqual(upTo(30));
  expect((await readAll(people.viewer.as, id, "desc")).seqs).toEqual(upTo(30).toReversed());
  advance(16 * 60_000 + 10_000);
  await robot.beat({ sessionId: id });
  await t.mutation(internal.sweeps.prune, {});
  expect((await readAll(people.viewer.as, id, "asc")).seqs).toEqual([...upTo(20), 31]);
});

test("a duplicate and an old message are no messages of their own", async () => {
  const { people, robot, id } = await running();
  for (let index = 0; index < 5; index += 1) await robot.beat({ sessionId: id });
  await robot.report({ sessionId: id, seq: 5, sentAt: Date.now() - 20 });
  advance(500);
  await robot.report({ sessionId: id, seq: 2, sentAt: Date.now() - 4_000 });
  expect((await readAll(people.viewer.as, id, "asc")).seqs).toEqual(upTo(5));
});

test("another session of the same robot keeps its messages to itself, and another organization sees none", async () => {
  const { t, people, seeded, robot, id } = await running();
  for (let index = 0; index < 3; index += 1) await robot.beat({ sessionId: id });
  const { as } = people.operator;
  await as.mutation(api.sessions.close, { id });
  const { deploymentId, robotId } = seeded;
  const { sessionId: second } = await as.mutation(api.sessions.authorize, { deploymentId, robotId });
  for (let index = 0; index < 3; index += 1) await robot.beat({ sessionId: second });
  expect((await readAll(people.viewer.as, id, "asc")).seqs).toEqual(upTo(3));
  expect((await readAll(people.viewer.as, second, "desc")).seqs).toEqual([6, 5, 4]);
  const others = await seedOrganization(t, "Others");
  startRobot(t, await seedRobot(t, others, undefined, "arm-2"));
  await expect(others.admin.as.query(api.messages.list, { id, order: "asc" })).rejects.toThrow(/not_found/);
  for (const times of [{ from: Number.NaN }, { until: Number.NaN }])
    await expect(others.admin.as.query(api.messages.list, { id, order: "asc", ...times })).rejects.toThrow(/invalid/);
});
