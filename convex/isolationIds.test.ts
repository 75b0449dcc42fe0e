import { afterEach, expect, test, vi } from "vitest";

import { api } from "./_generated/api";
import { apiKeyOf, seedOrganization, seedRobot, startServer } from "./fixtures.testing";

afterEach(() => void vi.useRealTimers());

test("the same client session id in two organizations is two sessions", async () => {
  const t = startServer();
  const ids = new Set<string>();
  for (const name of ["Ours", "Theirs"]) {
    const people = await seedOrganization(t, name);
    const { deploymentId } = await seedRobot(t, people);
    const apiKey = await apiKeyOf(people);
    for (let index = 0; index < 2; index += 1) {
      const answer = await t.mutation(api.publicApi.authorizeSession, { apiKey, deploymentId, clientSessionId: "run-1" });
      if (!answer.ok) throw new Error(answer.reason);
      ids.add(answer.sessionId);
    }
  }
  expect(ids.size).toBe(2);
});
