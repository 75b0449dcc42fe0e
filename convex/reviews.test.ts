import { afterEach, expect, test, vi } from "vitest";

import { api } from "./_generated/api";
import type { Id } from "./_generated/dataModel";
import { apiKeyOf, readySession, seedOrganization, seedRobot, signedIn, startServer } from "./fixtures.testing";

afterEach(() => void vi.useRealTimers());

type Verdict = "good" | "needs_attention" | "bad";
const page = { numItems: 50, cursor: null };

/** Receipts that are all reviewed twice, and three people who may judge. */
async function twice(count = 1) {
  const t = startServer();
  const people = await seedOrganization(t);
  const seeded = await seedRobot(t, people);
  const { admin, operator, organizationId, viewer } = people;
  const thirdId = await t.run(async (ctx) => {
    const userId = await ctx.db.insert("users", { name: "third of Lab", email: "third@lab.example" });
    await ctx.db.insert("memberships", { organizationId, userId, role: "operator", createdAt: Date.now() });
    return userId;
  });
  const third = { as: await signedIn(t, thirdId) };
  type Person = typeof third;
  const ids: Id<"receipts">[] = [];
  for (let n = 0; n < count; n += 1) {
    const { sessionId } = await readySession(t, people, seeded);
    const { receiptId } = await operator.as.mutation(api.sessions.close, { id: sessionId });
    if (receiptId !== null) ids.push(receiptId);
  }
  const [id] = ids;
  if (id === undefined) throw new Error("no receipt");
  await admin.as.mutation(api.reviews.setDoubleShare, { share: 1 });
  const judge = ({ as }: Person, verdict: Verdict | null, note?: string, of = id) =>
    as.mutation(api.receipts.review, { id: of, verdict, note });
  const undo = ({ as }: Person) => as.mutation(api.reviews.undo, { receiptId: id });
  const resolve = ({ as }: Person, verdict: Verdict, note = "seen on the video") =>
    as.mutation(api.reviews.resolve, { receiptId: id, verdict, note });
  const shown = async ({ as }: Person) => (await as.query(api.receipts.get, { id })).row;
  /** All that a person can read of the receipt: its page, its list, its history, the audit log, the disagreements. */
  const everythingFor = async ({ as }: Person) =>
    JSON.stringify([
      await shown({ as }),
      await as.query(api.receipts.list, { paginationOpts: page }),
      await as.query(api.receipts.list, { verdict: "none", order: "oddest", paginationOpts: page }),
      await as.query(api.reviews.history, { receiptId: id }),
      await as.query(api.audit.list, { paginationOpts: page }),
      await as.query(api.reviews.disagreements, { state: "disputed" }),
      await as.query(api.reviews.agreement, {}),
    ]);
  const owed = async ({ as }: Person) =>
    (await as.query(api.receipts.list, { verdict: "none", paginationOpts: page })).page.map((row) => row.id);
  return { t, people, id, ids, first: operator, second: admin, third, viewer, judge, undo, resolve, shown, everythingFor, owed };
}

