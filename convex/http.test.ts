import { afterEach, expect, test, vi } from "vitest";

import { api } from "./_generated/api";
import { promote, readySession, seedOrganization, seedRobot, startServer } from "./fixtures.testing";
import { openApiDocument } from "./openapi/document";

afterEach(() => void vi.useRealTimers());

const stopWith = (body: unknown) => ({ method: "POST", body: typeof body === "string" ? body : JSON.stringify(body) });

test("GET /time is the server's clock, for any page", async () => {
  const t = startServer();
  const response = await t.fetch("/time");
  expect(await response.json()).toEqual({ now: Date.now() });
  expect(response.headers.get("Access-Control-Allow-Origin")).toBe("*");
  expect(response.headers.get("Cache-Control")).toBe("no-store");
});

test("GET /openapi.json describes this very deployment, for any page", async () => {
  vi.stubEnv("CONVEX_CLOUD_URL", "https://happy-otter-1.convex.cloud");
  vi.stubEnv("CONVEX_SITE_URL", "https://happy-otter-1.convex.site");
  const response = await startServer().fetch("/openapi.json");
  vi.unstubAllEnvs();
  expect(response.headers.get("Access-Control-Allow-Origin")).toBe("*");
  const places = { functionsUrl: "https://happy-otter-1.convex.cloud", routesUrl: "https://happy-otter-1.convex.site" };
  expect(await response.json()).toEqual(JSON.parse(JSON.stringify(openApiDocument(places))));
});

test("POST /stop stops by plain HTTPS and answers every repeat with the facts", async () => {
  const t = startServer();
  const people = await seedOrganization(t);
  const { sessionId } = await readySession(t, people, await seedRobot(t, people));
  await promote(people, sessionId);
  const first = await people.viewer.as.fetch("/stop", stopWith({ sessionId, sentAt: Date.now() - 40 }));
  expect(first.status).toBe(200);
  const facts: unknown = await first.json();
  expect(facts).toMatchObject({ ok: true, sentAt: Date.now() - 40, acceptedAt: Date.now(), acknowledgedAt: null, requests: 1 });
  const again = await people.viewer.as.fetch("/stop", stopWith({ sessionId }));
  expect(await again.json()).toMatchObject({ requests: 2, emergencyStopLocation: "red button on the left post" });
  expect((await people.viewer.as.query(api.sessions.get, { id: sessionId })).mode).toBe("dry_run");
});

test.each([
  ["{", 400],
  ["[]", 400],
  [{ sessionId: 1 }, 400],
  [{ sessionId: "nonsense" }, 400],
  [{}, 400],
])("POST /stop with %j is refused", async (body, status) => {
  const t = startServer();
  const people = await seedOrganization(t);
  expect((await people.viewer.as.fetch("/stop", stopWith(body))).status).toBe(status);
});

test("POST /stop needs a signed-in operator of the same organization", async () => {
  const t = startServer();
  const people = await seedOrganization(t);
  const { sessionId } = await readySession(t, people, await seedRobot(t, people));
  expect((await t.fetch("/stop", stopWith({ sessionId }))).status).toBe(401);
  const others = await seedOrganization(t, "Others");
  expect((await others.admin.as.fetch("/stop", stopWith({ sessionId }))).status).toBe(404);
});

test("another origin may ask before it asks", async () => {
  const t = startServer();
  const response = await t.fetch("/stop", { method: "OPTIONS" });
  expect(response.status).toBe(204);
  expect(response.headers.get("Access-Control-Allow-Headers")).toContain("Authorization");
});

test("the published key verifies a grant, and no answer holds the private one", async () => {
  const t = startServer();
  expect(await (await t.fetch("/.well-known/grants.json")).json()).toEqual({ keys: [] });
  const people = await seedOrganization(t);
  const { deploymentId, robotId } = await seedRobot(t, people);
  const grant = await people.operator.as.mutation(api.sessions.authorize, { deploymentId, robotId });
  const published = await (await t.fetch("/.well-known/grants.json")).text();
  const { createLocalJWKSet, jwtVerify } = await import("jose");
  const keys = createLocalJWKSet(JSON.parse(published) as Parameters<typeof createLocalJWKSet>[0]);
  const { payload } = await jwtVerify(grant.token, keys, { audience: "worker", currentDate: new Date(Date.now()) });
  expect(payload).toMatchObject({ sessionId: grant.sessionId, robotId, deploymentId, mode: "dry_run" });
  expect((payload.exp ?? 0) * 1000).toBe(grant.expiresAt);
  expect(grant.expiresAt).toBe(Date.now() + 30 * 60_000);
  const late = jwtVerify(grant.token, keys, { currentDate: new Date(Date.now() + 30 * 60_000 + 1_000) });
  await expect(late).rejects.toThrow(/exp/);
  const rows = await t.run((ctx) => ctx.db.query("signingKeys").collect());
  for (const row of rows) expect(published + JSON.stringify(grant)).not.toContain(row.privateKey);
});
