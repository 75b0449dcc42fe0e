import { afterEach, expect, test, vi } from "vitest";

import { api, internal } from "./_generated/api";
import { advance, type T } from "./fixtures.testing";
import { start } from "./heartbeats.testing";

afterEach(() => void vi.useRealTimers());

/** How many samples all rings hold. */
const samplesIn = (t: T) =>
  t.run(async (ctx) => (await ctx.db.query("sampleChunks").collect()).reduce((sum, { samples }) => sum + samples.length, 0));

test("a chart begins at the very sample it asks for, though samples share rows", async () => {
  const { people, seeded, robot } = await start();
  const { robotId } = seeded;
  for (let index = 0; index < 25; index += 1) await robot.beat();
  const all = await people.viewer.as.query(api.heartbeats.recent, { robotId });
  expect(all.map(({ seq }) => seq)).toEqual(Array.from({ length: 25 }, (_, index) => index + 1));
  for (const [index, { receivedAt }] of all.entries()) {
    expect(await people.viewer.as.query(api.heartbeats.recent, { robotId, since: receivedAt })).toEqual(all.slice(index));
  }
});

test("the minute that runs is told with those that are over, and none twice", async () => {
  const { people, seeded, robot } = await start();
  const { robotId } = seeded;
  for (let index = 0; index < 150; index += 1) await robot.beat({ cpuPct: 1 });
  const minutes = await people.viewer.as.query(api.heartbeats.minutes, { robotId });
  expect(minutes.length).toBeGreaterThanOrEqual(3);
  expect(new Set(minutes.map(({ minute }) => minute)).size).toBe(minutes.length);
  expect(minutes.reduce((sum, { count }) => sum + count, 0)).toBe(150);
  const since = minutes[1]?.minute ?? 0;
  expect(await people.viewer.as.query(api.heartbeats.minutes, { robotId, since })).toEqual(minutes.slice(1));
});

test("minutes hold min, mean, max and count, and the ring stays small", async () => {
  const { t, people, seeded, robot } = await start();
  const { robotId } = seeded;
  for (let index = 0; index < 70; index += 1) await robot.beat({ cpuPct: index, batteryPct: 50 });
  const minutes = await people.viewer.as.query(api.heartbeats.minutes, { robotId });
  const total = minutes.reduce((sum, minute) => sum + minute.count, 0);
  expect(total).toBe(70);
  expect(minutes[0]?.fields.cpuPct).toEqual({ min: 0, mean: 29, max: 58, count: 59 });
  expect(minutes[0]?.longestGapMs).toBe(1_000);
  advance(16 * 60_000);
  for (let index = 0; index < 35; index += 1) await robot.beat();
  expect(await samplesIn(t)).toBe(35);
  expect(await people.viewer.as.query(api.heartbeats.recent, { robotId })).toHaveLength(35);
  advance(25 * 3_600_000);
  await t.mutation(internal.sweeps.prune, {});
  await t.mutation(internal.sweeps.pruneRaw, {});
  expect(await t.run((ctx) => ctx.db.query("heartbeatMinutes").collect())).toHaveLength(0);
  expect(await samplesIn(t)).toBe(0);
});

test("a robot far too fast is heard ten times a second and charted at most five", async () => {
  const { t, robot, status } = await start();
  for (let index = 0; index < 50; index += 1) {
    advance(20);
    await robot.report({ intervalMs: 50 });
  }
  expect(await samplesIn(t)).toBeLessThanOrEqual(6);
  expect((await status())?.seq).toBe(20);
});
