import { afterEach, expect, test, vi } from "vitest";

import { api } from "./_generated/api";
import type { Doc } from "./_generated/dataModel";
import { advance, apiKeyOf, promote, readySession, seedRobot, so101 } from "./fixtures.testing";
import { liveOf } from "./model/sessions/loaded";
import { gatherFacts } from "./model/sessions/promoteFacts";
import { ready } from "./sessions.testing";

// Everything that a promote is decided on, as it is read: each fact by itself.

afterEach(() => void vi.useRealTimers());

async function facing() {
  const found = await ready();
  const { t, sessionId, seeded, people } = found;
  const actor = { kind: "operator" as const, id: people.operator.userId, name: "operator of Lab" };
  const gather = (who: Parameters<typeof gatherFacts>[2] = { mayPromote: true, actor }) =>
    t.run(async (ctx) => {
      const doc = await ctx.db.get("sessions", sessionId);
      if (doc === null) throw new Error("no session");
      return await gatherFacts(ctx, { doc, live: await liveOf(ctx, doc) }, who, Date.now());
    });
  const facts = async (who?: Parameters<typeof gatherFacts>[2]) => (await gather(who)).facts;
  const change = {
    robot: (patch: Partial<Doc<"robots">>) => t.run((ctx) => ctx.db.patch("robots", seeded.robotId, patch)),
    session: (patch: Partial<Doc<"sessions">>) => t.run((ctx) => ctx.db.patch("sessions", sessionId, patch)),
    status: (patch: Partial<Doc<"robotStatus">>) =>
      t.run(async (ctx) => {
        const row = await ctx.db
          .query("robotStatus")
          .filter((q) => q.eq(q.field("robotId"), seeded.robotId))
          .unique();
        if (row !== null) await ctx.db.patch("robotStatus", row._id, patch);
      }),
  };
  return { ...found, actor, gather, facts, change };
}

test("a session that is ready is known whole", async () => {
  const { t, sessionId, gather } = await facing();
  const report = await t.run((ctx) => ctx.db.query("doctorReports").first());
  const now = Date.now();
  const { facts, evidence, intervalMs } = await gather();
  expect(facts).toEqual({
    ...{
      sessionId,
      callerMayPromote: true,
      callerLimit: null,
      firstMove: null,
      minDryRunSteps: 100,
      maxFirstMove: null,
      approval: "not_needed",
      presence: "not_needed",
    },
    robot: {
      retired: false,
      lastSeenAt: now,
      saidGoodbye: false,
      intervalMs: 1_000,
      sessionId,
      mode: "dry_run",
      health: "ok",
      clockSkewMs: -20,
    },
    doctor: { passed: true, checkedAt: report?.checkedAt, outdated: false },
    ...{
      safeStop: "hold",
      evidence: { steps: 200, safeStops: 0, faults: 0, latencyP95Ms: 30 },
      controlPeriodMs: 40,
      robotStopPending: false,
      otherSessionApplying: false,
    },
  });
  expect(evidence).toEqual({
    ...{
      decidedAt: now,
      steps: 200,
      safeStops: 0,
      faults: 0,
      latencyP95Ms: 30,
      controlPeriodMs: 40,
      clockSkewMs: -20,
      lastHeartbeatAt: now,
    },
    ...{ doctorReportId: report?._id, doctorCheckedAt: report?.checkedAt, safeStop: "hold", firstMove: null, presenceProvenAt: null },
  });
  expect(intervalMs).toBe(1_000);
});

test("of a session without robot and deployment nothing is known", async () => {
  const { gather, change } = await facing();
  await change.session({ robotId: null, deploymentId: null });
  const { facts, evidence, intervalMs } = await gather();
  expect(facts).toMatchObject({
    robot: null,
    doctor: null,
    safeStop: null,
    controlPeriodMs: null,
    robotStopPending: false,
    otherSessionApplying: false,
    minDryRunSteps: 100,
  });
  expect(evidence).toMatchObject({
    controlPeriodMs: null,
    clockSkewMs: null,
    lastHeartbeatAt: null,
    doctorReportId: null,
    doctorCheckedAt: null,
    safeStop: null,
  });
  expect(intervalMs).toBe(1_000);
});

