/** A module of functions, as text: fills a copy of `convex/` with rows, and counts the rows that a heartbeat and a first page touch. */
export const seedingAndCounting = `
import { v } from "convex/values";
import { internalMutation, internalQuery } from "./_generated/server";
import { receive } from "./model/heartbeats/beat";
import { list as listReceipts } from "./model/receipts/lists";
import { list as listSessions } from "./model/sessions/views";

const first = { numItems: 50, cursor: null };

export const bare = internalMutation({
  args: { n: v.number() },
  handler: async (ctx, { n }) => { await ctx.db.insert("rateLimits", { key: "bench", count: n, resetsAt: 1e15 }); return null; },
});

// Copies of one robot with its live row, never heard of again.
export const robots = internalMutation({
  args: { count: v.number(), from: v.number() },
  handler: async (ctx, { count, from }) => {
    const robot = await ctx.db.query("robots").first();
    const status = await ctx.db.query("robotStatus").first();
    if (robot === null || status === null) throw new Error("nothing to copy");
    const { _id, _creationTime, ...facts } = robot;
    const { _id: _a, _creationTime: _b, ...live } = status;
    for (let n = 0; n < count; n += 1) {
      const robotId = await ctx.db.insert("robots", { ...facts, name: "copy-" + (from + n) });
      await ctx.db.insert("robotStatus", { ...live, robotId, link: "never", nextLinkAt: null });
    }
    return null;
  },
});

export const sessions = internalMutation({
  args: { count: v.number() },
  handler: async (ctx, { count }) => {
    const session = await ctx.db.query("sessions").first();
    if (session === null) throw new Error("nothing to copy");
    const { _id, _creationTime, ...facts } = session;
    const over = { status: "closed" as const, robotId: null, endedAt: facts.createdAt, closeReason: "expired", clientSessionId: null };
    for (let n = 0; n < count; n += 1) await ctx.db.insert("sessions", { ...facts, ...over });
    return null;
  },
});

export const receipts = internalMutation({
  args: { count: v.number() },
  handler: async (ctx, { count }) => {
    const receipt = await ctx.db.query("receipts").order("desc").first();
    if (receipt === null) throw new Error("nothing to copy");
    const { _id, _creationTime, ...facts } = receipt;
    for (let n = 1; n <= count; n += 1) {
      const sequence = facts.sequence + n;
      const receiptId = await ctx.db.insert("receipts", { ...facts, sequence });
      const empty = { verdict: null, note: "", reviewedBy: null, reviewedAt: null, score: 0, oddities: [] };
      await ctx.db.insert("reviews", { organizationId: facts.organizationId, receiptId, sequence, ...empty });
    }
    return null;
  },
});

export const firstSessions = internalQuery({
  args: { salt: v.number() },
  handler: async (ctx) => {
    const organization = await ctx.db.query("organizations").first();
    if (organization === null) throw new Error("no organization");
    return (await listSessions(ctx, organization._id, { paginationOpts: first })).page.length;
  },
});
export const firstReceipts = internalQuery({
  args: { salt: v.number() },
  handler: async (ctx) => {
    const organization = await ctx.db.query("organizations").first();
    if (organization === null) throw new Error("no organization");
    return (await listReceipts(ctx, organization._id, { paginationOpts: first })).page.length;
  },
});

// The very code of a heartbeat, over a database that counts what it hands out and takes in.
export const countedBeat = internalMutation({
  args: { robotId: v.id("robots"), sessionId: v.id("sessions"), seq: v.number() },
  handler: async (ctx, { robotId, sessionId, seq }) => {
    const robot = await ctx.db.get("robots", robotId);
    if (robot === null) throw new Error("no robot");
    let [reads, writes] = [0, 0];
    const countRows = (value: unknown) => { reads += Array.isArray(value) ? value.length : value === null ? 0 : 1; return value; };
    const wrapQuery = (query: any): any => new Proxy(query, { get: (target, name) => {
      const value = target[name];
      if (typeof value !== "function") return value;
      return (...args: unknown[]) => {
        const result = value.apply(target, args);
        return result instanceof Promise ? result.then(countRows) : wrapQuery(result);
      };
    } });
    const db: any = new Proxy(ctx.db, { get: (target: any, name) => {
      const value = target[name];
      if (typeof value !== "function") return value;
      return (...args: unknown[]) => {
        if (name === "query") return wrapQuery(value.apply(target, args));
        if (["insert", "patch", "replace", "delete"].includes(String(name))) writes += 1;
        const result = value.apply(target, args);
        return name === "get" ? result.then(countRows) : result;
      };
    } });
    const actor = { kind: "robot" as const, id: robotId, name: robot.name };
    const beat = { seq, sentAt: Date.now(), intervalMs: 1000, mode: "dry_run" as const, state: "running", steps: seq, inferenceMs: 30, joints: [0, 0, 0, 0, 0, 0], sessionId };
    await receive({ ...ctx, db } as never, robot, beat, actor, Date.now());
    return { reads, writes };
  },
});
`;
