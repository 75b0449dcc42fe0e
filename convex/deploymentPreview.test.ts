import { afterEach, expect, test, vi } from "vitest";

import { api } from "./_generated/api";
import { seedOrganization, seedRobot, startRobot, startServer } from "./fixtures.testing";

afterEach(() => void vi.useRealTimers());

async function lab() {
  const t = startServer();
  const people = await seedOrganization(t);
  const seeded = await seedRobot(t, people);
  const { operator, admin, viewer } = people;
  const { robotSchemaId } = await operator.as.query(api.deployments.get, { id: seeded.deploymentId });
  if (robotSchemaId === null) throw new Error("no schema");
  const draft = { name: "pick 2", modelId: "pi0.5", robotSchemaId, spec: '{"b":1,"a":2}' };
  const preview = (args: object = {}) => viewer.as.query(api.deployments.preview, { ...draft, ...args, at: Date.now() });
  return { t, people, operator, admin, viewer, draft, preview, ...seeded };
}

test("a preview says what creating makes, what the doctor then says of each robot, and writes nothing", async () => {
  const { t, operator, draft, preview, robotId, credential, deploymentId, ...seeded } = await lab();
  await startRobot(t, { robotId, credential, deploymentId, ...seeded }).beat({});
  const before = await t.run((ctx) => Promise.all([ctx.db.query("deployments").collect(), ctx.db.query("auditEntries").collect()]));
  const told = await preview();
  expect(await t.run((ctx) => Promise.all([ctx.db.query("deployments").collect(), ctx.db.query("auditEntries").collect()]))).toEqual(
    before,
  );

  const { id } = await operator.as.mutation(api.deployments.create, draft);
  const made = await operator.as.query(api.deployments.get, { id });
  expect({ spec: told.spec, specHash: told.specHash, policy: told.policy }).toEqual({
    spec: made.spec,
    specHash: made.specHash,
    policy: made.policy,
  });
  const alone = await operator.as.mutation(api.doctor.run, { deploymentId: id });
  const ofRobot = await operator.as.mutation(api.doctor.run, { deploymentId: id, robotId });
  expect(told.alone).toEqual({ robotId: null, robotName: null, passed: alone.passed, checks: alone.checks });
  expect(told.places).toEqual([{ robotId, robotName: "arm-1", passed: ofRobot.passed, checks: ofRobot.checks }]);
  expect(told.more).toBe(false);
});

test("what cannot be created is refused with the error of creating it", async () => {
  const { operator, draft, preview } = await lab();
  for (const wrong of [{ name: " " }, { modelId: " " }, { spec: "[]" }, { spec: "no" }, { runtime: "r".repeat(101) }]) {
    const refusal: unknown = await operator.as.mutation(api.deployments.create, { ...draft, ...wrong }).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(Error);
    await expect(preview(wrong)).rejects.toThrow((refusal as Error).message);
  }
});

test("a time that is none is refused", async () => {
  const { viewer, draft } = await lab();
  for (const at of [Number.NaN, Infinity, -1])
    await expect(viewer.as.query(api.deployments.preview, { ...draft, at })).rejects.toThrow(/"path":"\$\.at"/);
});

test("robots out of service and of another schema are not looked at; without a schema none is", async () => {
  const { t, people, preview, robotId } = await lab();
  const other = await seedRobot(t, people, undefined, "arm-2");
  expect((await preview()).places.map((place) => place.robotId)).not.toContain(other.robotId);
  await t.run((ctx) => ctx.db.patch("robots", robotId, { retiredAt: Date.now() }));
  expect((await preview()).places).toEqual([]);
  const { places, alone } = await preview({ robotSchemaId: undefined });
  expect(places).toEqual([]);
  expect(alone.passed).toBe(false);
});

test("made from another it takes over each guard that is raised there, and none that is lowered", async () => {
  const { operator, admin, draft, preview, deploymentId } = await lab();
  await admin.as.mutation(api.deployments.setPolicy, {
    id: deploymentId,
    policy: { requiresApproval: true, maxFirstMove: 0.2, defaultBudgetSeconds: 60, minDryRunSteps: 10 },
    reason: "a bench",
  });
  const told = await preview({ from: deploymentId });
  expect(told.raisedGuards).toEqual(["requiresApproval", "maxFirstMove"]);
  const { id } = await operator.as.mutation(api.deployments.create, { ...draft, from: deploymentId });
  const made = await operator.as.query(api.deployments.get, { id });
  expect(made.policy).toEqual(told.policy);
  expect(made.policy).toMatchObject({ requiresApproval: true, maxFirstMove: 0.2, defaultBudgetSeconds: 60, minDryRunSteps: 100 });
  expect(made.loweredGuards).toEqual([]);
  const { page } = await admin.as.query(api.audit.list, { paginationOpts: { numItems: 1, cursor: null } });
  expect(JSON.parse(page[0]?.after ?? "{}")).toMatchObject({ from: deploymentId, policy: { requiresApproval: true } });
});

test("a worker that a draft names is never called, and the preview says when it will be", async () => {
  const fetched = vi.spyOn(globalThis, "fetch");
  const { preview } = await lab();
  const { alone } = await preview({ runtime: "cloud", spec: '{"workerUrl":"http://10.0.0.9:1"}' });
  expect(alone.checks.find(({ name }) => name === "worker")).toMatchObject({
    result: "warn",
    fix: "The doctor asks it when the deployment is there.",
  });
  expect(fetched).not.toHaveBeenCalled();
});

test("a deployment or schema of another organization is no place to start from", async () => {
  const { t, preview, operator, draft } = await lab();
  const strangers = await seedOrganization(t, "Others");
  const theirs = await seedRobot(t, strangers);
  await expect(preview({ from: theirs.deploymentId })).rejects.toThrow(/not_found/);
  await expect(preview({ robotSchemaId: theirs.robotSchemaId })).rejects.toThrow(/not_found/);
  await expect(operator.as.mutation(api.deployments.create, { ...draft, from: theirs.deploymentId })).rejects.toThrow(/not_found/);
});
