import { afterEach, expect, test, vi } from "vitest";

import { api, internal } from "./_generated/api";
import { advance } from "./fixtures.testing";
import { start } from "./heartbeats.testing";

afterEach(() => void vi.useRealTimers());

async function world() {
  const started = await start();
  const { people, seeded } = started;
  const { robotId } = seeded;
  const { viewer, operator } = people;
  const tell = (as: typeof viewer, tab: string, isInSight = true, device: "phone" | "computer" = "phone") =>
    as.as.mutation(api.watchers.tell, { robotId, tab, device, isInSight });
  const leave = (as: typeof viewer, tab: string) => as.as.mutation(api.watchers.leave, { robotId, tab });
  const list = () => viewer.as.query(api.watchers.list, { robotId });
  return { ...started, robotId, viewer, operator, tell, leave, list };
}

test("each open page says what it is open on, whether it is in sight, and when; the one heard last stands first", async () => {
  const { viewer, operator, tell, list } = await world();
  await tell(operator, "a");
  const first = Date.now();
  advance(5_000);
  await tell(viewer, "b", true, "computer");
  expect(await list()).toEqual([
    { tab: "b", by: expect.objectContaining({ id: viewer.userId }), device: "computer", isInSight: true, seenAt: Date.now() },
    { tab: "a", by: expect.objectContaining({ id: operator.userId }), device: "phone", isInSight: true, seenAt: first },
  ]);
  advance(20_000);
  await tell(operator, "a", false);
  expect(await list()).toMatchObject([
    { tab: "a", isInSight: false, seenAt: Date.now() },
    { tab: "b", isInSight: true },
  ]);
});

test("a page that is closed is gone at once, by nobody else's word; one that fell silent after ten minutes", async () => {
  const { t, viewer, operator, tell, leave, list } = await world();
  await tell(operator, "a");
  await leave(viewer, "a");
  await leave(viewer, "none");
  expect(await list()).toHaveLength(1);
  await leave(operator, "a");
  expect(await list()).toEqual([]);
  await tell(operator, "b");
  advance(9 * 60_000);
  await t.mutation(internal.sweeps.prune, {});
  expect(await list()).toHaveLength(1);
  advance(2 * 60_000);
  await t.mutation(internal.sweeps.prune, {});
  expect(await list()).toEqual([]);
});

test("one person crowds nobody out: their five newest pages are kept; a page has a name; the audit log has nothing of it", async () => {
  const { viewer, operator, tell, list, robotId } = await world();
  await tell(operator, "a");
  for (let n = 0; n < 22; n += 1) {
    advance(10);
    await tell(viewer, `tab ${n}`);
  }
  await tell(viewer, "tab 20");
  expect((await list()).map(({ tab }) => tab).sort()).toEqual(["a", "tab 17", "tab 18", "tab 19", "tab 20", "tab 21"]);
  await expect(tell(viewer, "")).rejects.toThrow(/invalid/);
  await expect(tell(viewer, "x".repeat(65))).rejects.toThrow(/invalid/);
  const { page } = await viewer.as.query(api.audit.list, { targetId: robotId, paginationOpts: { numItems: 20, cursor: null } });
  expect(page.filter(({ action }) => action.startsWith("watch"))).toEqual([]);
});
