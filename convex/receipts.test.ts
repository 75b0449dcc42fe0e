import { afterEach, expect, test, vi } from "vitest";

import { api, internal } from "./_generated/api";
import { readySession, seedOrganization, seedRobot, startServer, type T } from "./fixtures.testing";
import { verifyChain } from "./model/receipts/chain";
import { lab } from "./receipts.testing";

afterEach(() => void vi.useRealTimers());

/** What an export holds: the file alone, as read back. */
async function exported(as: Awaited<ReturnType<typeof lab>>["admin"]["as"]) {
  const { receipts, publicKeys, keyTimes, checkpoint } = await as.query(api.receipts.chain, {});
  return structuredClone({ receipts, publicKeys, keyTimes, checkpoint });
}
type Exported = Awaited<ReturnType<typeof exported>>;
const verify = ({ receipts, publicKeys, keyTimes, checkpoint }: Exported) => verifyChain(receipts, publicKeys, { checkpoint, keyTimes });

test("a cut-off end is found from the exported file alone", async () => {
  const { viewer } = await lab(3);
  const file = await exported(viewer.as);
  expect(verify(file)).toMatchObject({ ok: true, count: 3 });
  for (const kept of [2, 1, 0]) {
    expect(verify({ ...file, receipts: file.receipts.slice(0, kept) })).toMatchObject({
      ok: false,
      sequence: kept + 1,
      problem: "cut_off",
    });
  }
});

test("a checkpoint that was changed, or signed by nobody known, proves nothing", async () => {
  const { viewer } = await lab(2);
  const file = await exported(viewer.as);
  const { checkpoint } = file;
  if (checkpoint === null) throw new Error("no checkpoint");
  const forged = [
    { ...checkpoint, body: checkpoint.body.replace('"sequence":2', '"sequence":1') },
    { ...checkpoint, signature: checkpoint.signature.replace(/^./, (letter) => (letter === "A" ? "B" : "A")) },
    { ...checkpoint, keyId: "constructor" },
    // A receipt's own signature is over a hash and not over a statement.
    { body: file.receipts[0]?.hash ?? "", signature: file.receipts[0]?.signature ?? "", keyId: checkpoint.keyId },
  ];
  for (const wrong of forged) {
    const cut = { ...file, receipts: file.receipts.slice(0, 1), checkpoint: wrong };
    expect(verify(cut)).toMatchObject({ ok: false, problem: "wrong_checkpoint" });
  }
});

test("the chain goes on over a rotation, each key is history, and a key out of its time is found", async () => {
  const { t, close, viewer, admin } = await lab(1);
  const [old] = await viewer.as.query(api.signing.keys, { purpose: "receipts" });
  vi.setSystemTime(Date.now() + 1_000);
  const { keyId } = await t.mutation(internal.signing.rotate, { purpose: "receipts", reason: "yearly" });
  expect((await exported(viewer.as)).checkpoint?.keyId).toBe(keyId);
  await close();
  const file = await exported(viewer.as);
  expect(file.receipts.map((receipt) => receipt.keyId)).toEqual([old?.keyId, keyId]);
  expect(verify(file)).toMatchObject({ ok: true, count: 2 });
  const keys = await viewer.as.query(api.signing.keys, { purpose: "receipts" });
  expect(keys).toMatchObject([
    { keyId, retiredAt: null },
    { keyId: old?.keyId, retiredAt: expect.any(Number) as number },
  ]);
  expect(JSON.stringify(keys)).not.toMatch(/privateKey/);
  const late = { ...file, keyTimes: { ...file.keyTimes, [String(old?.keyId)]: { createdAt: 0, retiredAt: 1 } } };
  expect(verify(late)).toMatchObject({ ok: false, sequence: 1, problem: "key_out_of_time" });
  const log = await admin.as.query(api.audit.list, { paginationOpts: { numItems: 50, cursor: null }, targetId: keyId });
  expect(log.page).toMatchObject([{ action: "signingKey.rotate", reason: "yearly" }]);
});

