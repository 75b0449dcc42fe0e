import { afterEach, expect, test, vi } from "vitest";

import { api, internal } from "./_generated/api";
import { advance, readySession, seedOrganization, seedRobot, startServer, type T } from "./fixtures.testing";

afterEach(() => void vi.useRealTimers());

const hour = 3_600_000;
const day = 24 * hour;
const standard = { chartHours: 24, keptDays: 30, keepsEveryRun: false };

async function lab(name?: string, t: T = startServer()) {
  const people = await seedOrganization(t, name);
  const seeded = await seedRobot(t, people);
  const open = () => readySession(t, people, seeded);
  const { as } = people.operator;
  const kept = async (id: Awaited<ReturnType<typeof open>>["sessionId"]) =>
    (await as.query(api.sessions.samples, { id, paginationOpts: { numItems: 100, cursor: null } })).page;
  const set = (change: object) => people.admin.as.mutation(api.retention.set, { ...standard, ...change });
  const minutes = () => as.query(api.heartbeats.minutes, { robotId: seeded.robotId });
  return { t, people, seeded, open, as, kept, set, minutes };
}
const scheduled = (t: T, name: string) =>
  t.run(async (ctx) =>
    (await ctx.db.system.query("_scheduled_functions").collect())
      .filter((job) => job.name === `sweeps:${name}`)
      .map(({ scheduledTime }) => scheduledTime),
  );
const sweep = (t: T) => t.mutation(internal.sweeps.pruneRaw, {});

test("raw samples are kept on request: those still there and all that follow, for thirty days unless the organization says otherwise", async () => {
  const { t, as, open, kept, set } = await lab();
  const { sessionId, robot } = await open();
  await robot.beat();
  expect(await as.mutation(api.sessions.keepSamples, { id: sessionId })).toMatchObject({ copied: 5 });
  expect(await as.mutation(api.sessions.keepSamples, { id: sessionId })).toMatchObject({ copied: 0 });
  await robot.beat({ sessionId });
  await robot.beat();
  expect((await kept(sessionId)).map((sample) => sample.sessionId)).toEqual(Array.from({ length: 6 }, () => sessionId));
  advance(29 * day);
  await sweep(t);
  expect(await kept(sessionId)).toHaveLength(6);
  await set({ keptDays: 60 });
  advance(30 * day);
  await sweep(t);
  expect(await kept(sessionId)).toHaveLength(6);
  advance(2 * day);
  await sweep(t);
  expect(await kept(sessionId)).toHaveLength(0);
});

test("the samples of a session long over cannot be kept any more", async () => {
  const { people, as, open } = await lab();
  const { sessionId } = await open();
  await people.operator.as.mutation(api.sessions.close, { id: sessionId });
  advance(16 * 60_000);
  await expect(as.mutation(api.sessions.keepSamples, { id: sessionId })).rejects.toThrow(/too_late/);
});

test("taking the keeping back leaves an hour for second thoughts, in which one press keeps the same samples again", async () => {
  const { t, as, open, kept } = await lab();
  const { sessionId, robot } = await open();
  const { keptFrom } = await as.mutation(api.sessions.keepSamples, { id: sessionId });
  await robot.beat({ sessionId });
  const before = await kept(sessionId);
  const { goAt } = await as.mutation(api.sessions.releaseSamples, { id: sessionId });
  expect(goAt).toBe(Date.now() + hour);
  expect(await as.mutation(api.sessions.releaseSamples, { id: sessionId })).toEqual({ goAt });
  await robot.beat({ sessionId });
  expect(await kept(sessionId)).toEqual(before);
  expect(await as.mutation(api.sessions.keepSamples, { id: sessionId })).toEqual({ keptFrom, copied: 1 });
  const all = await kept(sessionId);
  expect(new Set(all.map(({ seq }) => seq)).size).toBe(7);
  expect(await t.mutation(internal.sweeps.dropKept, { sessionId, goAt: goAt ?? 0 })).toBe(0);
  expect(await kept(sessionId)).toEqual(all);
  expect(await as.query(api.sessions.get, { id: sessionId })).not.toHaveProperty("samplesGoAt");
});

