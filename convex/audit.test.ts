import { afterEach, expect, test, vi } from "vitest";

import { api } from "./_generated/api";
import { advance, promote, readySession, seedOrganization, seedRobot, startOfTest, startServer } from "./fixtures.testing";

afterEach(() => void vi.useRealTimers());

const paginationOpts = { numItems: 50, cursor: null };

test("the log is narrowed by thing, by who did it and by time, and to nothing of another organization", async () => {
  const t = startServer();
  const [people, theirs] = [await seedOrganization(t, "Ours"), await seedOrganization(t, "Theirs")];
  const { robotId } = await seedRobot(t, people);
  advance(60_000);
  await people.admin.as.mutation(api.robots.retire, { id: robotId });
  const list = async (filter: { targetId?: string; actorId?: string; since?: number; until?: number }, who = people) =>
    (await who.viewer.as.query(api.audit.list, { ...filter, paginationOpts })).page.map(({ action }) => action);
  const all = await list({});
  expect(all).toEqual(["robot.retire", "pairing.claim", "pairing.create", "deployment.create", "robot.register", "robotSchema.register"]);
  expect(await list({ targetId: robotId })).toContain("robot.register");
  expect(await list({ actorId: people.admin.userId })).toEqual(["robot.retire"]);
  expect(await list({ targetId: robotId, actorId: people.admin.userId })).toEqual(["robot.retire"]);
  expect(await list({ since: startOfTest + 60_000 })).toEqual(["robot.retire"]);
  expect(await list({ until: startOfTest + 60_000 })).toEqual(all.slice(1));
  expect(await list({ since: startOfTest + 60_000, actorId: people.operator.userId })).toEqual([]);
  expect(await list({ actorId: people.admin.userId, targetId: robotId }, theirs)).toEqual([]);
});

test("a session stands in the log with its robot, for a model runs on many", async () => {
  const t = startServer();
  const people = await seedOrganization(t);
  const { sessionId } = await readySession(t, people, await seedRobot(t, people));
  await promote(people, sessionId);
  const { page } = await people.viewer.as.query(api.audit.list, { targetId: sessionId, paginationOpts });
  expect(page.map(({ action }) => action)).toEqual(expect.arrayContaining(["session.authorize", "session.activate", "session.promote"]));
  expect([...new Set(page.map(({ targetName }) => targetName))]).toEqual(["arm-1 · pi0.5"]);
});
