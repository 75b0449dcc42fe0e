import { afterEach, expect, test, vi } from "vitest";

import { api } from "./_generated/api";
import type { Id } from "./_generated/dataModel";
import { promote, readySession, seedOrganization, seedRobot, startServer } from "./fixtures.testing";
import { changesBetween, type SetUp } from "./model/receipts/setUp";

afterEach(() => void vi.useRealTimers());

async function lab() {
  const t = startServer();
  const people = await seedOrganization(t);
  const seeded = await seedRobot(t, people);
  const { operator, viewer } = people;
  const run = async (deploymentId: Id<"deployments">, { applies }: { applies: boolean }) => {
    const { sessionId } = await readySession(t, people, { ...seeded, deploymentId });
    if (applies) expect(await promote(people, sessionId)).toMatchObject({ ok: true });
    const { receiptId } = await operator.as.mutation(api.sessions.close, { id: sessionId });
    if (receiptId === null) throw new Error("no receipt");
    return receiptId;
  };
  const judge = (id: Id<"receipts">, verdict: "good" | "bad" | null) => operator.as.mutation(api.receipts.review, { id, verdict });
  const ask = (sessionId: Id<"sessions">) => viewer.as.query(api.receipts.sinceLastGood, { sessionId });
  return { t, people, seeded, operator, run, judge, ask };
}

test("a session is compared with the last good run that moved its robot, of whatever deployment", async () => {
  const { t, people, seeded, operator, run, judge, ask } = await lab();
  const moved = await run(seeded.deploymentId, { applies: true });
  const dry = await run(seeded.deploymentId, { applies: false });
  const { id: other } = await operator.as.mutation(api.deployments.create, {
    name: "place",
    modelId: "pi0.6",
    robotSchemaId: seeded.robotSchemaId,
  });
  const { sessionId } = await readySession(t, people, { ...seeded, deploymentId: other });
  expect(await ask(sessionId)).toEqual({ receipt: null, looked: 2, changes: [] });
  await judge(dry, "good");
  expect(await ask(sessionId)).toMatchObject({ receipt: null });
  await judge(moved, "good");
  const found = await ask(sessionId);
  expect(found.receipt).toMatchObject({ id: moved, sequence: 1 });
  expect(found.changes.map(({ what, before, now }) => [what, before, now])).toEqual([
    ["deployment", "pick", "place"],
    ["model", "pi0.5", "pi0.6"],
  ]);
  await judge(moved, "bad");
  expect(await ask(sessionId)).toMatchObject({ receipt: null });
});

test("what is the same is no change, and a new calibration is one", async () => {
  const { t, people, seeded, run, judge, ask } = await lab();
  await judge(await run(seeded.deploymentId, { applies: true }), "good");
  const { sessionId } = await readySession(t, people, seeded);
  expect(await ask(sessionId)).toMatchObject({ receipt: { sequence: 1 }, changes: [] });
  await t.run((ctx) => ctx.db.patch("robots", seeded.robotId, { calibrationId: "after the crash" }));
  expect((await ask(sessionId)).changes).toMatchObject([{ what: "calibration", now: "after the crash" }]);
});

const setUp = (over: object = {}): SetUp => ({
  robot: { id: "r1" as Id<"robots">, name: "arm-1", kind: "so101", calibrationId: null },
  robotSchema: { id: "s1" as Id<"robotSchemas">, name: "so101", version: 1, hash: "a".repeat(64) },
  deployment: { id: "d1" as Id<"deployments">, name: "pick", specHash: "b".repeat(64) },
  ...{ model: "pi0.5", baseModel: "pi0.5", runtime: "edge", artifactId: null },
  ...over,
});

test.each([
  ["spec", { deployment: { ...setUp().deployment, specHash: "c".repeat(64) } }, "bbbbbbbbbbbb", "cccccccccccc"],
  ["baseModel", { baseModel: "pi0.6" }, "pi0.5", "pi0.6"],
  ["runtime", { runtime: "cloud" }, "edge", "cloud"],
  ["robotSchema", { robotSchema: { ...setUp().robotSchema, version: 2, hash: "d".repeat(64) } }, "so101 v1", "so101 v2"],
])("a change of the %s is told as a person reads it", (what, over, before, now) => {
  expect(changesBetween(setUp(), setUp(over))).toEqual([{ what, before, now }]);
  expect(changesBetween(setUp(over), setUp())).toEqual([{ what, before: now, now: before }]);
});

test("a base model that is the model itself is told once", () => {
  expect(changesBetween(setUp(), setUp({ model: "pi0.6", baseModel: "pi0.6" })).map(({ what }) => what)).toEqual(["model"]);
  expect(changesBetween(setUp(), setUp({ model: "acme/pick", baseModel: "pi0.6" })).map(({ what }) => what)).toEqual([
    "model",
    "baseModel",
  ]);
});

test("what is on one side only is told, and a name alone is no change", () => {
  expect(changesBetween(setUp(), setUp({ robotSchema: null }))).toEqual([{ what: "robotSchema", before: "so101 v1", now: null }]);
  expect(changesBetween({}, setUp()).map(({ what }) => what)).toEqual(["deployment", "spec", "model", "runtime", "robotSchema"]);
  expect(
    changesBetween(setUp(), setUp({ robot: { ...setUp().robot, name: "arm one" }, deployment: { ...setUp().deployment, name: "Pick" } })),
  ).toEqual([]);
});
