import { afterEach, expect, test, vi } from "vitest";

import { api } from "./_generated/api";
import type { Doc } from "./_generated/dataModel";
import { advance, apiKeyOf, seedRobot, so101 } from "./fixtures.testing";
import { facing } from "./promoteFacts.testing";

// Who promotes, who approved and who stands there, as it is read for a promote, and what all of it is bound to.

afterEach(() => void vi.useRealTimers());

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