test("a robot that nobody heard of is none, and a schema without a safe stop has none", async () => {
  const { t, facts, seeded } = await facing();
  await t.run(async (ctx) => {
    const schema = await ctx.db.get("robotSchemas", seeded.robotSchemaId);
    if (schema !== null) await ctx.db.patch("robotSchemas", schema._id, { summary: { ...schema.summary, safeStop: null } });
    for (const row of await ctx.db.query("robotStatus").collect()) await ctx.db.delete("robotStatus", row._id);
    await ctx.db.patch("robots", seeded.robotId, { statusId: undefined });
  });
  expect(await facts()).toMatchObject({ robot: null, safeStop: null });
});

test("steps are those since this dry run began, and never fewer than none", async () => {
  const { t, sessionId, facts } = await facing();
  const since = (fromSteps: number) =>
    t.run(async (ctx) => {
      const live = await ctx.db
        .query("sessionLive")
        .filter((q) => q.eq(q.field("sessionId"), sessionId))
        .unique();
      if (live !== null)
        await ctx.db.patch("sessionLive", live._id, { evidence: { ...live.evidence, fromSteps, safeStops: 2, faults: 3 } });
    });
  await since(60);
  expect((await facts()).evidence).toMatchObject({ steps: 190, safeStops: 2, faults: 3 });
  await since(999);
  expect((await facts()).evidence).toMatchObject({ steps: 0 });
});

test("what the robot says of itself is told as it said it", async () => {
  const { facts, change, robot, sessionId } = await facing();
  await robot.beat({ sessionId: null, mode: "apply_actions", state: "fault", intervalMs: 500, sentAt: Date.now() + 3_000 });
  expect((await facts()).robot).toMatchObject({
    retired: false,
    sessionId: null,
    mode: "apply_actions",
    health: "fault",
    intervalMs: 500,
    saidGoodbye: false,
  });
  await robot.beat({ sessionId, goodbye: true });
  await change.robot({ retiredAt: 1 });
  expect((await facts()).robot).toMatchObject({ saidGoodbye: true, retired: true });
});

test("a first move counts of this session alone, and of every value of an action alone", async () => {
  const { facts, change, seeded, t, sessionId, people } = await facing();
  const six = [0, 0, 0.1, 0, 0, 0];
  await change.status({ firstMove: six });
  expect((await facts()).firstMove).toEqual(six);
  await change.status({ firstMove: [] });
  expect((await facts()).firstMove).toBeNull();
  await change.status({ firstMove: [0.1] });
  expect((await facts()).firstMove).toBeNull();
  const other = await readySession(t, people, await seedRobot(t, people, undefined, "arm-2"));
  await change.status({ firstMove: six, sessionId: other.sessionId });
  expect((await facts()).firstMove).toBeNull();
  // Where the schema says nothing of its values, all that are told count.
  await change.status({ firstMove: [0.1], sessionId });
  await t.run(async (ctx) => {
    const schema = await ctx.db.get("robotSchemas", seeded.robotSchemaId);
    if (schema !== null) await ctx.db.patch("robotSchemas", schema._id, { summary: { ...schema.summary, actionShape: [] } });
  });
  expect((await facts()).firstMove).toEqual([0.1]);
  await change.status({ firstMove: undefined });
  expect((await facts()).firstMove).toBeNull();
  await change.status({ firstMove: [0.1], sessionId: other.sessionId });
  expect((await facts()).firstMove).toBeNull();
});

test("the time that a policy has is the schema's, the deployment's or the robot's, in this order, times the actions that it plays", async () => {
  const { t, facts, change, seeded } = await facing();
  const hz = (controlHz: number | null) =>
    t.run(async (ctx) => {
      const schema = await ctx.db.get("robotSchemas", seeded.robotSchemaId);
      if (schema !== null) await ctx.db.patch("robotSchemas", schema._id, { summary: { ...schema.summary, controlHz } });
    });
  const spec = (values: Record<string, unknown>) =>
    t.run((ctx) => ctx.db.patch("deployments", seeded.deploymentId, { spec: JSON.stringify(values) }));
  const period = async () => (await facts()).controlPeriodMs;
  await spec({ controlHz: 20, actionsPlayedPerChunk: 4 });
  await change.status({ controlHz: 10 });
  expect(await period()).toBe(160);
  await spec({ actionsPlayedPerChunk: 1_000 });
  expect(await period()).toBe(4_000);
  await spec({ actionsPlayedPerChunk: 0 });
  expect(await period()).toBe(40);
  await hz(null);
  expect(await period()).toBe(100);
  await spec({ controlHz: 30 });
  expect(await period()).toBe(33);
  await hz(0);
  expect(await period()).toBeNull();
  await hz(0.5);
  expect(await period()).toBe(2_000);
});