test("a replaced grant key is published until its grants have ended, a compromised one is gone at once", async () => {
  const { t } = await lab(1);
  const kids = async () => (await t.query(internal.grants.keys, {})).keys.map(({ kid }: { kid: string }) => kid);
  const [first] = await kids();
  const second = await t.mutation(internal.signing.rotate, { purpose: "grants", reason: "yearly" });
  expect(await kids()).toEqual([second.keyId, first]);
  const third = await t.mutation(internal.signing.rotate, { purpose: "grants", reason: "laptop lost", compromised: true });
  expect(await kids()).toEqual([third.keyId, first]);
});

test("a review keeps its history, and only its author takes it back", async () => {
  const { id, operator, admin, viewer } = await lab(1);
  const review = (as: typeof operator.as, verdict: "good" | "bad" | null, note?: string) =>
    as.mutation(api.receipts.review, { id, verdict, note });
  const undo = (as: typeof operator.as) => as.mutation(api.reviews.undo, { receiptId: id });
  const shown = async () => (await viewer.as.query(api.receipts.get, { id })).row.review;
  await expect(undo(operator.as)).rejects.toThrow(/nothing_to_undo/);
  await review(operator.as, "good", "smooth");
  await review(admin.as, "bad", "dropped it twice");
  await expect(undo(operator.as)).rejects.toThrow(/not_yours/);
  expect(await undo(admin.as)).toMatchObject({ verdict: "good", note: "smooth", reviewedBy: { name: "operator of Lab" } });
  expect(await shown()).toMatchObject({ verdict: "good", note: "smooth" });
  await expect(undo(admin.as)).rejects.toThrow(/not_yours/);
  expect(await undo(operator.as)).toBeNull();
  expect(await shown()).toBeNull();
  expect(await viewer.as.query(api.reviews.history, { receiptId: id })).toMatchObject([
    { verdict: "bad", note: "dropped it twice", reviewedBy: { name: "admin of Lab" }, undoneAt: Date.now() },
    { verdict: "good", note: "smooth", reviewedBy: { name: "operator of Lab" }, undoneAt: Date.now() },
  ]);
  const unreviewed = await viewer.as.query(api.receipts.list, { verdict: "none", paginationOpts: { numItems: 10, cursor: null } });
  expect(unreviewed.page.map((row) => row.id)).toEqual([id]);
});

test("a receipt holds when its robot was in trouble, and says nothing of it for a session from before that was noted", async () => {
  const t = startServer();
  const people = await seedOrganization(t);
  const seeded = await seedRobot(t, people);
  const closed = async (isOlder: boolean) => {
    const { sessionId, robot } = await readySession(t, people, seeded);
    if (isOlder) {
      await t.run(async (ctx) => {
        const live = await ctx.db
          .query("sessionLive")
          .withIndex("by_sessionId", (q) => q.eq("sessionId", sessionId))
          .unique();
        if (live !== null) await ctx.db.patch("sessionLive", live._id, { troubles: undefined });
      });
    }
    await robot.beat({ sessionId, state: "fault", message: "torque limit" });
    const from = Date.now();
    await robot.beat({ sessionId });
    const to = Date.now();
    await robot.beat({ sessionId, safeStops: 1 });
    const { receiptId } = await people.operator.as.mutation(api.sessions.close, { id: sessionId });
    if (receiptId === null) throw new Error("no receipt");
    const { receipt } = await people.viewer.as.query(api.receipts.get, { id: receiptId });
    return { from, to, body: JSON.parse(receipt.body) as Record<string, unknown> };
  };
  const { from, to, body } = await closed(false);
  expect(body).toMatchObject({
    troublesMissed: 0,
    troubles: [
      { kind: "fault", from, to, message: "torque limit" },
      { kind: "safe_stop", message: "" },
    ],
  });
  expect((await closed(true)).body).toMatchObject({ faults: 1, troubles: null, troublesMissed: null });
  const { receipts, publicKeys } = await people.viewer.as.query(api.receipts.chain, {});
  expect(verifyChain(receipts, publicKeys)).toMatchObject({ ok: true });
  expect(
    (await people.viewer.as.query(api.receipts.list, { text: "torque lim", paginationOpts: { numItems: 5, cursor: null } })).page.map(
      ({ sequence, found }) => [sequence, found],
    ),
  ).toEqual([
    [2, [{ where: "message", text: "torque limit" }]],
    [1, [{ where: "message", text: "torque limit" }]],
  ]);
});

