import { afterEach, expect, test, vi } from "vitest";

import { api } from "./_generated/api";
import { seedOrganization, seedRobot, so101, startRobot, startServer } from "./fixtures.testing";

afterEach(() => void vi.useRealTimers());

async function twoVersions() {
  const t = startServer();
  const people = await seedOrganization(t);
  const seeded = await seedRobot(t, people);
  const { as } = people.operator;
  const register = (document: unknown, name = "so101 of arm-1") =>
    as.mutation(api.robotSchemas.register, { name, document: JSON.stringify(document), robotKind: "so101" });
  const faster = await register({ ...so101, control_hz: 50 });
  const wrist = await register({ ...so101, observations: { ...so101.observations, wrist: { shape: [480, 640, 3] } } });
  return { t, people, as, seeded, register, faster, wrist, robotId: seeded.robotId };
}

test("the same name again is the next version, and a diff says what it means", async () => {
  const { as, seeded, faster, wrist } = await twoVersions();
  expect([faster.version, wrist.version]).toEqual([2, 3]);
  expect(await as.query(api.robotSchemas.diff, { from: seeded.robotSchemaId, to: faster.id })).toMatchObject({
    from: { version: 1 },
    to: { version: 2 },
    severity: "breaking",
    changes: [{ kind: "rate_changed", before: "25", after: "50" }],
  });
  expect(await as.query(api.robotSchemas.diff, { from: seeded.robotSchemaId, to: wrist.id })).toMatchObject({ severity: "harmless" });
});

test("a robot moves to a version explicitly, and only between sessions", async () => {
  const { t, people, as, seeded, wrist, faster, robotId } = await twoVersions();
  const move = (robotSchemaId: typeof wrist.id, acceptBreaking?: boolean) =>
    as.mutation(api.robots.setSchema, { id: robotId, robotSchemaId, acceptBreaking });
  const { sessionId } = await as.mutation(api.sessions.authorize, { deploymentId: seeded.deploymentId, robotId });
  await expect(move(wrist.id)).rejects.toThrow(/open_session/);
  await as.mutation(api.sessions.close, { id: sessionId });
  await expect(move(faster.id)).rejects.toThrow(/breaking/);
  expect(await move(wrist.id)).toMatchObject({ severity: "harmless" });
  expect(await as.query(api.robots.get, { id: robotId })).toMatchObject({ robotSchemaVersion: 3 });
  expect(await move(faster.id, true)).toMatchObject({ severity: "breaking" });
  const authorize = as.mutation(api.sessions.authorize, { deploymentId: seeded.deploymentId, robotId });
  await expect(authorize).rejects.toThrow(/schema_mismatch/);
  const log = await people.admin.as.query(api.audit.list, { paginationOpts: { numItems: 20, cursor: null }, targetId: robotId });
  expect(log.page.filter((entry) => entry.action === "robot.setSchema")).toHaveLength(2);
  const robot = startRobot(t, seeded);
  expect(await robot.beat()).toMatchObject({ ok: true });
});

test("a robot does not move to the schema of another kind of robot", async () => {
  const { as, register, robotId } = await twoVersions();
  const other = await register(so101, "another");
  await expect(as.mutation(api.robots.setSchema, { id: robotId, robotSchemaId: other.id })).rejects.toThrow(/other_schema/);
});

test("where a version is used is told by version", async () => {
  const { as, seeded, wrist, robotId } = await twoVersions();
  const { deploymentId, robotSchemaId } = seeded;
  expect(await as.query(api.robotSchemas.usage, { id: robotSchemaId })).toMatchObject({
    robots: [{ id: robotId, name: "arm-1" }],
    deployments: [{ id: deploymentId }],
  });
  await as.mutation(api.robots.setSchema, { id: robotId, robotSchemaId: wrist.id });
  expect(await as.query(api.robotSchemas.usage, { id: robotSchemaId })).toMatchObject({ robots: [] });
  expect(await as.query(api.robotSchemas.usage, { id: wrist.id })).toMatchObject({ robots: [{ id: robotId }], deployments: [] });
});

test("a version that says how the arm is built is kept as it was given, and breaks nothing", async () => {
  const { as, seeded, register, robotId } = await twoVersions();
  const joints = [{ name: "shoulder_pan", type: "revolute", origin: { xyz: [0, 0, 0.1], rpy: [0, 0, 0] }, axis: [0, 0, 1] }];
  const kinematics = { joints, tip: { xyz: [0.2, 0, 0] } };
  const drawn = await register({ ...so101, kinematics });
  const { document } = await as.query(api.robotSchemas.get, { id: drawn.id });
  expect(JSON.parse(document)).toMatchObject({ kinematics });
  expect(await as.query(api.robotSchemas.diff, { from: seeded.robotSchemaId, to: drawn.id })).toMatchObject({
    severity: "harmless",
    changes: [{ kind: "kinematics_added", subject: "", before: null }],
  });
  expect(await as.mutation(api.robots.setSchema, { id: robotId, robotSchemaId: drawn.id })).toMatchObject({ severity: "harmless" });
  const wrong = register({ ...so101, kinematics: { joints: [{ ...joints[0], origin: { xyz: [0, 0, 100] } }] } });
  await expect(wrong).rejects.toThrow(/kinematics\.joints\[0\]\.origin\.xyz/);
});