test("nobody learns the first verdict before the second is given, by no way", async () => {
  const { t, people, id, first, second, third, viewer, judge, undo, shown, everythingFor, owed } = await twice();
  const apiKey = await apiKeyOf(people, "admin");
  const forKeys = async () =>
    JSON.stringify([
      await t.query(api.publicApi.listReceipts, { apiKey }),
      await t.query(api.publicApi.getReceipt, { apiKey, receiptId: id }),
    ]);
  const secret = /needs_attention|gripper slipped|gripper/;
  await judge(first, null, "gripper");
  await judge(first, "needs_attention", "gripper slipped");
  const tellsNothing = async () => {
    for (const person of [second, third, viewer]) expect(await everythingFor(person)).not.toMatch(secret);
    expect(await forKeys()).not.toMatch(secret);
  };
  await tellsNothing();
  // Neither the setting nor a change of mind is a way to it.
  await undo(first);
  await tellsNothing();
  await judge(first, "needs_attention", "gripper slipped");
  await second.as.mutation(api.reviews.setDoubleShare, { share: 0 });
  await tellsNothing();
  expect(await shown(first)).toMatchObject({
    review: null,
    double: { state: "open", count: 1, given: [{ verdict: "needs_attention", isMine: true, isBlind: true }] },
  });
  expect(await shown(second)).toMatchObject({ review: null, double: { state: "open", count: 1, given: [] } });
  expect([await owed(first), await owed(second), await owed(viewer)]).toEqual([[], [id], [id]]);
  await judge(second, "needs_attention", "saw it too");
  for (const person of [first, second, third, viewer]) {
    expect(await shown(person)).toMatchObject({
      review: { verdict: "needs_attention", note: "gripper slipped\nsaw it too" },
      double: { state: "agreed", count: 2 },
    });
  }
  expect(await forKeys()).toMatch(secret);
  expect(await owed(third)).toEqual([]);
  const log = await viewer.as.query(api.audit.list, { targetId: id, paginationOpts: page });
  expect(log.page[0]).toMatchObject({
    action: "receipt.review",
    actor: { name: "admin of Lab" },
    after: expect.stringMatching(/operator of Lab.*needs_attention.*admin of Lab/) as string,
  });
});

test("two who disagree are answered by a third, who says why, and may take it back", async () => {
  const { id, first, second, third, judge, undo, resolve, shown, owed } = await twice();
  await judge(first, "good");
  await expect(resolve(third, "good")).rejects.toThrow(/not_disputed/);
  await judge(second, "bad", "dropped it");
  expect(await shown(third)).toMatchObject({
    review: null,
    double: { state: "disputed", given: [{ verdict: "good" }, { verdict: "bad", note: "dropped it" }] },
  });
  expect((await third.as.query(api.reviews.disagreements, { state: "disputed" })).map((row) => row.id)).toEqual([id]);
  expect((await third.as.query(api.receipts.list, { verdict: "disputed", paginationOpts: page })).page.map((row) => row.id)).toEqual([id]);
  expect(await owed(third)).toEqual([]);
  await expect(judge(third, "good")).rejects.toThrow(/already_two/);
  await expect(resolve(first, "good")).rejects.toThrow(/not_third/);
  await expect(resolve(third, "bad", " ")).rejects.toThrow(/Say why/);
  await resolve(third, "bad");
  expect(await shown(first)).toMatchObject({
    review: { verdict: "bad", note: "seen on the video", reviewedBy: { name: "third of Lab" } },
    double: { state: "resolved" },
  });
  await expect(judge(second, "good")).rejects.toThrow(/resolved/);
  await expect(undo(second)).rejects.toThrow(/resolved/);
  await undo(third);
  expect(await shown(first)).toMatchObject({ review: null, double: { state: "disputed", resolution: null } });
  await expect(undo(third)).rejects.toThrow(/nothing_to_undo/);
  await undo(second);
  expect(await owed(third)).toEqual([id]);
  // Both verdicts were seen, so what is said now is not blind and says so.
  await judge(third, "good");
  expect(await shown(first)).toMatchObject({
    review: { verdict: "good" },
    double: { state: "agreed", given: [{ isBlind: true }, { isBlind: false }] },
  });
  expect(await first.as.query(api.reviews.agreement, {})).toEqual({
    tables: [],
    notBlind: 1,
    isAll: true,
    waiting: 0,
    hasMoreWaiting: false,
  });
  expect(await first.as.query(api.reviews.history, { receiptId: id })).toMatchObject([
    { verdict: "good", undoneAt: null },
    { verdict: "bad", isResolution: true, undoneAt: expect.any(Number) as number },
    { verdict: "bad", isResolution: false, undoneAt: expect.any(Number) as number },
    { verdict: "good", undoneAt: null },
  ]);
});

