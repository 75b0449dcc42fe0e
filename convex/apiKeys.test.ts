import { afterEach, expect, test, vi } from "vitest";

import { api } from "./_generated/api";
import { advance, apiKeyOf, seedOrganization, seedRobot, startServer } from "./fixtures.testing";

afterEach(() => void vi.useRealTimers());

test("a key shows when it was used and from which network, written once a minute at most", async () => {
  const t = startServer();
  const people = await seedOrganization(t);
  const { deploymentId } = await seedRobot(t, people);
  const apiKey = await apiKeyOf(people);
  const used = async () => {
    const [key] = await people.operator.as.query(api.apiKeys.list, {});
    return [key?.lastUsedAt, key?.lastUsedFrom];
  };
  const from = (ip: string | null) => t.withRequestMetadata({ ip }).mutation(api.publicApi.runReadinessCheck, { apiKey, deploymentId });
  expect(await used()).toEqual([null, null]);
  const first = Date.now();
  await from("203.0.113.77");
  expect(await used()).toEqual([first, "203.0.113.…"]);
  advance(59_000);
  await from("198.51.100.1");
  expect(await used()).toEqual([first, "203.0.113.…"]);
  advance(1_000);
  await from("2001:db8:7:1::1");
  expect(await used()).toEqual([first + 60_000, "2001:db8:7:…"]);
  advance(60_000);
  await from(null);
  expect(await used()).toEqual([first + 120_000, null]);
});

test("a key of too low a role, or one that ended, was not used", async () => {
  const t = startServer();
  const people = await seedOrganization(t);
  const { deploymentId } = await seedRobot(t, people);
  const viewer = await apiKeyOf(people, "viewer");
  expect(await t.mutation(api.publicApi.runReadinessCheck, { apiKey: viewer, deploymentId })).toEqual({ ok: false, reason: "forbidden" });
  const { apiKey } = await people.admin.as.mutation(api.apiKeys.create, { name: "short", expiresAt: Date.now() + 120_000 });
  advance(120_000);
  expect(await t.mutation(api.publicApi.runReadinessCheck, { apiKey, deploymentId })).toEqual({ ok: false, reason: "expired_key" });
  expect((await people.operator.as.query(api.apiKeys.list, {})).map(({ lastUsedAt }) => lastUsedAt)).toEqual([null, null]);
});
