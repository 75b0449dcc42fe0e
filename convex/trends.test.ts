import fc from "fast-check";
import { afterEach, expect, test, vi } from "vitest";

import { api, internal } from "./_generated/api";
import type { Id } from "./_generated/dataModel";
import { advance, promote, readySession, seedOrganization, seedRobot, signedIn, startOfTest, startServer } from "./fixtures.testing";
import { type Asked, inOrder, recount } from "./trends.testing";

afterEach(() => void vi.useRealTimers());

const day = 86_400_000;
const all: Asked = { from: startOfTest, to: startOfTest + 366 * day, per: "day", groupBy: "nothing" };

/** Two robots with a deployment each, three people who judge, and what can be done with them. */
async function lab() {
  const t = startServer();
  const people = await seedOrganization(t);
  const robots = [await seedRobot(t, people), await seedRobot(t, people, undefined, "arm-2")];
  const { organizationId, operator, viewer, admin } = people;
  const thirdId = await t.run(async (ctx) => {
    const userId = await ctx.db.insert("users", { name: "third of Lab", email: "third@lab.example" });
    await ctx.db.insert("memberships", { organizationId, userId, role: "admin", createdAt: Date.now() });
    return userId;
  });
  const judges = [operator.as, admin.as, await signedIn(t, thirdId)];
  const ids: Id<"receipts">[] = [];
  const run = async ({ robot, isApplied, safeStops, stops }: { robot: number; isApplied: boolean; safeStops: number; stops: boolean }) => {
    const seeded = robots[robot];
    if (seeded === undefined) throw new Error("no robot");
    const session = await readySession(t, people, seeded);
    const { sessionId } = session;
    if (isApplied) {
      await promote(people, sessionId, 60);
      await session.robot.beat({ sessionId, mode: "apply_actions", appliedSteps: 40, inferenceMs: 33 + robot });
    }
    if (stops) await operator.as.mutation(api.sessions.stop, { id: sessionId });
    await session.robot.beat({ sessionId, safeStops, appliedSteps: isApplied ? 40 : 0 });
    const { receiptId } = await operator.as.mutation(api.sessions.close, { id: sessionId });
    if (receiptId !== null) ids.push(receiptId);
  };
  const ask = async (asked: Asked) => await viewer.as.query(api.trends.part, { ...asked, cursor: null });
  /** As a server from before there were sums left it. */
  const forget = () =>
    t.run(async (ctx) => {
      for (const row of await ctx.db.query("trendDays").take(1_000)) await ctx.db.delete("trendDays", row._id);
      for (const row of await ctx.db.query("reviews").take(1_000)) await ctx.db.patch("reviews", row._id, { isCounted: undefined });
    });
  return { t, robots, judges, ids, run, ask, forget, ...people };
}

const verdicts = ["good", "needs_attention", "bad"] as const;
const step = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant("run" as const),
      robot: fc.nat(1),
      isApplied: fc.boolean(),
      safeStops: fc.nat(2),
      stops: fc.boolean(),
      days: fc.nat(2),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant("review" as const),
      which: fc.nat(20),
      by: fc.nat(2),
      verdict: fc.constantFrom(...verdicts, null),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("undo" as const), which: fc.nat(20), by: fc.nat(2) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("resolve" as const),
      which: fc.nat(20),
      by: fc.nat(2),
      verdict: fc.constantFrom(...verdicts),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("overrule" as const),
      which: fc.nat(20),
      by: fc.nat(2),
      verdict: fc.constantFrom(...verdicts),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("share" as const), share: fc.constantFrom(0, 0.5, 1) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("forget" as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("sweep" as const) }) },
);

/** What a reviewer is refused changes nothing; any other failure is one of the test. */
const refusals = /"needs":"admin"|conflict|not_disputed|not_agreed|not_third|same_verdict|nothing_to_undo|not_yours|resolved|already_two/;

