import { customCtx, customMutation } from "convex-helpers/server/customFunctions";
import { filter } from "convex-helpers/server/filter";
import { rateLimit } from "convex-helpers/server/rateLimit";
import { getManyFrom } from "convex-helpers/server/relationships";
import { wrapDatabaseReader } from "convex-helpers/server/rowLevelSecurity";
import { Triggers } from "convex-helpers/server/triggers";
import { mutationGeneric, queryGeneric, type DataModelFromSchemaDefinition, type MutationBuilder, type QueryBuilder } from "convex/server";
import { v } from "convex/values";

import type schema from "./schema.ts";

type DataModel = DataModelFromSchemaDefinition<typeof schema>;
const query = queryGeneric as QueryBuilder<DataModel, "public">;
const mutation = mutationGeneric as MutationBuilder<DataModel, "public">;

const triggers = new Triggers<DataModel>();
triggers.register("plainLimits", async (ctx, change) => {
  const key = change.newDoc?.key ?? change.oldDoc?.key ?? "";
  const total = await ctx.db
    .query("plainTotals")
    .withIndex("by_player", (q) => q.eq("player", key))
    .unique();
  const step = { insert: 1, delete: -1, update: 0 }[change.operation];
  if (total === null) await ctx.db.insert("plainTotals", { player: key, count: step, points: 0 });
  else await ctx.db.patch(total._id, { count: total.count + step });
});
const counted = customMutation(mutation, customCtx(triggers.wrapDB));

/** Each row is counted by a trigger. */
export const put = counted({
  args: { key: v.string(), left: v.number() },
  handler: async ({ db }, { key, left }) => void (await db.insert("plainLimits", { key, left, at: 0 })),
});
export const clear = counted({
  args: { key: v.string() },
  handler: async ({ db }, { key }) => {
    for (const row of await getManyFrom(db, "plainLimits", "by_key", key)) await db.delete(row._id);
  },
});
export const counts = query({
  args: { key: v.string() },
  handler: async ({ db }, { key }) => (await getManyFrom(db, "plainTotals", "by_player", key)).map(({ count }) => count),
});
export const even = query({
  args: {},
  handler: async ({ db }) => (await filter(db.query("plainLimits"), ({ left }) => left % 2 === 0).take(2)).map(({ left }) => left),
});

/** Whose rows are hidden sees only those below three. */
export const visible = query({
  args: {},
  handler: async (ctx) => {
    const db = wrapDatabaseReader(ctx, ctx.db, { plainLimits: { read: (_ctx, { left }) => Promise.resolve(left < 3) } });
    return (await db.query("plainLimits").collect()).map(({ left }) => left);
  },
});
export const limited = mutation({
  args: {},
  handler: async (ctx) => (await rateLimit(ctx, { name: "send", config: { kind: "fixed window", rate: 2, period: 60_000 } })).ok,
});
