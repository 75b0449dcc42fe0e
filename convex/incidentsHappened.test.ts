import { afterEach, expect, test, vi } from "vitest";

import { api } from "./_generated/api";
import { advance, promote, readySession, tick } from "./fixtures.testing";
import { start } from "./heartbeats.testing";
import { idOf, list, stateOf } from "./incidents.testing";

afterEach(() => void vi.useRealTimers());

test("a stop that nobody asked for waits until somebody looked, and can be taken; one that was asked for is none", async () => {
  const started = await start();
  const { t, people, seeded } = started;
  const { robotId } = seeded;
  const { sessionId, robot } = await readySession(t, people, seeded);
  expect(await promote(people, sessionId)).toMatchObject({ ok: true });
  await robot.beat({ sessionId, mode: "apply_actions" });
  await people.operator.as.mutation(api.sessions.demote, { id: sessionId });
  await robot.beat({ sessionId });
  expect(await list(started)).toEqual([]);

  for (let index = 0; index < 4; index += 1) await robot.beat({ sessionId });
  expect(await promote(people, sessionId)).toMatchObject({ ok: true });
  await robot.beat({ sessionId, mode: "apply_actions" });
  advance(4_000);
  await tick(t, sessionId);
  expect(await list(started, "open")).toMatchObject([{ cause: "stop_unasked", detail: "lease_expired", sessionId, severity: 1 }]);
  await robot.beat({ sessionId });
  expect(await stateOf(started)).toMatchObject({ link: "online", health: "ok", pending: ["stop_unasked"] });
  await people.operator.as.mutation(api.attention.take, { robotId, attendedBy: null });
  await robot.beat({ sessionId, message: "ready" });
  expect((await stateOf(started))?.attendance?.by.id).toBe(people.operator.userId);
  const [waiting] = await list(started, "open");
  await people.operator.as.mutation(api.incidents.settle, { id: idOf(waiting), robotId, note: "The network switch was off." });
  const state = await stateOf(started);
  expect([state?.pending, state?.attendance]).toEqual([undefined, undefined]);
  expect(await list(started)).toMatchObject([
    {
      endedAt: Date.now(),
      ending: { how: "settled", by: { id: people.operator.userId } },
      steps: [{ kind: "take" }, { kind: "note", text: "The network switch was off." }],
    },
  ]);
  await expect(people.operator.as.mutation(api.incidents.settle, { id: idOf(waiting), robotId, note: "again" })).rejects.toMatchObject({
    data: { code: "conflict", reason: "over" },
  });
});

test("the next promote settles a stop that nobody looked at; a robot that is retired ends all of its incidents", async () => {
  const started = await start();
  const { t, people, seeded } = started;
  const { sessionId, robot } = await readySession(t, people, seeded);
  await promote(people, sessionId);
  await robot.beat({ sessionId, mode: "apply_actions", state: "fault" });
  expect((await list(started, "open")).map(({ cause }) => cause).toSorted((a, b) => (a < b ? -1 : 1))).toEqual(["fault", "stop_unasked"]);
  for (let index = 0; index < 5; index += 1) await robot.beat({ sessionId });
  // Faults are evidence against a promote: a session of its own has none.
  await people.operator.as.mutation(api.sessions.close, { id: sessionId });
  const next = await readySession(t, people, seeded);
  expect(await list(started, "open")).toMatchObject([{ cause: "stop_unasked" }]);
  expect(await promote(people, next.sessionId)).toMatchObject({ ok: true });
  expect(await list(started, "open")).toEqual([]);
  expect((await list(started)).find(({ cause }) => cause === "stop_unasked")?.ending).toMatchObject({
    how: "promoted",
    by: { id: people.operator.userId },
  });
  await next.robot.beat({ sessionId: next.sessionId, mode: "apply_actions", state: "fault" });
  await people.operator.as.mutation(api.sessions.close, { id: next.sessionId });
  await people.admin.as.mutation(api.robots.retire, { id: seeded.robotId });
  expect((await list(started)).slice(0, 2).map(({ ending }) => ending?.how)).toEqual(["retired", "retired"]);
  expect(await list(started, "open")).toEqual([]);
});

