import { afterEach, expect, test, vi } from "vitest";

import { api } from "./_generated/api";
import { advance, apiKeyOf, seedOrganization, seedRobot, startOfTest, startServer } from "./fixtures.testing";
import { emptyLatency } from "./model/heartbeats/latency";
import { refusalOf } from "./sessions.testing";

// What a session is when it begins, what its grant says, and which beginnings are refused.

afterEach(() => void vi.useRealTimers());

async function before() {
  const t = startServer();
  const people = await seedOrganization(t);
  const seeded = await seedRobot(t, people);
  const apiKey = await apiKeyOf(people);
  type Args = Omit<typeof api.publicApi.authorizeSession._args, "apiKey">;
  const asKey = (args: Args) => t.mutation(api.publicApi.authorizeSession, { apiKey, ...args });
  const begun = async (args: Args) => {
    const answer = await asKey(args);
    if (!answer.ok) throw new Error(answer.reason);
    return answer;
  };
  return { t, people, seeded, apiKey, asKey, begun, operator: people.operator };
}

const actorOf = (people: Awaited<ReturnType<typeof before>>["people"]) => ({
  kind: "operator",
  id: people.operator.userId,
  name: "operator of Lab",
});

test("a session begins as a dry run of nobody's, with every counter at nothing", async () => {
  const { t, people, seeded, operator } = await before();
  const { robotId, deploymentId, robotSchemaId } = seeded;
  advance(5_000);
  const now = Date.now();
  const { sessionId, expiresAt } = await operator.as.mutation(api.sessions.authorize, { robotId, deploymentId, clientSessionId: "run-1" });
  expect(expiresAt).toBe(now + 1_800_000);
  const { _id, _creationTime, liveId, ...session } = (await t.run((ctx) => ctx.db.get("sessions", sessionId))) ?? {};
  expect(session).toEqual({
    organizationId: people.organizationId,
    ...{
      robotId,
      deploymentId,
      robotSchemaId,
      artifactId: null,
      baseModel: "pi0.5",
      runtime: "edge",
      robotType: "so101",
      clientSessionId: "run-1",
    },
    ...{ status: "authorized", mode: "dry_run", version: 1, modeSince: now, budgetEndsAt: null, endedAt: null, closeReason: null },
    ...{ createdBy: actorOf(people), createdAt: now, activatedAt: null, promotions: 0, closedBy: null, receiptId: null },
  });
  const lives = await t.run((ctx) => ctx.db.query("sessionLive").collect());
  expect(lives.map((live) => live._id)).toEqual([liveId]);
  expect(lives[0]).toMatchObject({
    ...{
      sessionId,
      nextCheckAt: now + 1_800_000,
      leaseExpiresAt: null,
      lastHeartbeatAt: null,
      heartbeats: 0,
      longestGapMs: 0,
      steps: 0,
      appliedSteps: 0,
      safeStops: 0,
      faults: 0,
    },
    ...{ errors: [], troubles: { spans: [], missed: 0 }, reported: { steps: 0, appliedSteps: 0, safeStops: 0, health: "unknown" } },
    ...{
      evidence: { since: now, fromSteps: 0, safeStops: 0, faults: 0 },
      latency: emptyLatency(),
      dryRunLatency: emptyLatency(),
      mayHaveStop: false,
      runSummary: null,
    },
  });
  expect(await operator.as.query(api.sessions.timeline, { id: sessionId })).toMatchObject([
    { at: now, kind: "session.authorize", actor: actorOf(people), mode: "dry_run", version: 1, reason: null, evidence: null },
  ]);
  const { page } = await operator.as.query(api.audit.list, { targetId: sessionId, paginationOpts: { numItems: 5, cursor: null } });
  expect(page).toMatchObject([
    { at: now, action: "session.authorize", targetKind: "session", targetName: "arm-1 · pi0.5", actor: actorOf(people), before: null },
  ]);
  expect(JSON.parse(page[0]?.after ?? "")).toEqual({ status: "authorized", mode: "dry_run", version: 1, robotId, deploymentId });
  // What spares an idle heartbeat the look for sessions says that there is one.
  expect(await t.run((ctx) => ctx.db.query("robotStatus").collect())).toMatchObject([{ robotId, mayHaveSession: true }]);
});

test("where every run is kept, a session keeps its samples from its beginning on", async () => {
  const { people, seeded, operator } = await before();
  await people.admin.as.mutation(api.retention.set, { ...(await people.admin.as.query(api.retention.get, {})), keepsEveryRun: true });
  const { robotId, deploymentId } = seeded;
  const { sessionId } = await operator.as.mutation(api.sessions.authorize, { robotId, deploymentId });
  expect(await operator.as.query(api.sessions.get, { id: sessionId })).toMatchObject({ samplesKeptFrom: startOfTest });
});

test("a session needs neither robot nor deployment, and then says what it was given", async () => {
  const { t, people, seeded, begun } = await before();
  await people.admin.as.mutation(api.inferenceEndpoints.register, { baseModel: "pi0.6", workerUrl: "https://w.example" });
  const alone = await begun({ baseModel: "pi0.6", runtime: "remote", robotType: "so100", artifactId: "a-7" });
  expect(alone.workerUrl).toBe("https://w.example");
  expect(await people.viewer.as.query(api.sessions.get, { id: alone.sessionId })).toMatchObject({
    ...{
      robotId: null,
      deploymentId: null,
      robotSchemaId: null,
      baseModel: "pi0.6",
      runtime: "remote",
      robotType: "so100",
      artifactId: "a-7",
      clientSessionId: null,
    },
  });
  // A session without a robot is no reason to look for one's orders.
  expect((await t.run((ctx) => ctx.db.query("robotStatus").collect())).map((status) => status.mayHaveSession)).not.toContain(true);
  const { page } = await people.viewer.as.query(api.audit.list, {
    targetId: alone.sessionId,
    paginationOpts: { numItems: 5, cursor: null },
  });
  expect(JSON.parse(page[0]?.after ?? "")).toMatchObject({ robotId: null, deploymentId: null });
  expect(page[0]?.targetName).toBe("pi0.6");
  const bare = await begun({});
  expect(await people.viewer.as.query(api.sessions.get, { id: bare.sessionId })).toMatchObject({
    baseModel: "pi0.5",
    runtime: "edge",
    robotType: null,
    artifactId: null,
  });
  const planned = await begun({ deploymentId: seeded.deploymentId });
  expect(await people.viewer.as.query(api.sessions.get, { id: planned.sessionId })).toMatchObject({
    robotId: null,
    robotSchemaId: seeded.robotSchemaId,
    robotType: null,
  });
});

test.each([
  ["$.clientSessionId", { clientSessionId: "\u0000" }],
  ["$.runtime", { runtime: "x".repeat(101) }],
  ["$.baseModel", { baseModel: "\u0000" }],
  ["$.artifactId", { artifactId: "x".repeat(301) }],
  ["$.robotType", { robotType: "x".repeat(101) }],
] as const)("what cannot be %s is named", async (path, args) => {
  const { asKey, seeded } = await before();
  expect(await refusalOf(asKey({ deploymentId: seeded.deploymentId, ...args }))).toMatchObject({ code: "invalid", path });
});
