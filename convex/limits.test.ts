import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";

import { api, internal } from "./_generated/api";
import { advance, apiKeyOf, promote, readySession, seedOrganization, seedRobot, startRobot, startServer } from "./fixtures.testing";

beforeEach(() => {
  vi.stubEnv("CONVEX_SITE_URL", "http://127.0.0.1:4300/http");
  vi.stubEnv("SITE_URL", "http://127.0.0.1:4300");
});

afterEach(() => {
  vi.unstubAllEnvs();
  vi.useRealTimers();
});

async function lab() {
  const t = startServer();
  const people = await seedOrganization(t);
  const seeded = await seedRobot(t, people);
  return { t, people, seeded, ...people };
}

describe("sign-in", () => {
  const signIn = (t: ReturnType<typeof startServer>, email: string) =>
    t.action(api.auth.signIn, { provider: "password", params: { flow: "signIn", email, password: "wrong horse battery" } });

  test("one answer for a wrong password and an unknown address, then a wait that says how long", { timeout: 60_000 }, async () => {
    const t = startServer();
    await t.action(internal.setup.createOperator, { email: "ann@lab.example", password: "correct horse battery" });
    await t.run(async (ctx) => {
      const identifier = (await ctx.db.query("authAccounts").first())?._id ?? "";
      await ctx.db.insert("authRateLimits", { identifier, attemptsLeft: 1, lastAttemptTime: Date.now() });
    });
    await expect(signIn(t, "ann@lab.example")).rejects.toMatchObject({ data: { code: "invalid", path: "$.password" } });
    await expect(signIn(t, "ann@lab.example")).rejects.toMatchObject({ data: { code: "rate_limited", retryAfterMs: 360_000 } });
    for (let index = 0; index < 30; index += 1) {
      await expect(signIn(t, "eve@lab.example")).rejects.toMatchObject({ data: { code: "invalid", path: "$.password" } });
    }
    await expect(signIn(t, " Eve@lab.example")).rejects.toMatchObject({ data: { code: "rate_limited", retryAfterMs: 300_000 } });
    advance(300_000);
    await expect(signIn(t, "eve@lab.example")).rejects.toMatchObject({ data: { code: "invalid" } });
  });
});

describe("keys", () => {
  test("the 601st call of a minute waits, but a stop and a demotion never do", async () => {
    const { t, people, seeded } = await lab();
    const { sessionId, robot } = await readySession(t, people, seeded);
    await promote(people, sessionId);
    const apiKey = await apiKeyOf(people);
    const keyId = (await people.admin.as.query(api.apiKeys.list, {}))[0]?.id;
    await t.run((ctx) => ctx.db.insert("rateLimits", { key: `key:${String(keyId)}`, count: 599, resetsAt: Date.now() + 60_000 }));
    const create = () => t.mutation(api.publicApi.createDeployment, { apiKey, name: "d", modelId: "m" });
    expect(await create()).toMatchObject({ ok: true });
    expect(await create()).toEqual({ ok: false, reason: "rate_limited", retryAfterMs: 60_000 });
    expect(await t.mutation(api.publicApi.promoteSession, { apiKey, sessionId })).toMatchObject({ reason: "rate_limited" });
    expect(await t.mutation(api.publicApi.promoteSession, { apiKey, sessionId, mode: "dry_run" })).toMatchObject({
      ok: true,
      mode: "dry_run",
    });
    expect(await t.mutation(api.publicApi.stopSession, { apiKey, sessionId })).toMatchObject({ ok: true });
    expect(await robot.beat({ sessionId })).toMatchObject({ accepted: true });
    advance(60_000);
    expect(await create()).toMatchObject({ ok: true });
  });
});

