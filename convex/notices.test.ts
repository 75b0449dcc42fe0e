import { afterEach, expect, test, vi } from "vitest";

import { api, internal } from "./_generated/api";
import { advance, promote, readySession, seedOrganization, seedRobot, startServer, tick } from "./fixtures.testing";
import { noticeLifeMs, sameAgainMs } from "./model/notices/notices";

afterEach(() => void vi.useRealTimers());

async function running() {
  const t = startServer();
  const people = await seedOrganization(t, "Ours");
  const seeded = await seedRobot(t, people);
  const { sessionId, robot } = await readySession(t, people, seeded);
  const told = async (who: "viewer" | "operator" | "admin" = "viewer") => await people[who].as.query(api.notices.list, {});
  const texts = async () => (await told()).notices.map(({ kind, text }) => `${kind}: ${text}`);
  return { t, people, seeded, sessionId, robot, told, texts };
}

test("a robot that falls silent is told once, however often its radio comes and goes", async () => {
  const { t, robot, told } = await running();
  const fallSilent = async () => {
    advance(3_100);
    await t.mutation(internal.sweeps.sweepLinks, {});
    await t.mutation(internal.sweeps.sweepLinks, {});
  };
  await fallSilent();
  await robot.beat();
  await fallSilent();
  const once = (await told()).notices;
  expect(once.map(({ kind, text, count, target }) => [kind, text, count, target.name])).toEqual([
    ["robot.offline", "arm-1 is offline: its heartbeats stopped.", 2, "arm-1"],
  ]);
  advance(sameAgainMs);
  await robot.beat();
  await fallSilent();
  expect((await told()).notices.map(({ count }) => count)).toEqual([1, 2]);
});

test("a robot that says goodbye is not told of", async () => {
  const { t, robot, told } = await running();
  await robot.beat({ goodbye: true });
  advance(60_000);
  await t.mutation(internal.sweeps.sweepLinks, {});
  expect((await told()).notices).toEqual([]);
});

test("a promote, a stop, and an end that no operator chose are told with who and why", async () => {
  const { t, people, sessionId, texts } = await running();
  await people.operator.as.mutation(api.sessions.promote, { id: sessionId, intent: "x", version: 2 });
  expect(await promote(people, sessionId)).toMatchObject({ ok: true });
  advance(120_000);
  await tick(t, sessionId);
  await people.viewer.as.mutation(api.sessions.stop, { id: sessionId, reason: "it shakes" });
  expect(await texts()).toEqual([
    "session.stopped: Software stop on arm-1 by viewer of Ours (it shakes).",
    expect.stringMatching(/^session\.stopped: arm-1 no longer applies actions: ended by clock \(/),
    "session.promoteRequested: operator of Ours promoted arm-1: it applies actions.",
    "session.promoteRequested: operator of Ours asked to promote arm-1, which was refused: stale intent.",
  ]);
});

test("an approval that is wanted, a doctor that fails and a flagged receipt are told", async () => {
  const { people, seeded, sessionId, texts } = await running();
  const { as } = people.operator;
  await as.mutation(api.approvals.request, { sessionId, note: "new gripper" });
  advance(10_000);
  await as.mutation(api.doctor.run, { deploymentId: seeded.deploymentId, robotId: seeded.robotId });
  const { receiptId } = await as.mutation(api.sessions.close, { id: sessionId });
  if (receiptId === null) throw new Error("no receipt");
  await as.mutation(api.receipts.review, { id: receiptId, verdict: "good" });
  await as.mutation(api.receipts.review, { id: receiptId, verdict: "bad" });
  expect(await texts()).toEqual([
    "receipt.flagged: Receipt #1 was reviewed as bad by operator of Ours.",
    "doctor.failed: The doctor failed pick on arm-1: Link.",
    "approval.wanted: operator of Ours wants an approval to promote arm-1, within ten minutes: new gripper",
  ]);
});

test("the first of two blind verdicts is told to nobody", async () => {
  const { people, sessionId, told } = await running();
  await people.admin.as.mutation(api.reviews.setDoubleShare, { share: 1 });
  const { receiptId } = await people.operator.as.mutation(api.sessions.close, { id: sessionId });
  if (receiptId === null) throw new Error("no receipt");
  await people.operator.as.mutation(api.receipts.review, { id: receiptId, verdict: "bad" });
  expect((await told()).notices).toEqual([]);
  await people.admin.as.mutation(api.receipts.review, { id: receiptId, verdict: "bad" });
  expect((await told()).notices.map(({ kind }) => kind)).toEqual(["receipt.flagged"]);
});

test("unread is what others did and the reader did not mute, and another organization is told nothing", async () => {
  const { t, people, sessionId, told } = await running();
  const theirs = await seedOrganization(t, "Theirs");
  await people.operator.as.mutation(api.sessions.stop, { id: sessionId });
  expect([(await told("viewer")).unread, (await told("operator")).unread]).toEqual([1, 0]);
  const [newest] = (await told()).notices;
  await people.viewer.as.mutation(api.notices.markRead, { at: (newest?.at ?? 0) + 1e12 });
  await people.viewer.as.mutation(api.notices.markRead, { at: 1 });
  expect([(await told("viewer")).unread, (await told("admin")).unread]).toEqual([0, 1]);
  await people.admin.as.mutation(api.notices.mute, { kinds: ["session.stopped", "session.stopped"] });
  expect(await told("admin")).toMatchObject({ unread: 0, muted: ["session.stopped"], notices: [{ isUnread: false }] });
  expect(await theirs.admin.as.query(api.notices.list, {})).toEqual({ notices: [], unread: 0, muted: [] });
  advance(1_000);
  await people.operator.as.mutation(api.approvals.request, { sessionId });
  expect((await told("viewer")).unread).toBe(1);
});

test("notices are kept for 30 days", async () => {
  const { t, people, sessionId, told } = await running();
  await people.operator.as.mutation(api.sessions.stop, { id: sessionId });
  advance(noticeLifeMs);
  await t.mutation(internal.sweeps.prune, {});
  expect((await told()).notices).toHaveLength(1);
  advance(1);
  await t.mutation(internal.sweeps.prune, {});
  expect((await told()).notices).toEqual([]);
});

test("what is no time is refused", async () => {
  const { people } = await running();
  const { as } = people.admin;
  for (const at of [Number.NaN, Number.POSITIVE_INFINITY, -1]) {
    await expect(as.mutation(api.notices.markRead, { at })).rejects.toThrow(/"invalid"/);
    if (at !== -1)
      await expect(as.query(api.audit.list, { since: at, paginationOpts: { numItems: 2, cursor: null } })).rejects.toThrow(/"invalid"/);
  }
});
