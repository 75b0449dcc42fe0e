import { afterEach, expect, test, vi } from "vitest";

import { api } from "./_generated/api";
import { promote, seedRobot, startRobot } from "./fixtures.testing";
import { codesOf, ready } from "./sessions.testing";

afterEach(() => void vi.useRealTimers());

/** An arm that is ready to be promoted where no joint may go further than 0.3 at once. */
async function bounded() {
  const found = await ready();
  const { people, seeded, sessionId, admin } = found;
  const set = (maxFirstMove: number | null, reason?: string) =>
    admin.as.mutation(api.deployments.setPolicy, { id: seeded.deploymentId, policy: { maxFirstMove }, reason });
  await set(0.3);
  return { ...found, set, codes: async () => codesOf(await promote(people, sessionId)) };
}

test("an arm that would leap is not promoted, and one that is near is, with what it said kept as evidence", async () => {
  const { people, operator, robot, sessionId, codes } = await bounded();
  expect(await codes()).toEqual(["first_move_unknown"]);
  await robot.beat({ sessionId, firstMove: [0, 0.1, -0.31, 0, 0, 0] });
  expect(await codes()).toEqual(["first_move_too_far"]);
  const firstMove = [0, 0.1, -0.3, 0, 0, 0];
  await robot.beat({ sessionId, firstMove });
  expect(await promote(people, sessionId)).toMatchObject({ ok: true });
  const events = await operator.as.query(api.sessions.timeline, { id: sessionId });
  expect(events.find(({ kind }) => kind === "session.promote")?.evidence).toMatchObject({ firstMove });
});

test("what it said before, of another session, or of some of its joints does not count", async () => {
  const { robot, sessionId, codes } = await bounded();
  await robot.beat({ sessionId, firstMove: [0, 0, 0, 0, 0, 0] });
  await robot.beat({ sessionId });
  expect(await codes()).toEqual(["first_move_unknown"]);
  await robot.beat({ sessionId, firstMove: [0, 0, 0, 0, 0] });
  expect(await codes()).toEqual(["first_move_unknown"]);
  await robot.beat({ sessionId: null, firstMove: [0, 0, 0, 0, 0, 0] });
  expect(await codes()).toContain("first_move_unknown");
});

test("without a bound the distance is told and kept, and nothing waits for it", async () => {
  const { people, operator, robot, sessionId, set } = await bounded();
  await expect(set(null)).rejects.toThrow("maxFirstMove");
  await set(null, "arm is in a cage");
  await robot.beat({ sessionId, firstMove: [0, 0, 2, 0, 0, 0] });
  const readiness = await operator.as.query(api.sessions.promoteReadiness, { id: sessionId, now: Date.now() });
  expect(readiness).toMatchObject({ ready: true, evidence: { firstMove: [0, 0, 2, 0, 0, 0] } });
  expect(await promote(people, sessionId)).toMatchObject({ ok: true });
});

test.each([[Array.from({ length: 65 }, () => 0)], [[Number.NaN]], [[2e9]]])(
  "a heartbeat with %j as its first move is refused and changes nothing",
  async (firstMove) => {
    const { t, people } = await ready();
    const other = await seedRobot(t, people, undefined, "arm-2");
    await expect(startRobot(t, other).beat({ firstMove })).rejects.toThrow("firstMove");
    expect(await people.viewer.as.query(api.robots.status, { robotId: other.robotId })).toMatchObject([{ lastSeenAt: null }]);
  },
);
