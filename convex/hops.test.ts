import { afterEach, expect, test, vi } from "vitest";

import { refusalsOf } from "#src/api/hops.ts";

import { api, internal } from "./_generated/api";
import { advance, readySession } from "./fixtures.testing";
import { start } from "./heartbeats.testing";

afterEach(() => void vi.useRealTimers());

/** What the map of the way to the arm is given on a page, and says, beside what the server's functions say. */
async function ask({ people, seeded }: Awaited<ReturnType<typeof start>>, id: Awaited<ReturnType<typeof readySession>>["sessionId"]) {
  const { as } = people.operator;
  const [status] = await as.query(api.robots.status, { robotId: seeded.robotId });
  const session = await as.query(api.sessions.get, { id });
  const now = Date.now();
  const { server, agent, arm } = refusalsOf({ connection: { kind: "connected" }, status: status ?? null, isRetired: false, session, now });
  const { unmet } = await as.query(api.sessions.promoteReadiness, { id, now });
  expect(server).toEqual([]);
  return { map: [...agent, ...arm], guard: unmet };
}

const troubles: [string, Parameters<Awaited<ReturnType<typeof readySession>>["robot"]["beat"]>[0] | null, number, string[]][] = [
  ["all is well", {}, 0, []],
  ["late", {}, 1_600, ["robot_not_online"]],
  ["offline", {}, 10_000, ["robot_not_online"]],
  ["goodbye", { goodbye: true }, 0, ["robot_not_online"]],
  ["in no session", { sessionId: null }, 0, ["robot_elsewhere"]],
  ["a fault", { state: "fault" }, 0, ["robot_not_healthy"]],
  ["a safe stop", { state: "safe_stop" }, 0, ["robot_not_healthy"]],
  ["a warning", { state: "warning" }, 0, []],
  ["applying unasked", { mode: "apply_actions" }, 0, ["robot_applying"]],
  ["too seldom", { intervalMs: 3_000 }, 0, ["heartbeat_too_slow"]],
];

test.each(troubles)(
  "%s: the page's map names what the promote is refused for, and nothing that the server does",
  async (...[, beat, silence, codes]) => {
    const started = await start();
    const { t, people, seeded } = started;
    const { sessionId, robot } = await readySession(t, people, seeded);
    await robot.beat({ sessionId, ...beat });
    advance(silence);
    await t.mutation(internal.sweeps.sweepLinks, {});
    const { map, guard } = await ask(started, sessionId);
    expect(new Set(map.map(({ code }) => code))).toEqual(new Set(codes));
    // Word for word what the promote itself is refused for; what else speaks against it is of no hop.
    for (const each of map) expect(guard).toContainEqual(each);
    const { as } = people.operator;
    const { deploymentId, robotId } = seeded;
    // What the map does not name is done, whatever the way is like.
    await as.mutation(api.sessions.demote, { id: sessionId });
    await as.mutation(api.pairing.create, { robotId });
    await as.mutation(api.sessions.mark, { id: sessionId });
    await as.mutation(api.sessions.stop, { id: sessionId });
    const stopped = await ask(started, sessionId);
    expect(stopped.map.map(({ code }) => code)).toContain("stop_unconfirmed");
    for (const each of stopped.map) expect(stopped.guard).toContainEqual(each);
    await as.mutation(api.sessions.close, { id: sessionId });
    expect((await as.mutation(api.sessions.authorize, { deploymentId, robotId })).sessionId).not.toBe(sessionId);
  },
);

test("a robot that applies as it should has nothing named, and its extension is granted also when it is late", async () => {
  const started = await start();
  const { t, people, seeded } = started;
  const { sessionId, robot } = await readySession(t, people, seeded);
  const { as } = people.operator;
  const { intent, version } = await as.mutation(api.sessions.requestIntent, { id: sessionId });
  expect(await as.mutation(api.sessions.promote, { id: sessionId, intent, version })).toMatchObject({ ok: true });
  await robot.beat({ sessionId, mode: "apply_actions" });
  expect((await ask(started, sessionId)).map).toEqual([]);
  advance(1_600);
  expect((await ask(started, sessionId)).map).toEqual([]);
  const { version: seen } = await as.query(api.sessions.get, { id: sessionId });
  expect(await as.mutation(api.sessions.extendBudget, { id: sessionId, budgetSeconds: 60, version: seen })).toMatchObject({
    budgetEndsAt: Date.now() + 60_000,
  });
});
