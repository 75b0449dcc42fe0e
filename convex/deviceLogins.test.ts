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
