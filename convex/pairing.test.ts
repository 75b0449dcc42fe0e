import { afterEach, expect, test, vi } from "vitest";

import { api } from "./_generated/api";
import { advance, seedOrganization, seedRobot, startRobot, startServer } from "./fixtures.testing";

afterEach(() => void vi.useRealTimers());

async function start() {
  const t = startServer();
  const people = await seedOrganization(t);
  const seeded = await seedRobot(t, people);
  const { as } = people.operator;
  const create = (ttlSeconds?: number) => as.mutation(api.pairing.create, { robotId: seeded.robotId, ttlSeconds });
  const claim = (token: string, hostname = "pi-2") => t.mutation(api.publicApi.claimPairingToken, { token, hostname });
  return { t, people, seeded, as, create, claim };
}

test("of fifty parallel claims exactly one succeeds", async () => {
  const { create, claim, as } = await start();
  const { id, token } = await create();
  const answers = await Promise.all(Array.from({ length: 50 }, (_, index) => claim(token, `host-${index}`)));
  const winners = answers.filter((answer) => answer.ok);
  expect(winners).toHaveLength(1);
  const shown = await as.query(api.pairing.watch, { id });
  expect(shown).toMatchObject({ state: "claimed", credentialRevoked: false });
  for (const answer of answers) {
    if (!answer.ok) expect(answer).toEqual({ ok: false, reason: "used", usedBy: shown?.claim?.hostname, usedAt: Date.now() });
  }
});

test("a token lives ten minutes and not a millisecond more", async () => {
  const { create, claim } = await start();
  const { token, expiresAt } = await create();
  expect(expiresAt).toBe(Date.now() + 600_000);
  advance(600_000);
  expect(await claim(token)).toEqual({ ok: false, reason: "expired" });
});

test.each([0, 9, 86_401, NaN, Infinity, -1])("a life of %s seconds is refused", async (ttlSeconds) => {
  const { create } = await start();
  await expect(create(ttlSeconds)).rejects.toThrow(/ttlSeconds/);
});

test("the refusals can be told apart", async () => {
  const { create, claim, as } = await start();
  const { id, token } = await create();
  await as.mutation(api.pairing.revoke, { id });
  expect(await claim(token)).toEqual({ ok: false, reason: "revoked" });
  for (const unknown of ["", "pair_", "rfx_aaaa", `pair_${"0".repeat(72)}`, "x".repeat(100_000)]) {
    expect(await claim(unknown)).toEqual({ ok: false, reason: "unknown" });
  }
});

test("five wrong secrets for a prefix burn the token", async () => {
  const { create, claim, as } = await start();
  const { id, token, prefix } = await create();
  for (let index = 0; index < 5; index += 1) {
    expect(await claim(`${prefix}${String(index).repeat(64)}`)).toEqual({ ok: false, reason: "unknown" });
  }
  expect(await claim(token)).toEqual({ ok: false, reason: "revoked" });
  expect(await as.query(api.pairing.watch, { id })).toMatchObject({ state: "burned", wrongAttempts: 5 });
});

test("four wrong secrets do not", async () => {
  const { create, claim } = await start();
  const { token, prefix } = await create();
  for (let index = 0; index < 4; index += 1) await claim(`${prefix}${String(index).repeat(64)}`);
  expect(await claim(token)).toMatchObject({ ok: true });
});

test("a token asked for too often is answered later", async () => {
  const { create, claim } = await start();
  const { token } = await create();
  for (let index = 0; index < 120; index += 1) await claim(token);
  expect(await claim(token)).toMatchObject({ ok: false, reason: "rate_limited", retryAfterMs: 60_000 });
});

test("a new token replaces the one on the screen", async () => {
  const { create, claim } = await start();
  const first = await create();
  const second = await create();
  expect(await claim(first.token)).toEqual({ ok: false, reason: "revoked" });
  expect(await claim(second.token)).toMatchObject({ ok: true });
});

test("pairing again revokes the robot's earlier credential", async () => {
  const { t, create, claim, seeded } = await start();
  await startRobot(t, seeded).beat();
  const { token } = await create();
  const claimed = await claim(token);
  const old = await t.mutation(api.publicApi.heartbeatRobot, { apiKey: seeded.credential, robotId: seeded.robotId, seq: 99 });
  expect(old).toEqual({ ok: false, reason: "revoked_key" });
  if (!claimed.ok) throw new Error(claimed.reason);
  const fresh = { apiKey: claimed.credential, robotId: seeded.robotId, seq: 0 };
  expect(await t.mutation(api.publicApi.heartbeatRobot, fresh)).toMatchObject({ ok: true, accepted: true });
});

test("revoking a claimed token revokes the credential that it gave out", async () => {
  const { t, create, claim, as, seeded } = await start();
  const { id, token } = await create();
  const claimed = await claim(token);
  if (!claimed.ok) throw new Error(claimed.reason);
  await as.mutation(api.pairing.revoke, { id });
  expect(await as.query(api.pairing.watch, { id })).toMatchObject({ credentialRevoked: true });
  const answer = await t.query(api.publicApi.watchRobot, { apiKey: claimed.credential, robotId: seeded.robotId });
  expect(answer).toEqual({ ok: false, reason: "revoked_key" });
});

test("no secret is stored, audited or listed", async () => {
  const { t, create, claim, people } = await start();
  const { token } = await create();
  const claimed = await claim(token);
  if (!claimed.ok) throw new Error(claimed.reason);
  const { apiKey } = await people.admin.as.mutation(api.apiKeys.create, { name: "ci" });
  const { invitation } = await people.admin.as.mutation(api.invitations.create, { email: "b@lab.example", role: "viewer" });
  const everything = await t.run(async (ctx) =>
    JSON.stringify([
      await ctx.db.query("pairingTokens").collect(),
      await ctx.db.query("robotCredentials").collect(),
      await ctx.db.query("apiKeys").collect(),
      await ctx.db.query("invitations").collect(),
      await ctx.db.query("auditEntries").collect(),
    ]),
  );
  for (const secret of [token, claimed.credential, apiKey, invitation]) {
    expect(secret.length).toBeGreaterThanOrEqual(64);
    expect(everything).not.toContain(secret.slice(-64));
  }
});

test("a hostname cannot hide or reorder text on the page that shows it", async () => {
  const { create, claim, as } = await start();
  const { id, token } = await create();
  await claim(token, "pi\u202e\u0000<b>".padEnd(500, "x"));
  const hostname = (await as.query(api.pairing.watch, { id }))?.claim?.hostname ?? "";
  expect(hostname.startsWith("pi<b>")).toBe(true);
  expect(hostname).toHaveLength(200);
});

test("the fleet sees which robots are being paired, without a secret", async () => {
  const t = startServer();
  const people = await seedOrganization(t);
  const { robotId } = await seedRobot(t, people);
  const { viewer, operator } = people;
  expect(await viewer.as.query(api.pairing.open, {})).toEqual([]);
  const { id, createdAt, expiresAt } = await operator.as.mutation(api.pairing.create, { robotId });
  expect(await viewer.as.query(api.pairing.open, { now: createdAt })).toEqual([{ id, robotId, createdAt, expiresAt }]);
  expect(await viewer.as.query(api.pairing.open, { now: expiresAt })).toEqual([]);
  await operator.as.mutation(api.pairing.revoke, { id });
  expect(await viewer.as.query(api.pairing.open, {})).toEqual([]);
});