test("samples let go are gone after the hour, and the log says who kept and who let go", async () => {
  const { t, people, as, open, kept } = await lab();
  const { sessionId } = await open();
  await as.mutation(api.sessions.keepSamples, { id: sessionId });
  await as.mutation(api.sessions.close, { id: sessionId });
  const { goAt } = await as.mutation(api.sessions.releaseSamples, { id: sessionId });
  expect(await as.query(api.sessions.get, { id: sessionId })).toMatchObject({ samplesGoAt: goAt });
  expect(await scheduled(t, "dropKept")).toEqual([goAt]);
  expect(await t.mutation(internal.sweeps.dropKept, { sessionId, goAt: (goAt ?? 0) - 1 })).toBe(0);
  expect(await t.mutation(internal.sweeps.dropKept, { sessionId, goAt: goAt ?? 0 })).toBe(5);
  expect(await kept(sessionId)).toEqual([]);
  const { page } = await people.viewer.as.query(api.audit.list, { targetId: sessionId, paginationOpts: { numItems: 50, cursor: null } });
  expect(page.map(({ action }) => action)).toEqual(expect.arrayContaining(["session.keepSamples", "session.releaseSamples"]));
});

test("each organization's chart data goes by its own time, and one with much to delete does not hold the others up for ever", async () => {
  const t = startServer();
  const [long, short] = [await lab("Long", t), await lab("Short", t)];
  await long.set({ chartHours: 720 });
  await short.set({ chartHours: 2 });
  const now = Date.now();
  const ids = { long: long.seeded.robotId, short: short.seeded.robotId };
  await t.run(async (ctx) => {
    const owner = async (robotId: typeof ids.long) => (await ctx.db.get("robots", robotId))?.organizationId;
    const add = async (robotId: typeof ids.long, age: number, organizationId = undefined as Awaited<ReturnType<typeof owner>>) =>
      await ctx.db.insert("heartbeatMinutes", {
        robotId,
        organizationId,
        minute: now - age,
        count: 1,
        lastAt: now - age,
        longestGapMs: 0,
        fields: {},
      });
    for (let index = 0; index < 450; index += 1) await add(ids.short, 3 * hour + index, await owner(ids.short));
    await add(ids.short, hour, await owner(ids.short));
    await add(ids.long, 700 * hour, await owner(ids.long));
    await add(ids.long, 721 * hour, await owner(ids.long));
    // Rows from before they said whose they are.
    await add(ids.long, 25 * hour);
    await add(ids.long, 23 * hour);
  });
  expect(await sweep(t)).toBe(400);
  expect(await scheduled(t, "pruneRaw")).toEqual([Date.now()]);
  expect(await sweep(t)).toBe(52);
  const ages = async (of: typeof long) => (await of.minutes()).map(({ minute }) => Math.round((now - minute) / hour));
  expect(await ages(short)).toEqual([1]);
  expect(await ages(long)).toEqual([700, 23]);
});

test("the setting has bounds, and a change is in the log with what was before", async () => {
  const { people, set } = await lab();
  expect(await people.viewer.as.query(api.retention.get, {})).toEqual(standard);
  for (const [change, path] of [
    [{ chartHours: 0 }, "chartHours"],
    [{ chartHours: 721 }, "chartHours"],
    [{ chartHours: 1.5 }, "chartHours"],
    [{ keptDays: Number.NaN }, "keptDays"],
    [{ keptDays: 366 }, "keptDays"],
  ] as const) {
    await expect(set(change)).rejects.toThrow(path);
  }
  await set({});
  await set({ keptDays: 7 });
  expect(await people.viewer.as.query(api.retention.get, {})).toEqual({ ...standard, keptDays: 7 });
  const { page } = await people.viewer.as.query(api.audit.list, { paginationOpts: { numItems: 50, cursor: null } });
  const changes = page.filter(({ action }) => action === "organization.setRetention");
  expect(changes.map(({ before, after }) => [JSON.parse(before ?? ""), JSON.parse(after ?? "")])).toEqual([
    [standard, { ...standard, keptDays: 7 }],
  ]);
});

test("where every run is kept, the next session is from its first heartbeat", async () => {
  const { open, kept, set, as } = await lab();
  const before = await open();
  await as.mutation(api.sessions.close, { id: before.sessionId });
  await set({ keepsEveryRun: true });
  const { sessionId } = await open();
  expect(await kept(sessionId)).toHaveLength(5);
  expect(await kept(before.sessionId)).toEqual([]);
});