test(
  "the sums are what a recount of the receipts says, whatever was run, judged and taken back in any order",
  { timeout: 120_000 },
  async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 8, maxLength: 24 }), async (steps) => {
        const { t, robots, judges, ids, run, ask, forget, organizationId, admin } = await lab();
        for (const each of steps) {
          advance(1_000);
          const id = "which" in each ? ids[each.which % Math.max(1, ids.length)] : undefined;
          const as = "by" in each ? judges[each.by] : undefined;
          try {
            if (each.kind === "run") {
              advance(each.days * day);
              await run(each);
            } else if (each.kind === "share") await admin.as.mutation(api.reviews.setDoubleShare, { share: each.share });
            else if (each.kind === "forget") await forget();
            else if (each.kind === "sweep") await t.mutation(internal.sweeps.countByDay, {});
            else if (id === undefined || as === undefined) continue;
            else if (each.kind === "review") await as.mutation(api.receipts.review, { id, verdict: each.verdict });
            else if (each.kind === "undo") await as.mutation(api.reviews.undo, { receiptId: id });
            else await as.mutation(api.reviews[each.kind], { receiptId: id, verdict: each.verdict, note: "seen" });
          } catch (error) {
            if (!refusals.test(String(error))) throw error;
          }
        }
        await t.mutation(internal.sweeps.countByDay, {});
        const [first, second] = robots;
        const questions: Asked[] = [
          all,
          { ...all, groupBy: "robot" },
          { ...all, per: "week", groupBy: "deployment" },
          { ...all, per: "month", groupBy: "model", applied: true },
          { ...all, groupBy: "robot", verdict: "bad" },
          { ...all, per: "week", verdict: "none", applied: false },
          { ...all, robotId: first?.robotId, modelId: "pi0.5" },
          { ...all, deploymentId: second?.deploymentId, from: startOfTest + day, to: startOfTest + 4 * day },
          { ...all, modelId: "another" },
        ];
        for (const asked of questions) {
          const { points, isDone, isCounting } = await ask(asked);
          expect({ isDone, isCounting }).toEqual({ isDone: true, isCounting: false });
          expect(inOrder(points)).toEqual(inOrder(await recount(t, organizationId, asked)));
        }
      }),
      { numRuns: 12 },
    );
  },
);

test("receipts from before there were sums are counted in the background, and until then it is said", async () => {
  const { t, ids, run, ask, forget, operator } = await lab();
  await run({ robot: 0, isApplied: false, safeStops: 0, stops: false });
  await run({ robot: 0, isApplied: true, safeStops: 1, stops: true });
  await forget();
  expect(await ask(all)).toMatchObject({ points: [], isCounting: true });
  const [id] = ids;
  if (id === undefined) throw new Error("no receipt");
  // A verdict on what is not counted yet moves nothing, and is counted as it then stands.
  await operator.as.mutation(api.receipts.review, { id, verdict: "bad" });
  expect(await ask(all)).toMatchObject({ points: [], isCounting: true });
  expect(await t.mutation(internal.sweeps.countByDay, {})).toBe(2);
  expect(await ask(all)).toMatchObject({
    points: [{ sums: { runs: 2, safeStops: 1, stops: 1 }, verdicts: { bad: 1 } }],
    isCounting: false,
  });
  expect(await t.mutation(internal.sweeps.countByDay, {})).toBe(0);
});

test("an open double review shows no verdict in the sums before both have spoken", async () => {
  const { ids, run, ask, judges, admin } = await lab();
  await run({ robot: 0, isApplied: false, safeStops: 0, stops: false });
  await admin.as.mutation(api.reviews.setDoubleShare, { share: 1 });
  const [[id], [first, second]] = [ids, judges];
  if (id === undefined || first === undefined || second === undefined) throw new Error("no receipt");
  const bad = async () => (await ask(all)).points[0]?.verdicts.bad;
  await first.mutation(api.receipts.review, { id, verdict: "bad" });
  expect(await bad()).toBe(0);
  await second.mutation(api.receipts.review, { id, verdict: "bad" });
  expect(await bad()).toBe(1);
});

test.each([
  [{ from: startOfTest + 1 }, /midnight/],
  [{ from: Number.NaN }, /midnight/],
  [{ to: startOfTest }, /after the first/],
  [{ to: startOfTest + 367 * day }, /at most 366 days/],
])("a question that cannot be answered is refused with what to do: %j", async (change, message) => {
  const { ask } = await lab();
  await expect(ask({ ...all, ...change })).rejects.toThrow(message);
});
