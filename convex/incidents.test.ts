import { afterEach, expect, test, vi } from "vitest";

import { api, internal } from "./_generated/api";
import { advance, promote, readySession } from "./fixtures.testing";
import { start } from "./heartbeats.testing";
import { idOf, list, sweep } from "./incidents.testing";
import { causesOf } from "./model/incidents/causes";
import { needsAttention } from "./model/robots/attentionRule";

afterEach(() => void vi.useRealTimers());

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