test("the last good receipt before one is of the same deployment and not taken back", async () => {
  const { t, people, ids, close, operator, viewer, seeded } = await lab(3);
  const [first, second, third] = ids;
  if (first === undefined || second === undefined || third === undefined) throw new Error("no receipts");
  const judge = (id: typeof first, verdict: "good" | "bad" | null) => operator.as.mutation(api.receipts.review, { id, verdict });
  const lastGood = (id: typeof first) => viewer.as.query(api.receipts.lastGood, { id });
  expect(await lastGood(third)).toEqual({ id: null, looked: 2 });
  await judge(first, "good");
  await judge(second, "bad");
  await judge(third, "good");
  expect(await lastGood(third)).toEqual({ id: first, looked: 2 });
  expect(await lastGood(first)).toEqual({ id: null, looked: 0 });
  const { id: deploymentId } = await operator.as.mutation(api.deployments.create, {
    name: "place",
    modelId: "pi0.5",
    robotSchemaId: seeded.robotSchemaId,
  });
  const { sessionId } = await readySession(t, people, { ...seeded, deploymentId });
  const { receiptId } = await operator.as.mutation(api.sessions.close, { id: sessionId });
  expect(receiptId === null ? null : await lastGood(receiptId)).toEqual({ id: null, looked: 0 });
  await judge(third, null);
  expect(await lastGood(await close())).toEqual({ id: first, looked: 3 });
});

test("a deployment's trend is its newest receipts, oldest first", async () => {
  const { ids, viewer, seeded } = await lab(3);
  const points = await viewer.as.query(api.receipts.trend, { deploymentId: seeded.deploymentId });
  expect(points.map(({ id, sequence }) => [id, sequence])).toEqual(ids.map((id, index) => [id, index + 1]));
  expect(points[0]).toMatchObject({ steps: 250, safeStops: 0, applied: false, durationMs: expect.any(Number) as number });
});

/** Twenty usual runs of the deployment before; of an older server each has a row of its own, until a close gathers them. */
const siblings = (t: T, deploymentId: Awaited<ReturnType<typeof seedRobot>>["deploymentId"]) =>
  t.run(async (ctx) => {
    const usual = { steps: 250, durationMs: 5_000, longestGapMs: 1_000, latencyP95Ms: 30, safeStops: 0, errorCount: 0 };
    for (const row of await ctx.db.query("deploymentMeasures").take(10)) await ctx.db.delete("deploymentMeasures", row._id);
    for (let index = 0; index < 20; index += 1) {
      await ctx.db.insert("receiptMeasures", { deploymentId, sequence: index - 100, measures: { ...usual, steps: 250 + index } });
    }
  });

test("the odd receipt comes first in the review queue, with its reason", async () => {
  const { t, people, seeded, close, viewer } = await lab(1);
  await siblings(t, seeded.deploymentId);
  const usual = await close();
  const { sessionId, robot } = await readySession(t, people, seeded);
  await robot.beat({ sessionId, safeStops: 4 });
  const { receiptId: odd } = await people.operator.as.mutation(api.sessions.close, { id: sessionId });
  await close();
  const queue = await viewer.as.query(api.receipts.list, {
    verdict: "none",
    order: "oddest",
    paginationOpts: { numItems: 10, cursor: null },
  });
  expect(queue.page[0]).toMatchObject({ id: odd, outlier: { reason: expect.stringMatching(/^safe stops \d+, usually 0/) as string } });
  expect(queue.page.find((row) => row.id === usual)).toMatchObject({ outlier: { reason: "" } });
  const [gathered] = await t.run(async (ctx) => await ctx.db.query("deploymentMeasures").take(10));
  expect(gathered?.columns.steps).toHaveLength(23);
  expect(gathered?.columns.steps.slice(-2)).toEqual([251, 250]);
});
