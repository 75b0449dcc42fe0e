import { afterEach, expect, test, vi } from "vitest";

import { api } from "./_generated/api";
import { advance, seedOrganization, startServer } from "./fixtures.testing";

afterEach(() => void vi.useRealTimers());

async function start() {
  const t = startServer();
  const people = await seedOrganization(t);
  const login = await t.mutation(api.publicApi.startDeviceLogin, { hostname: "pi-1" });
  if (!login.ok) throw new Error(login.reason);
  const poll = () => t.mutation(api.publicApi.pollDeviceLogin, { deviceCode: login.deviceCode });
  return { t, people, login, poll, as: people.operator.as };
}

test("a code that a person approves gives one key, once", async () => {
  const { t, login, poll, as } = await start();
  const { userCode } = login;
  expect(userCode).toMatch(/^[B-DF-HJ-NP-TV-Z]{4}-[B-DF-HJ-NP-TV-Z]{4}$/);
  expect(await poll()).toEqual({ ok: false, reason: "pending" });
  expect(await as.query(api.deviceLogins.get, { userCode: userCode.toLowerCase() })).toMatchObject({ hostname: "pi-1", state: "open" });
  await as.mutation(api.deviceLogins.approve, { userCode });
  const answer = await poll();
  if (!answer.ok) throw new Error(answer.reason);
  expect(await poll()).toEqual({ ok: false, reason: "used" });
  const who = await t.query(api.publicApi.whoami, { apiKey: answer.apiKey });
  expect(who).toMatchObject({ ok: true, role: "operator", account: { email: "operator@Lab.example" } });
  await expect(as.mutation(api.deviceLogins.deny, { userCode })).rejects.toThrow(/used/);
});

test("denied, expired and unknown can be told apart", async () => {
  const { t, login, poll, as } = await start();
  await as.mutation(api.deviceLogins.deny, { userCode: login.userCode });
  expect(await poll()).toEqual({ ok: false, reason: "denied" });
  expect(await t.mutation(api.publicApi.pollDeviceLogin, { deviceCode: "dev_x" })).toEqual({ ok: false, reason: "unknown" });
  const other = await start();
  advance(600_000);
  expect(await other.poll()).toEqual({ ok: false, reason: "expired" });
  await expect(other.as.mutation(api.deviceLogins.approve, { userCode: other.login.userCode })).rejects.toThrow(/expired/);
});

test("strangers cannot fill the table", async () => {
  const { t } = await start();
  for (let index = 0; index < 59; index += 1) await t.mutation(api.publicApi.startDeviceLogin, {});
  expect(await t.mutation(api.publicApi.startDeviceLogin, {})).toMatchObject({ ok: false, reason: "rate_limited" });
});

test("who was removed or became a viewer after approving lets no machine in", async () => {
  const removed = await start();
  const membershipOf = async ({ people }: typeof removed) =>
    (await people.operator.as.query(api.members.list, {})).find(({ isMe }) => isMe)?.id ?? expect.fail("no member");
  const id = await membershipOf(removed);
  await removed.as.mutation(api.deviceLogins.approve, { userCode: removed.login.userCode });
  await removed.people.admin.as.mutation(api.members.remove, { id });
  expect(await removed.poll()).toEqual({ ok: false, reason: "denied" });
  const lowered = await start();
  await lowered.as.mutation(api.deviceLogins.approve, { userCode: lowered.login.userCode });
  await lowered.people.admin.as.mutation(api.members.setRole, { id: await membershipOf(lowered), role: "viewer" });
  expect(await lowered.poll()).toEqual({ ok: false, reason: "denied" });
  for (const { people } of [removed, lowered]) expect(await people.admin.as.query(api.apiKeys.list, {})).toEqual([]);
});

test("where the organization asks for a second factor, only who has one approves a machine or makes a key, and keys from before go on", async () => {
  const { t, people, login, poll, as } = await start();
  const { apiKey: earlier } = await people.admin.as.mutation(api.apiKeys.create, { name: "earlier" });
  await t.run((ctx) => ctx.db.patch("organizations", people.organizationId, { needsSecondFactor: true }));
  const needed = /"second_factor"/;
  await expect(as.mutation(api.deviceLogins.approve, { userCode: login.userCode })).rejects.toThrow(needed);
  await expect(people.admin.as.mutation(api.apiKeys.create, { name: "later" })).rejects.toThrow(needed);
  await expect(
    people.admin.as.mutation(api.apiKeys.setLimits, {
      id: (await people.admin.as.query(api.apiKeys.list, {}))[0]?.id ?? expect.fail("no key"),
      limits: {},
    }),
  ).rejects.toThrow(needed);
  expect(await poll()).toEqual({ ok: false, reason: "pending" });
  for (const { userId } of [people.operator, people.admin]) {
    await t.run((ctx) =>
      ctx.db.insert("secondFactors", { userId, key: "sealed", createdAt: 0, confirmedAt: 0, lastStep: 0, recovery: [] }),
    );
  }
  await as.mutation(api.deviceLogins.approve, { userCode: login.userCode });
  expect(await poll()).toMatchObject({ ok: true });
  await people.admin.as.mutation(api.apiKeys.create, { name: "later" });
  expect(await t.query(api.publicApi.whoami, { apiKey: earlier })).toMatchObject({ ok: true });
});
