import { afterEach, expect, test, vi } from "vitest";

import { api } from "./_generated/api";
import type { Doc, Id } from "./_generated/dataModel";
import type { MutationCtx } from "./_generated/server";
import { countedDb, type Counts } from "./countedDb.testing";
import { readySession, seedOrganization, seedRobot, startServer } from "./fixtures.testing";
import { listAudit } from "./model/audit";
import * as Hours from "./model/receipts/hours";
import * as Receipts from "./model/receipts/lists";
import * as Ending from "./model/sessions/ending";
import * as Starting from "./model/sessions/starting";
import * as SessionViews from "./model/sessions/views";

// What a page or an act reads and writes must not grow with the history: the same counts with 20 old runs as with 50.

afterEach(() => void vi.useRealTimers());

const bare = <T extends { _id: string; _creationTime: number }>({ _id, _creationTime, ...fields }: T) => fields;

/** Copies of a closed session with all that it left, newest last; every second moved an arm, the others had a problem. */
async function copyHistory(ctx: MutationCtx, of: Doc<"sessions">, count: number): Promise<void> {
  const receipt = await ctx.db.query("receipts").first();
  const review = await ctx.db.query("reviews").first();
  const live = await ctx.db.query("sessionLive").first();
  const entry = await ctx.db
    .query("auditEntries")
    .withIndex("by_organizationId_and_targetId", (q) => q.eq("organizationId", of.organizationId).eq("targetId", of._id))
    .first();
  if (receipt === null || review === null || live === null || entry === null) throw new Error("nothing to copy");
  for (let n = 1; n <= count; n += 1) {
    const at = receipt.timestamp + n * 600_000;
    const sessionId = await ctx.db.insert("sessions", { ...bare(of), createdAt: at - 1_000, endedAt: at });
    await ctx.db.insert("sessionLive", { ...bare(live), sessionId });
    const sequence = receipt.sequence + n;
    const flags = { applied: n % 2 === 0, isProblem: n % 2 === 1, safeStops: n % 2 };
    const receiptId = await ctx.db.insert("receipts", { ...bare(receipt), ...flags, sessionId, sequence, timestamp: at });
    await ctx.db.insert("reviews", { ...bare(review), receiptId, sequence, score: n % 7 });
    await ctx.db.insert("auditEntries", { ...bare(entry), targetId: sessionId, at });
    const measures = { steps: 0, durationMs: 1_000, longestGapMs: 0, latencyP95Ms: null, safeStops: 0, errorCount: 0 };
    if (of.deploymentId !== null) await ctx.db.insert("receiptMeasures", { deploymentId: of.deploymentId, sequence, measures });
    await Hours.countHour(ctx, of.organizationId, flags.isProblem, at);
  }
}

const page = { paginationOpts: { numItems: 4, cursor: null } };
type Ids = { organizationId: Id<"organizations">; robotId: Id<"robots">; deploymentId: Id<"deployments">; until: number };
type Paged = Promise<{ page: unknown[]; continueCursor: string }>;
type More = { paginationOpts: { numItems: number; cursor: string | null } };

/** The lists that pages show, by each filter that they offer. */
const lists: Record<string, (ctx: MutationCtx, ids: Ids, more: More) => Paged> = {
  receipts: (ctx, { organizationId }, more) => Receipts.list(ctx, organizationId, more),
  "receipts of a robot": (ctx, { organizationId, robotId }, more) => Receipts.list(ctx, organizationId, { robotId, ...more }),
  "receipts of a robot, not reviewed": (ctx, { organizationId, robotId }, more) =>
    Receipts.list(ctx, organizationId, { robotId, verdict: "none", ...more }),
  "receipts of a deployment": (ctx, { organizationId, deploymentId }, more) =>
    Receipts.list(ctx, organizationId, { deploymentId, ...more }),
  "receipts not reviewed": (ctx, { organizationId }, more) => Receipts.list(ctx, organizationId, { verdict: "none", ...more }),
  "receipts, oddest first": (ctx, { organizationId }, more) =>
    Receipts.list(ctx, organizationId, { verdict: "none", order: "oddest", ...more }),
  "receipts that moved": (ctx, { organizationId }, more) => Receipts.list(ctx, organizationId, { applied: true, ...more }),
  "receipts with problems": (ctx, { organizationId }, more) => Receipts.list(ctx, organizationId, { problems: true, ...more }),
  "receipts of some days": (ctx, { organizationId, until }, more) =>
    Receipts.list(ctx, organizationId, { from: until - 20 * 600_000, to: until, ...more }),
  sessions: (ctx, { organizationId }, more) => SessionViews.list(ctx, organizationId, more),
  "sessions that are closed": (ctx, { organizationId }, more) => SessionViews.list(ctx, organizationId, { status: "closed", ...more }),
  "sessions of a robot": (ctx, { organizationId, robotId }, more) => SessionViews.list(ctx, organizationId, { robotId, ...more }),
  "sessions of a robot, closed": (ctx, { organizationId, robotId }, more) =>
    SessionViews.list(ctx, organizationId, { robotId, status: "closed", ...more }),
  "sessions of a deployment, closed": (ctx, { organizationId, deploymentId }, more) =>
    SessionViews.list(ctx, organizationId, { deploymentId, status: "closed", ...more }),
  "audit log": (ctx, { organizationId }, more) => listAudit(ctx, organizationId, more),
};