test("a doctor that failed waits until one of the same deployment passes", async () => {
  const started = await start();
  const { t, people, seeded } = started;
  const { deploymentId, robotId } = seeded;
  const run = () => people.operator.as.mutation(api.doctor.run, { deploymentId, robotId });
  await run();
  const [failed] = await list(started, "open");
  expect(failed).toMatchObject({ cause: "doctor_failed", deploymentId, severity: 3, times: 1 });
  expect(failed?.detail).not.toBe("");
  await run();
  expect(await list(started, "open")).toMatchObject([{ id: failed?.id, times: 2 }]);
  await readySession(t, people, seeded);
  expect(await list(started, "open")).toEqual([]);
  expect(await list(started)).toMatchObject([{ ending: { how: "passed", by: { id: people.operator.userId } } }]);
});

test("two deployments whose doctor failed on one robot wait each by itself, and the robot until both are settled", async () => {
  const started = await start();
  const { t, people, seeded } = started;
  const { deploymentId, robotId } = seeded;
  const otherId = await t.run(async (ctx) => {
    const row = await ctx.db.get("deployments", deploymentId);
    if (row === null) throw new Error("no deployment");
    const { _id, _creationTime, ...facts } = row;
    return await ctx.db.insert("deployments", { ...facts, name: "another" });
  });
  const run = (id: typeof deploymentId) => people.operator.as.mutation(api.doctor.run, { deploymentId: id, robotId });
  await run(deploymentId);
  const [first] = await list(started, "open");
  advance(1_000);
  await run(otherId);
  await run(otherId);
  expect(await list(started, "open")).toMatchObject([
    { cause: "doctor_failed", deploymentId: otherId, deploymentName: "another", times: 2 },
    { id: first?.id, deploymentId, times: 1 },
  ]);
  await readySession(t, people, seeded);
  expect(await list(started, "open")).toMatchObject([{ deploymentId: otherId }]);
  expect((await stateOf(started))?.pending).toEqual(["doctor_failed"]);
  const [other] = await list(started, "open");
  await people.operator.as.mutation(api.incidents.settle, { id: idOf(other), robotId, note: "Not used any more." });
  expect(await list(started, "open")).toEqual([]);
  expect((await stateOf(started))?.pending).toBeUndefined();
});

test("one that is open from before stops had a deployment is settled as others are, and the robot's next stop is its own", async () => {
  const started = await start();
  const { t, people, seeded } = started;
  const { robotId, deploymentId } = seeded;
  const { sessionId, robot } = await readySession(t, people, seeded);
  const stop = async () => {
    expect(await promote(people, sessionId)).toMatchObject({ ok: true });
    await robot.beat({ sessionId, mode: "apply_actions" });
    advance(4_000);
    await tick(t, sessionId);
  };
  await stop();
  const [old] = await list(started, "open");
  expect(old).toMatchObject({ cause: "stop_unasked", deploymentId });
  await t.run((ctx) => ctx.db.patch("incidents", idOf(old), { deploymentId: null }));
  for (let index = 0; index < 5; index += 1) await robot.beat({ sessionId });
  await stop();
  const all = await list(started);
  expect(all.find(({ id }) => id === old?.id)).toMatchObject({ deploymentName: null, ending: { how: "promoted" } });
  expect(await list(started, "open")).toMatchObject([{ cause: "stop_unasked", deploymentId, times: 1 }]);
  const [waiting] = await list(started, "open");
  await t.run((ctx) => ctx.db.patch("incidents", idOf(waiting), { deploymentId: null }));
  await people.operator.as.mutation(api.incidents.settle, { id: idOf(waiting), robotId, note: "The switch." });
  expect((await stateOf(started))?.pending).toBeUndefined();
});
