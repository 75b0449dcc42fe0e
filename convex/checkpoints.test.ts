import { afterEach, expect, test, vi } from "vitest";

import { api, internal } from "./_generated/api";
import { advance, apiKeyOf, readySession, seedOrganization, seedRobot, startServer, type T } from "./fixtures.testing";
import { readCheckpoint } from "./model/receipts/chain";
import { verifyExport } from "./model/receipts/export";
import { exportReceipts } from "./model/receipts/exportFile";

afterEach(() => void vi.useRealTimers());

const day = 24 * 3_600_000;
const make = (t: T) => t.mutation(internal.sweeps.makeCheckpoints, {});

async function lab() {
  const t = startServer();
  vi.setSystemTime(Date.UTC(2026, 0, 1, 10));
  const people = await seedOrganization(t);
  const seeded = await seedRobot(t, people);
  const close = async () => {
    const { sessionId } = await readySession(t, people, seeded);
    await people.operator.as.mutation(api.sessions.close, { id: sessionId });
  };
  const listed = () => people.viewer.as.query(api.receipts.checkpoints, {});
  const chain = () => people.viewer.as.query(api.receipts.chain, {});
  return { t, people, close, listed, chain };
}

test("one a day for each organization with receipts, however often it is asked, and none is ever changed", async () => {
  const { t, people, close, listed } = await lab();
  await seedOrganization(t, "Without receipts");
  expect(await make(t)).toBe(0);
  await close();
  expect(await make(t)).toBe(1);
  const [first] = await listed();
  expect(first).toMatchObject({ sequence: 1, at: Date.now() });
  await close();
  expect(await make(t)).toBe(0);
  advance(day);
  expect(await make(t)).toBe(1);
  const [second, ...older] = await listed();
  expect(second).toMatchObject({ sequence: 2 });
  expect(older).toEqual([first]);
  const apiKey = await apiKeyOf(people, "viewer");
  expect(await t.query(api.publicApi.listReceiptCheckpoints, { apiKey })).toEqual({ ok: true, checkpoints: [second, first] });
  expect(await t.query(api.publicApi.listReceiptCheckpoints, { apiKey, before: second?.at ?? 0, limit: 1 })).toEqual({
    ok: true,
    checkpoints: [first],
  });
});

test("a checkpoint published before the key was replaced is still genuine, and shows that an export lost its end", async () => {
  const { t, close, listed, chain } = await lab();
  await close();
  await close();
  await make(t);
  advance(1_000);
  await t.mutation(internal.signing.rotate, { purpose: "receipts", reason: "yearly" });
  await close();
  advance(day);
  await make(t);
  const { receipts, publicKeys, keyTimes, head } = await chain();
  const [after, before] = (await listed()).map(({ checkpoint }) => checkpoint);
  if (after === undefined || before === undefined) throw new Error("no checkpoints");
  expect(before.keyId).not.toBe(after.keyId);
  expect(readCheckpoint(before, publicKeys, keyTimes)).toMatchObject({ sequence: 2 });
  expect(readCheckpoint(after, publicKeys, keyTimes)).toMatchObject({ sequence: 3 });
  const file = (count: number) => {
    const links = receipts.slice(0, count);
    const last = links.at(-1);
    return exportReceipts(
      {
        exportedAt: Date.now(),
        filter: {},
        head: last === undefined ? null : { sequence: last.sequence, hash: last.hash },
        publicKeys,
        keyTimes,
      },
      links,
    );
  };
  expect(verifyExport(file(3), { published: [before, after] })).toMatchObject({ ok: true, isWhole: true });
  expect(verifyExport(file(2), { published: [before] })).toMatchObject({ ok: true });
  expect(verifyExport(file(2), { published: [before, after] })).toMatchObject({ ok: false, problem: "cut_off", sequence: 3 });
  expect(verifyExport(file(1), { published: [before] })).toMatchObject({ ok: false, problem: "cut_off", sequence: 2 });
  expect(head?.sequence).toBe(3);
});