/** What is read once, and the open sessions, which are few whatever came before. */
const reads: Record<string, (ctx: MutationCtx, ids: Ids) => Promise<unknown>> = {
  "open sessions": (ctx, { organizationId }) => SessionViews.list(ctx, organizationId, { status: "open", ...page }),
  "open sessions of a robot": (ctx, { organizationId, robotId }) =>
    SessionViews.list(ctx, organizationId, { robotId, status: "open", ...page }),
  "open sessions of a deployment": (ctx, { organizationId, deploymentId }) =>
    SessionViews.list(ctx, organizationId, { deploymentId, status: "open", ...page }),
  histogram: (ctx, { organizationId, until }) =>
    Hours.counts(
      ctx,
      organizationId,
      Array.from({ length: 7 }, (_, n) => until - (6 - n) * 600_000),
    ),
  "first hour": (ctx, { organizationId }) => Hours.firstHour(ctx, organizationId),
};

/** Rows read and written by each list, read and act, after a history of so many runs. */
async function countAll(runs: number): Promise<Record<string, Counts>> {
  const t = startServer();
  const people = await seedOrganization(t);
  const seeded = await seedRobot(t, people);
  const { organizationId, operator } = people;
  const { robotId, deploymentId } = seeded;
  const { sessionId } = await readySession(t, people, seeded);
  await operator.as.mutation(api.sessions.close, { id: sessionId });
  await t.run(async (ctx) => {
    const first = await ctx.db.query("sessions").first();
    if (first !== null) await copyHistory(ctx, first, runs);
  });
  const newest = await t.run(async (ctx) => await ctx.db.query("receipts").order("desc").first());
  const until = newest?.timestamp ?? 0;
  vi.setSystemTime(until + 3_600_000);
  const ids = { organizationId, robotId, deploymentId, until };
  const found: Record<string, Counts> = {};
  const count = async <T>(name: string, work: (ctx: MutationCtx) => Promise<T>): Promise<T> =>
    await t.run(async (ctx) => {
      const { db, counts } = countedDb(ctx.db);
      const answer = await work({ ...ctx, db });
      found[name] = counts;
      return answer;
    });
  for (const [name, list] of Object.entries(lists)) {
    const { continueCursor: cursor, page: rows } = await count(name, (ctx) => list(ctx, ids, page));
    expect(rows, name).toHaveLength(4);
    await count(`${name}, next page`, (ctx) => list(ctx, ids, { paginationOpts: { numItems: 4, cursor } }));
  }
  for (const [name, read] of Object.entries(reads)) await count(name, (ctx) => read(ctx, ids));
  const me = { organizationId, actor: { kind: "operator" as const, id: operator.userId, name: "operator" } };
  const authorized = await count("authorize", (ctx) => Starting.authorize(ctx, me, { robotId, deploymentId }, Date.now()));
  if (!authorized.ok) throw new Error(authorized.reason);
  await count("close", (ctx) => Ending.close(ctx, me, { id: authorized.sessionId, reason: "done" }, Date.now()));
  return found;
}

test("every list, its next page, authorize and close read and write the same with a longer history", async () => {
  const short = await countAll(20);
  const long = await countAll(50);
  expect(long).toEqual(short);
  // And not because nothing was counted.
  expect(short["receipts"]?.rows).toBeGreaterThanOrEqual(8);
  expect(short["histogram"]).toMatchObject({ queries: 7, rows: 7 });
  expect(short["close"]?.writes).toBeGreaterThan(5);
});