test("a stop that waits for this robot is told, and another session that applies on it, but not this one", async () => {
  const { t, people, seeded, sessionId, facts, operator } = await facing();
  await promote(people, sessionId);
  expect(await facts()).toMatchObject({ otherSessionApplying: false, robotStopPending: false });
  const { robotId, deploymentId } = seeded;
  const { sessionId: second } = await operator.as.mutation(api.sessions.authorize, { robotId, deploymentId });
  expect(await facts()).toMatchObject({ otherSessionApplying: false });
  for (const status of ["authorized", "active"] as const) {
    await t.run((ctx) => ctx.db.patch("sessions", second, { status, mode: "apply_actions" }));
    expect(await facts()).toMatchObject({ otherSessionApplying: true });
  }
  await t.run((ctx) => ctx.db.patch("sessions", second, { mode: "dry_run" }));
  expect(await facts()).toMatchObject({ otherSessionApplying: false });
  await operator.as.mutation(api.sessions.stop, { id: second });
  expect(await facts()).toMatchObject({ robotStopPending: true });
});

test("whether the caller may, and where, is the caller's", async () => {
  const { facts, actor, seeded } = await facing();
  const elsewhere = await facts({ mayPromote: false, actor, limits: { robots: [] } });
  expect(elsewhere).toMatchObject({ callerMayPromote: false, callerLimit: "robot" });
  expect(await facts({ mayPromote: true, actor, limits: { robots: [seeded.robotId] } })).toMatchObject({ callerLimit: null });
});

test("an approval is judged for the person who promotes, also behind a key, and needs an approver who may act there", async () => {
  const { t, people, seeded, sessionId, facts, operator, admin } = await facing();
  await admin.as.mutation(api.deployments.setPolicy, {
    id: seeded.deploymentId,
    policy: { requiresApproval: true, maxFirstMove: 0.3, minDryRunSteps: 150 },
  });
  const actorOf = (role: "operator" | "admin") => ({
    mayPromote: true,
    actor: { kind: "operator" as const, id: people[role].userId, name: role },
  });
  const approval = async (who = actorOf("operator")) => (await facts(who)).approval;
  expect(await facts()).toMatchObject({ approval: "none", maxFirstMove: 0.3, minDryRunSteps: 150 });
  const { id, binding } = await operator.as.mutation(api.approvals.request, { sessionId });
  expect(await approval()).toBe("waiting");
  await admin.as.mutation(api.approvals.approve, { id, binding });
  expect(await approval()).toBe("given");
  expect(await approval(actorOf("admin"))).toBe("own");
  await apiKeyOf(people);
  const key = await t.run((ctx) => ctx.db.query("apiKeys").first());
  const byKey = { mayPromote: true, actor: { kind: "apiKey" as const, id: String(key?._id), name: "key" } };
  // The key is the admin's own, who gave the approval.
  expect((await facts(byKey)).approval).toBe("own");
  expect((await facts({ ...byKey, actor: { ...byKey.actor, id: "no key" } })).approval).toBe("given");
  if (key !== null)
    await t.run((ctx) => ctx.db.patch("apiKeys", key._id, { createdBy: { kind: "system", id: people.admin.userId, name: "setup" } }));
  expect((await facts(byKey)).approval).toBe("given");
  // The word of somebody counts as long as they may give it.
  const membership = await t.run((ctx) =>
    ctx.db
      .query("memberships")
      .filter((q) => q.eq(q.field("userId"), people.admin.userId))
      .unique(),
  );
  if (membership === null) throw new Error("no membership");
  await t.run((ctx) => ctx.db.patch("memberships", membership._id, { role: "viewer" }));
  expect(await approval()).toBe("limited");
  await t.run((ctx) => ctx.db.patch("memberships", membership._id, { role: "operator" }));
  expect(await approval()).toBe("given");
  await t.run((ctx) => ctx.db.delete("memberships", membership._id));
  expect(await approval()).toBe("limited");
  const second = await operator.as.mutation(api.approvals.request, { sessionId });
  expect(second.binding).toBe(binding);
  expect(await approval()).toBe("waiting");
  advance(600_000);
  expect(await approval()).toBe("expired");
});

