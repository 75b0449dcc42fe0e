import { TableAggregate } from "@convex-dev/aggregate";
import { Migrations } from "@convex-dev/migrations";
import { MINUTE, RateLimiter } from "@convex-dev/rate-limiter";
import { vOnCompleteArgs, Workpool } from "@convex-dev/workpool";
import {
  anyApi,
  componentsGeneric,
  internalActionGeneric,
  internalMutationGeneric,
  mutationGeneric,
  queryGeneric,
  type DataModelFromSchemaDefinition,
  type FunctionReference,
  type GenericActionCtx,
  type MutationBuilder,
} from "convex/server";
import { v } from "convex/values";

import type schema from "./schema.ts";

type DataModel = DataModelFromSchemaDefinition<typeof schema>;

// The real types come from generated code, which this app does without.
const components = componentsGeneric() as never as { aggregate: never; migrations: never; rateLimiter: never; workpool: never };
const own = anyApi["components"] as never as {
  readonly note: FunctionReference<"mutation", "internal">;
  readonly flaky: FunctionReference<"action", "internal">;
  readonly done: FunctionReference<"mutation", "internal">;
};
const mutation = mutationGeneric as MutationBuilder<DataModel, "public">;

const limiter = new RateLimiter(components.rateLimiter, { send: { kind: "token bucket", rate: 3, period: MINUTE, capacity: 3 } });
export const send = mutation({
  args: { key: v.string() },
  handler: async (ctx, { key }) => (await limiter.limit(ctx, "send", { key })).ok,
});

/** The same limit by hand, to compare with. */
export const sendPlain = mutation({
  args: { key: v.string() },
  handler: async ({ db }, { key }) => {
    const row = await db
      .query("plainLimits")
      .withIndex("by_key", (q) => q.eq("key", key))
      .unique();
    const now = Date.now();
    const left = Math.min(3, (row?.left ?? 3) + ((now - (row?.at ?? now)) * 3) / MINUTE) - 1;
    if (left < 0) return false;
    if (row === null) await db.insert("plainLimits", { key, at: now, left });
    else await db.patch(row._id, { at: now, left });
    return true;
  },
});

const totals = new TableAggregate<{ Namespace: string; Key: number; DataModel: DataModel; TableName: "scores" }>(components.aggregate, {
  namespace: ({ player }) => player,
  sortKey: ({ points }) => points,
  sumValue: ({ points }) => points,
});
export const score = mutation({
  args: { player: v.string(), points: v.number() },
  handler: async (ctx, args) => {
    const id = await ctx.db.insert("scores", args);
    const row = await ctx.db.get(id);
    if (row !== null) await totals.insert(ctx, row);
  },
});
export const total = queryGeneric({
  args: { player: v.string() },
  handler: async (ctx, { player }) => ({
    count: await totals.count(ctx, { namespace: player, bounds: {} }),
    points: await totals.sum(ctx, { namespace: player, bounds: {} }),
    best: (await totals.max(ctx, { namespace: player }))?.key ?? null,
  }),
});

/** The same total in a row of its own, to compare with. */
export const scorePlain = mutation({
  args: { player: v.string(), points: v.number() },
  handler: async ({ db }, args) => {
    await db.insert("scores", args);
    const row = await db
      .query("plainTotals")
      .withIndex("by_player", (q) => q.eq("player", args.player))
      .unique();
    if (row === null) await db.insert("plainTotals", { player: args.player, count: 1, points: args.points });
    else await db.patch(row._id, { count: row.count + 1, points: row.points + args.points });
  },
});

const migrations = new Migrations<DataModel>(components.migrations);
export const checkScores = migrations.define({ table: "scores", batchSize: 2, migrateOne: () => ({ isChecked: true }) });
export const migrate = migrations.runner();
export const unchecked = queryGeneric({
  args: {},
  handler: async ({ db }) => (await db.query("scores").collect()).filter((row) => row["isChecked"] !== true).length,
});

const pool = new Workpool(components.workpool, {
  maxParallelism: 2,
  retryActionsByDefault: true,
  defaultRetryBehavior: { maxAttempts: 3, initialBackoffMs: 50, base: 1 },
});
/** Fails until it was tried so often; the tries are counted in the table of outcomes. */
export const flaky = internalActionGeneric({
  args: { name: v.string(), failures: v.number() },
  handler: async (ctx: GenericActionCtx<DataModel>, { name, failures }): Promise<string> => {
    const tries = (await ctx.runMutation(own.note, { what: `tried ${name}` })) as number;
    if (tries <= failures) throw new Error("not yet");
    return `${name} after ${tries}`;
  },
});
export const note = internalMutationGeneric({
  args: { what: v.string() },
  handler: async ({ db }, { what }) => {
    await db.insert("outcomes", { what });
    return (await db.query("outcomes").collect()).filter((row) => row["what"] === what).length;
  },
});
export const work = mutation({
  args: { name: v.string(), failures: v.number() },
  handler: async (ctx, args) => pool.enqueueAction(ctx, own.flaky, args, { onComplete: own.done, context: args.name }),
});
export const done = internalMutationGeneric({
  args: vOnCompleteArgs(v.string()),
  handler: async ({ db }, { context, result }) =>
    void (await db.insert("outcomes", { what: `${context}: ${result.kind === "success" ? String(result.returnValue) : result.kind}` })),
});
export const outcomes = queryGeneric({
  args: {},
  handler: async ({ db }) => (await db.query("outcomes").collect()).map((row) => row["what"] as string),
});

/** What a mutation that calls another one reads and writes. */
export const costOf = mutation({
  args: { name: v.string(), args: v.any() },
  handler: async (ctx, { name, args }) => {
    await ctx.runMutation(own[name as "note"], args);
    const { documentsRead, documentsWritten, databaseQueries } = await ctx.meta.getTransactionMetrics();
    return { read: documentsRead.used, written: documentsWritten.used, queries: databaseQueries.used };
  },
});
