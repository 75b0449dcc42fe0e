import { expect, test, vi } from "vitest";

import { api } from "./_generated/api";
import { promote, readySession, seedOrganization, seedRobot, startServer } from "./fixtures.testing";

vi.mock("./model/webhooks/webhooks", async (original) => ({
  ...(await original<object>()),
  postNotice: () => Promise.reject(new Error("the webhooks are broken")),
}));

test("a promote happens and a stop is accepted although nobody can be told", async () => {
  const log = vi.spyOn(console, "error").mockImplementation(() => undefined);
  const t = startServer();
  const people = await seedOrganization(t, "Ours");
  const { sessionId } = await readySession(t, people, await seedRobot(t, people));
  expect(await promote(people, sessionId)).toMatchObject({ ok: true });
  const before = await people.viewer.as.query(api.sessions.get, { id: sessionId });
  expect(before.mode).toBe("apply_actions");
  await people.viewer.as.mutation(api.sessions.stop, { id: sessionId });
  const after = await people.viewer.as.query(api.sessions.get, { id: sessionId });
  expect([after.mode, after.stop?.acceptedAt]).toEqual(["dry_run", expect.any(Number)]);
  expect(after.version).toBeGreaterThan(before.version);
  expect(log).toHaveBeenCalledWith("a notice could not be told", expect.objectContaining({ message: "the webhooks are broken" }));
});