test("who stands at the robot is asked where the policy says so, and their proof is kept either way", async () => {
  const { t, people, seeded, sessionId, gather, actor, change } = await facing();
  const now = Date.now();
  const presenceId = await t.run((ctx) =>
    ctx.db.insert("presenceChallenges", {
      sessionId,
      askedBy: actor,
      askedAt: now,
      expiresAt: now + 60_000,
      codeHash: null,
      shownAt: now,
      wrong: 0,
      proof: { by: actor, at: now },
      usedAt: null,
    }),
  );
  const standing = async () => {
    const { facts, evidence } = await gather();
    return [facts.presence, evidence.presenceProvenAt];
  };
  expect(await standing()).toEqual(["not_needed", null]);
  await people.admin.as.mutation(api.deployments.setPolicy, { id: seeded.deploymentId, policy: { requiresPresence: true } });
  expect(await standing()).toEqual(["missing", null]);
  await change.session({ presenceId });
  expect(await standing()).toEqual(["proven", now]);
});

test("what an approval is bound to is all of it: anything that changes makes it another", async () => {
  const { t, people, seeded, sessionId, gather, change } = await facing();
  const { deploymentId, robotSchemaId } = seeded;
  const other = await seedRobot(t, people, { ...so101, control_hz: 30 }, "arm-2");
  const seen = new Set([(await gather()).binding]);
  expect([...seen][0]).toMatch(/^[0-9a-f]{64}$/);
  const live = (patch: Partial<Doc<"sessionLive">["evidence"]>) =>
    t.run(async (ctx) => {
      const row = await ctx.db
        .query("sessionLive")
        .filter((q) => q.eq(q.field("sessionId"), sessionId))
        .unique();
      if (row !== null) await ctx.db.patch("sessionLive", row._id, { evidence: { ...row.evidence, ...patch } });
    });
  const changes: (() => Promise<unknown>)[] = [
    () => change.session({ version: 77 }),
    () => change.robot({ calibrationId: "cal-2" }),
    () => change.robot({ calibrationId: null }),
    () => t.run((ctx) => ctx.db.patch("robotSchemas", robotSchemaId, { hash: "another" })),
    () => t.run((ctx) => ctx.db.patch("deployments", deploymentId, { specHash: "another" })),
    () => people.admin.as.mutation(api.deployments.setPolicy, { id: deploymentId, policy: { minDryRunSteps: 101 } }),
    () => people.operator.as.mutation(api.doctor.run, { deploymentId, robotId: seeded.robotId }),
    () => live({ since: 5 }),
    () => live({ safeStops: 1 }),
    () => live({ faults: 1 }),
    () => change.robot({ robotSchemaId: other.robotSchemaId }),
    () => change.session({ robotId: other.robotId }),
    () => change.session({ deploymentId: other.deploymentId }),
    () => change.session({ deploymentId: null }),
    () => change.session({ robotId: null }),
  ];
  for (const [index, make] of changes.entries()) {
    await make();
    seen.add((await gather()).binding);
    expect(seen.size, `change ${index}`).toBe(index + 2);
  }
  // More of the same dry run is the same.
  await live({ fromSteps: 3 });
  expect(seen).toContain((await gather()).binding);
});

test("a robot, a schema and a deployment that are like another in all that is compared are still another one", async () => {
  const { t, people, seeded, gather, change } = await facing();
  const other = await seedRobot(t, people, { ...so101, control_hz: 30 }, "arm-2");
  const third = await seedRobot(t, people, undefined, "arm-3");
  await t.run(async (ctx) => {
    const [schema, spec] = [await ctx.db.get("robotSchemas", seeded.robotSchemaId), await ctx.db.get("deployments", other.deploymentId)];
    if (schema === null || spec === null) throw new Error("nothing is seeded");
    await ctx.db.patch("robotSchemas", other.robotSchemaId, { hash: schema.hash });
    await ctx.db.patch("deployments", third.deploymentId, { specHash: spec.specHash });
    await ctx.db.patch("robots", third.robotId, { robotSchemaId: seeded.robotSchemaId });
  });
  const binding = async () => (await gather()).binding;
  await change.session({ deploymentId: null });
  const first = await binding();
  await change.session({ robotId: third.robotId });
  expect(await binding()).not.toBe(first);
  await change.session({ robotId: seeded.robotId });
  expect(await binding()).toBe(first);
  await change.robot({ robotSchemaId: other.robotSchemaId });
  expect(await binding()).not.toBe(first);
  await change.session({ deploymentId: other.deploymentId });
  const deployed = await binding();
  await change.session({ deploymentId: third.deploymentId });
  expect(await binding()).not.toBe(deployed);
});
