import { afterEach, expect, test, vi } from "vitest";

import { api, internal } from "./_generated/api";
import { advance, promote, readySession, tick } from "./fixtures.testing";
import { start } from "./heartbeats.testing";
import { causesOf } from "./model/incidents/causes";
import { needsAttention } from "./model/robots/attentionRule";

afterEach(() => void vi.useRealTimers());

type Started = Awaited<ReturnType<typeof start>>;
const list = async ({ people, seeded: { robotId } }: Started, show: "open" | "moving" | "all" = "all", ofRobot = true) => {
  const args = { show, paginationOpts: { numItems: 50, cursor: null }, ...(ofRobot ? { robotId } : {}) };
  return (await people.viewer.as.query(api.incidents.list, args)).page;
};
const idOf = (incident: Awaited<ReturnType<typeof list>>[number] | undefined) => {
  if (incident === undefined) throw new Error("no incident");
  return incident.id;
};
const sweep = ({ t }: Started) => t.mutation(internal.sweeps.sweepLinks, {});
const stateOf = async ({ people, seeded: { robotId } }: Started) => {
  const pass = await people.viewer.as.query(api.robots.watchPass, {});
  return (await people.viewer.as.query(api.robots.states, { pass, robotIds: [robotId] }))[0];
};

test("what needs attention is an incident from its first moment to its last, with what people did about it", async () => {
  const started = await start();
  const { people, robot, seeded } = started;
  const { robotId } = seeded;
  await robot.beat();
  expect(await list(started)).toEqual([]);
  await robot.beat({ state: "fault", message: "motor 3" });
  const startedAt = Date.now();
  await robot.beat({ state: "fault", message: "motor 3, again" });
  const { operator, admin } = people;
  await operator.as.mutation(api.attention.take, { robotId, attendedBy: null });
  const members = await people.admin.as.query(api.members.list, {});
  const to = members.find(({ userId }) => userId === admin.userId)?.id;
  if (to === undefined) throw new Error("no admin");
  await operator.as.mutation(api.attention.give, { robotId, attendedBy: operator.userId, to });
  const [open] = await list(started, "open");
  expect(open).toMatchObject({
    cause: "fault",
    severity: 1,
    startedAt,
    endedAt: null,
    ending: null,
    times: 1,
    detail: "motor 3",
    robotName: "arm-1",
  });
  await operator.as.mutation(api.incidents.note, { id: idOf(open), robotId, note: "Changed the motor." });
  await robot.beat();
  const ended = await list(started);
  expect(ended).toMatchObject([{ cause: "fault", startedAt, endedAt: Date.now(), ending: { how: "gone", by: null } }]);
  expect(ended[0]?.steps).toMatchObject([
    { kind: "take", by: { id: operator.userId }, to: null },
    { kind: "give", by: { id: operator.userId } },
    { kind: "note", by: { id: operator.userId }, text: "Changed the motor." },
  ]);
  expect(await list(started, "open")).toEqual([]);
});

test("a link that comes and goes is one incident, and one after a minute another", async () => {
  const started = await start();
  const { robot } = started;
  await robot.beat();
  for (let round = 0; round < 5; round += 1) {
    advance(10_000);
    await sweep(started);
    await robot.beat();
  }
  expect(await list(started)).toMatchObject([{ cause: "offline", times: 5, ending: { how: "gone" } }]);
  advance(70_000);
  await sweep(started);
  expect((await list(started)).map(({ cause, times, endedAt }) => [cause, times, endedAt === null])).toEqual([
    ["offline", 1, true],
    ["offline", 5, false],
  ]);
});

test("late, then silent: the one gives way to the other; the gravest stands first, of the whole organization", async () => {
  const started = await start();
  const { robot } = started;
  await robot.beat({ state: "warning" });
  advance(1_600);
  await sweep(started);
  expect(await list(started, "open", false)).toMatchObject([{ cause: "warning" }, { cause: "late" }]);
  advance(10_000);
  await sweep(started);
  const all = await list(started);
  expect(all.map(({ cause, ending }) => [cause, ending?.how])).toEqual([
    ["offline", undefined],
    ["late", "changed"],
    ["warning", undefined],
  ]);
  await robot.beat({ state: "fault" });
  expect((await list(started, "open", false)).map(({ cause }) => cause)).toEqual(["fault"]);
  expect((await list(started, "moving", false)).map(({ cause }) => cause)).toEqual(["fault"]);
});

test("those of moving arms come newest first, however grave, and of one robot too", async () => {
  const started = await start();
  const { t, people, seeded } = started;
  const { robot, sessionId } = await readySession(t, people, seeded);
  await promote(people, sessionId);
  await robot.beat({ sessionId, mode: "apply_actions" });
  advance(5_000);
  await sweep(started);
  advance(61_000);
  await robot.beat({ state: "warning" });
  advance(100);
  await robot.beat({ state: "fault" });
  const [newest, ...before] = (await list(started, "moving", false)).map(({ cause, severity }) => [cause, severity]);
  expect(newest).toEqual(["fault", 1]);
  expect(before).toContainEqual(["silent_applying", 0]);
  expect((await list(started, "moving")).map(({ cause, severity }) => [cause, severity])).toEqual([newest, ...before]);
  expect((await list(started)).map(({ cause }) => cause)).toContain("warning");
});

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

test("what is still so is not settled by saying it; notes have words; other robots and organizations are not found", async () => {
  const started = await start();
  const { people, robot, seeded } = started;
  const { robotId } = seeded;
  await robot.beat({ state: "fault" });
  const [open] = await list(started, "open");
  const { as } = people.operator;
  await expect(as.mutation(api.incidents.settle, { id: idOf(open), robotId, note: "done" })).rejects.toMatchObject({
    data: { reason: "still_so" },
  });
  await expect(as.mutation(api.incidents.note, { id: idOf(open), robotId, note: " " })).rejects.toMatchObject({
    data: { code: "invalid" },
  });
  await expect(as.mutation(api.incidents.note, { id: idOf(open), robotId, note: "x".repeat(501) })).rejects.toMatchObject({
    data: { code: "invalid" },
  });
  expect(await list(started, "open")).toEqual([open]);
});

test("a year after its end an incident goes, and an open one stays", async () => {
  const started = await start();
  const { t, robot } = started;
  await robot.beat({ state: "fault" });
  await robot.beat({ state: "warning" });
  await t.run(async (ctx) => {
    for (const row of await ctx.db.query("incidents").collect()) {
      if (row.endedAt !== null) await ctx.db.patch("incidents", row._id, { endedAt: Date.now() - 366 * 24 * 3_600_000 });
    }
  });
  await t.mutation(internal.sweeps.prune, {});
  expect((await list(started)).map(({ cause }) => cause)).toEqual(["warning"]);
});

test("a robot has a cause exactly where the list of the fleet has a reason", () => {
  for (const link of ["never", "online", "late", "offline", "retired"] as const)
    for (const health of ["unknown", "ok", "warning", "fault", "safe_stop"] as const)
      for (const mode of ["dry_run", "apply_actions"] as const)
        for (const sessionId of [null, "s" as never]) {
          const has = causesOf({ link, health, mode, sessionId }).length > 0;
          // A robot that was never heard is being set up: somebody should look, and nothing happened to it.
          expect(has).toBe(link !== "never" && needsAttention({ link, health }));
        }
});