describe("heartbeats", () => {
  async function flooded() {
    const { t, people, seeded } = await lab();
    const { sessionId, robot } = await readySession(t, people, seeded);
    await promote(people, sessionId);
    advance(2_000);
    const base = { sessionId, mode: "apply_actions" as const };
    // The first names the new mode; then the window is full.
    for (let index = 0; index < 20; index += 1) expect(await robot.report(base)).toMatchObject({ accepted: true });
    return { t, people, sessionId, robot, base };
  }

  test("ten a second are taken; one more writes nothing and is told when to come back", async () => {
    const { t, robot, base, sessionId } = await flooded();
    const before = await t.run(async (ctx) =>
      JSON.stringify([await ctx.db.query("robotStatus").collect(), await ctx.db.query("sessionLive").collect()]),
    );
    expect(await robot.report(base)).toMatchObject({
      ok: true,
      accepted: false,
      retryAfterMs: 2_000,
      session: { sessionId, mode: "apply_actions" },
    });
    const after = await t.run(async (ctx) =>
      JSON.stringify([await ctx.db.query("robotStatus").collect(), await ctx.db.query("sessionLive").collect()]),
    );
    expect(after).toBe(before);
    advance(2_000);
    expect(await robot.report(base)).toMatchObject({ accepted: true });
  });

  test("a heartbeat too many still carries the stop to the robot and its acknowledgement to us", async () => {
    const { people, robot, base, sessionId } = await flooded();
    const stop = await people.operator.as.mutation(api.sessions.stop, { id: sessionId });
    expect(await robot.report(base)).toMatchObject({ accepted: false, stop: { id: stop.id }, session: { mode: "dry_run" } });
    await robot.report({ ...base, ack: { commandId: stop.id, sessionId, version: stop.version } });
    const { stop: facts } = await people.operator.as.query(api.sessions.get, { id: sessionId });
    expect(facts?.acknowledgedAt).toBe(Date.now());
  });

  test.each([{ state: "fault" }, { state: "safe_stop" }, { goodbye: true }, { mode: "dry_run" as const }])(
    "%j is never one too many",
    async (news) => {
      const { people, robot, base, sessionId } = await flooded();
      expect(await robot.report({ ...base, ...news })).toMatchObject({ accepted: true });
      expect(await people.operator.as.query(api.sessions.get, { id: sessionId })).toMatchObject({ mode: "dry_run" });
    },
  );

  test("the limit is each robot's own, and ten a second for ten seconds all pass", async () => {
    const { t, people, seeded } = await lab();
    const other = await seedRobot(t, people, undefined, "arm-2");
    const [one, two] = [startRobot(t, seeded), startRobot(t, other)];
    for (let index = 0; index < 100; index += 1) {
      advance(100);
      expect(await one.report({ intervalMs: 100 })).toMatchObject({ accepted: true });
      expect(await two.report({ intervalMs: 100 })).toMatchObject({ accepted: true });
    }
  });
});

describe("pruning", () => {
  test("goes in bounded batches, comes back while there is more, and keeps what still counts", async () => {
    const { t, people, seeded } = await lab();
    await readySession(t, people, seeded);
    await people.admin.as.mutation(api.invitations.create, { email: "old@lab.example", role: "viewer" });
    const report = await t.run(async (ctx) => await ctx.db.query("doctorReports").first());
    if (report === null) throw new Error("no report");
    const { _id, _creationTime, ...facts } = report;
    await t.run(async (ctx) => {
      for (let index = 0; index < 150; index += 1) await ctx.db.insert("doctorReports", { ...facts, checkedAt: 0 });
    });
    const count = async () => (await t.run(async (ctx) => await ctx.db.query("doctorReports").collect())).length;
    await t.mutation(internal.sweeps.prune, {});
    expect(await count()).toBe(51);
    await t.mutation(internal.sweeps.prune, {});
    expect(await count()).toBe(1);
    expect(await people.admin.as.query(api.invitations.list, {})).toHaveLength(1);
    advance(38 * 86_400_000);
    await t.mutation(internal.sweeps.prune, {});
    expect(await people.admin.as.query(api.invitations.list, {})).toEqual([]);
    expect(await count()).toBe(0);
    const left = await t.run(async (ctx) => [
      ...(await ctx.db.query("rateLimits").collect()),
      ...(await ctx.db.query("promoteIntents").collect()),
      ...(await ctx.db.query("pairingTokens").collect()),
    ]);
    expect(left).toEqual([]);
  });
});
