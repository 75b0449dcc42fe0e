import { afterEach, expect, test, vi } from "vitest";

import { api } from "./_generated/api";
import { advance, seedOrganization, startServer } from "./fixtures.testing";

afterEach(() => void vi.useRealTimers());

async function start() {
  const t = startServer();
  const people = await seedOrganization(t);
  return { leaver: people.operator.as, taker: people.admin.as, viewer: people.viewer.as };
}

test("whoever leaves writes a note, somebody else takes it, and both are in the audit log", async () => {
  const { leaver, taker, viewer } = await start();
  const since = Date.now();
  advance(1_000);
  const { id } = await leaver.mutation(api.handovers.leave, { note: " Arm 2 drops its part.\n\nGripper is ordered. ", since });
  expect(await viewer.query(api.handovers.list, {})).toMatchObject([
    { id, note: "Arm 2 drops its part.\n\nGripper is ordered.", since, leftAt: since + 1_000, taken: null },
  ]);
  advance(1_000);
  await taker.mutation(api.handovers.take, { id });
  expect(await viewer.query(api.handovers.list, {})).toMatchObject([{ taken: { at: since + 2_000 } }]);
  const { page } = await viewer.query(api.audit.list, { paginationOpts: { numItems: 2, cursor: null } });
  expect(page.map(({ action }) => action)).toEqual(["handover.take", "handover.leave"]);
});

test("nobody takes over from themselves, and nobody twice", async () => {
  const { leaver, taker } = await start();
  const { id } = await leaver.mutation(api.handovers.leave, { note: "x", since: 0 });
  await expect(leaver.mutation(api.handovers.take, { id })).rejects.toThrow(/own/);
  await taker.mutation(api.handovers.take, { id });
  await expect(taker.mutation(api.handovers.take, { id })).rejects.toThrow(/taken/);
});

test.each([
  ["", 0],
  [" \n ", 0],
  ["x".repeat(2_001), 0],
  [`${"x".repeat(1_999)}\nyy`, 0],
  ["a\u202eb", 0],
  ["x", -1],
  ["x", NaN],
  ["x", 8.64e15],
])("the note %j since %j is refused and nothing is kept", async (note, since) => {
  const { leaver } = await start();
  await expect(leaver.mutation(api.handovers.leave, { note, since })).rejects.toThrow(/note|since/);
  expect(await leaver.query(api.handovers.list, {})).toEqual([]);
});

test("the newest twenty are shown, newest first", async () => {
  const { leaver } = await start();
  for (let n = 0; n < 22; n += 1) {
    advance(1);
    await leaver.mutation(api.handovers.leave, { note: `shift ${n}`, since: 0 });
  }
  const shown = await leaver.query(api.handovers.list, {});
  expect(shown.map(({ note }) => note)).toEqual(Array.from({ length: 20 }, (_, n) => `shift ${21 - n}`));
});