test("an admin who gave neither verdict overrules two who agree, with a reason, and their agreement stays what it was", async () => {
  const { people, id, first, third, second, judge, undo, shown, t } = await twice();
  const overrule = ({ as }: typeof first, verdict: Verdict, note = "the log says otherwise") =>
    as.mutation(api.reviews.overrule, { receiptId: id, verdict, note });
  await judge(first, "good", "looked fine");
  await expect(overrule(second, "bad")).rejects.toThrow(/not_agreed/);
  await judge(third, "good");
  const before = await first.as.query(api.reviews.agreement, {});
  await expect(overrule(first, "bad")).rejects.toThrow(/forbidden/);
  await expect(overrule(second, "good")).rejects.toThrow(/same_verdict/);
  await expect(overrule(second, "bad", " ")).rejects.toThrow(/Say why/);
  await overrule(second, "bad");
  expect(await shown(first)).toMatchObject({
    review: { verdict: "bad", note: "the log says otherwise", reviewedBy: { name: "admin of Lab" } },
    double: { state: "resolved", given: [{ verdict: "good" }, { verdict: "good" }] },
  });
  expect(await first.as.query(api.reviews.agreement, {})).toEqual(before);
  expect(before.tables[0]?.counts[0]?.[0]).toBe(1);
  expect(await first.as.query(api.reviews.history, { receiptId: id })).toMatchObject([
    { verdict: "bad", isOverruling: true, isResolution: false },
    {},
    {},
  ]);
  expect(await t.run(async (ctx) => (await ctx.db.query("auditEntries").order("desc").first())?.action)).toBe("receipt.overruleReviews");
  await expect(judge(first, "bad")).rejects.toThrow(/resolved/);
  await expect(undo(first)).rejects.toThrow(/resolved/);
  await undo(second);
  expect(await shown(first)).toMatchObject({
    review: { verdict: "good", note: "looked fine" },
    double: { state: "agreed", resolution: null },
  });
  // One's own agreement is not overruled by oneself.
  await t.run(async (ctx) => {
    const membership = await ctx.db
      .query("memberships")
      .withIndex("by_userId", (q) => q.eq("userId", people.operator.userId))
      .unique();
    if (membership !== null) await ctx.db.patch("memberships", membership._id, { role: "admin" });
  });
  await expect(overrule(first, "bad")).rejects.toThrow(/not_third/);
});

test("agreement counts the pairs that were blind, and what waits", async () => {
  const { ids, first, second, judge } = await twice(4);
  const said: [Verdict, Verdict | null][] = [
    ["good", "good"],
    ["good", "bad"],
    ["bad", "bad"],
    ["bad", null],
  ];
  for (const [at, [one, other]] of said.entries()) {
    await judge(first, one, undefined, ids[at]);
    if (other !== null) await judge(second, other, undefined, ids[at]);
  }
  const { tables, ...rest } = await first.as.query(api.reviews.agreement, {});
  expect(rest).toEqual({ notBlind: 0, isAll: true, waiting: 1, hasMoreWaiting: false });
  expect(tables).toHaveLength(1);
  expect(tables[0]?.counts.flat().toSorted((a, b) => a - b)).toEqual([0, 0, 0, 0, 0, 0, 1, 1, 1]);
  expect([tables[0]?.counts[0]?.[0], tables[0]?.counts[2]?.[2]]).toEqual([1, 1]);
});

test("what one verdict settled before stays so, and a team of one is not slowed", async () => {
  const { ids, first, second, judge, shown } = await twice(2);
  await second.as.mutation(api.reviews.setDoubleShare, { share: 0 });
  await judge(first, "good");
  expect(await shown(second)).toMatchObject({ review: { verdict: "good" } });
  expect(await shown(second)).not.toHaveProperty("double");
  await second.as.mutation(api.reviews.setDoubleShare, { share: 1 });
  await judge(second, "bad");
  expect(await shown(first)).toMatchObject({ review: { verdict: "bad" } });
  expect(await judge(first, "good", "", ids[1])).toMatchObject({ verdict: "good" });
  expect(await second.as.query(api.reviews.doubleShare, {})).toBe(1);
  await expect(second.as.mutation(api.reviews.setDoubleShare, { share: 1.5 })).rejects.toThrow(/share/);
});
