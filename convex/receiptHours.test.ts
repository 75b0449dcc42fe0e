import { afterEach, expect, test, vi } from "vitest";

import { api, internal } from "./_generated/api";
import { readySession } from "./fixtures.testing";
import { lab } from "./receipts.testing";

afterEach(() => void vi.useRealTimers());

test("hours and filters answer from an index of their own", async () => {
  const { t, people, seeded, close, viewer, ids } = await lab(1);
  const hour = Math.floor(Date.now() / 3_600_000) * 3_600_000;
  vi.setSystemTime(hour + 3_600_000);
  const { sessionId, robot } = await readySession(t, people, seeded);
  await robot.beat({ sessionId, safeStops: 1 });
  const { receiptId: odd } = await people.operator.as.mutation(api.sessions.close, { id: sessionId });
  const late = await close();
  const list = async (args: { problems?: boolean; applied?: boolean; from?: number; to?: number }) =>
    (await viewer.as.query(api.receipts.list, { ...args, paginationOpts: { numItems: 10, cursor: null } })).page.map((row) => row.id);
  const counts = (edges: number[]) => viewer.as.query(api.receipts.counts, { edges });
  expect(await viewer.as.query(api.receipts.firstHour, {})).toBe(hour);
  expect(await counts([0, hour, hour + 1, hour + 3_600_000, hour + 3_600_001, hour + 1e9])).toEqual([
    ...[
      { count: 0, problems: 0 },
      { count: 1, problems: 0 },
      { count: 0, problems: 0 },
      { count: 2, problems: 1 },
      { count: 0, problems: 0 },
    ],
  ]);
  await expect(counts([1])).rejects.toThrow(/edges/);
  await expect(counts([2, 1])).rejects.toThrow(/edges/);
  expect(await list({ problems: true })).toEqual([odd]);
  expect(await list({ problems: false })).toEqual([late, ...ids]);
  expect(await list({ from: hour + 3_600_000 })).toEqual([late, odd]);
  expect(await list({ to: hour + 3_599_999 })).toEqual(ids);
  expect(await list({ applied: false })).toEqual([late, odd, ...ids]);
  expect(await list({ applied: true })).toEqual([]);
});

test("counts of an older server get their totals, and until then nothing is said", async () => {
  const { t, people, close, viewer } = await lab(1);
  const hour = Math.floor(Date.now() / 3_600_000) * 3_600_000;
  const { organizationId } = people;
  await t.run(async (ctx) => {
    const row = await ctx.db.query("receiptHours").first();
    if (row !== null) await ctx.db.delete("receiptHours", row._id);
    for (const [back, count] of [
      [5, 3],
      [2, 4],
      [0, 1],
    ] as const) {
      await ctx.db.insert("receiptHours", { organizationId, hour: hour - back * 3_600_000, count, problems: 1 });
    }
  });
  const counts = () => viewer.as.query(api.receipts.counts, { edges: [0, hour - 3 * 3_600_000, hour, hour + 3_600_000] });
  await close();
  expect(await counts()).toBeNull();
  await t.mutation(internal.sweeps.prune, {});
  expect(await counts()).toEqual([
    { count: 3, problems: 1 },
    { count: 4, problems: 1 },
    { count: 2, problems: 1 },
  ]);
  await close();
  expect((await counts())?.at(-1)).toEqual({ count: 3, problems: 1 });
});

test("a clock that was set back counts on in the newest hour", async () => {
  const { close, viewer } = await lab(1);
  const hour = Math.floor(Date.now() / 3_600_000) * 3_600_000;
  vi.setSystemTime(hour - 2 * 3_600_000);
  await close();
  expect(await viewer.as.query(api.receipts.counts, { edges: [hour - 1e9, hour, hour + 3_600_000] })).toEqual([
    { count: 0, problems: 0 },
    { count: 2, problems: 0 },
  ]);
});
