import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { api, internal } from "./_generated/api";
import { seedOrganization, signedIn, startServer, type T } from "./fixtures.testing";
import { deploymentKey } from "./keys.testing";

beforeEach(async () => {
  vi.stubEnv("JWT_PRIVATE_KEY", await deploymentKey());
  vi.stubEnv("CONVEX_SITE_URL", "http://127.0.0.1:4300/http");
  vi.stubEnv("SITE_URL", "http://127.0.0.1:4300");
});

afterEach(() => {
  vi.unstubAllEnvs();
  vi.useRealTimers();
});

/** Passwords are hashed slowly on purpose. */
const slow = 60_000;
const email = "ann@lab.example";
const password = "correct horse battery";
const signIn = (t: T, secret: string) =>
  t.action(api.auth.signIn, { provider: "password", params: { flow: "signIn", email, password: secret } });

/** Ann, with an account and as many sign-ins as asked for; the last one asks. */
async function ann(signIns: number) {
  const t = startServer();
  const { userId } = await t.action(internal.setup.createOperator, { email, password });
  const as = await signedIn(t, userId);
  const others: (typeof as)[] = [];
  for (let index = 1; index < signIns; index += 1) others.push(await signedIn(t, userId));
  return { t, userId, as, others };
}

test("a sign-in that was ended does nothing more, at once, whatever its token says", async () => {
  const { as, others } = await ann(2);
  const [other] = others;
  const listed = await as.query(api.account.signIns, {});
  expect(listed.filter((row) => row.isThis)).toHaveLength(1);
  const id = listed.find((row) => !row.isThis)?.id;
  if (id === undefined || other === undefined) throw new Error("not listed");
  expect(await other.query(api.robots.list, {})).toEqual([]);
  await as.mutation(api.account.endSignIn, { id });
  await expect(other.query(api.robots.list, {})).rejects.toThrow(/unauthenticated/);
  expect(await other.query(api.account.me, {})).toBeNull();
  expect(await as.query(api.account.signIns, {})).toMatchObject([{ isThis: true }]);
});

test("nobody ends the sign-in of somebody else", async () => {
  const { t, as } = await ann(1);
  const people = await seedOrganization(t, "Theirs");
  const [theirs] = await people.admin.as.query(api.account.signIns, {});
  if (theirs === undefined) throw new Error("not listed");
  await expect(as.mutation(api.account.endSignIn, { id: theirs.id })).rejects.toThrow(/not_found/);
  expect(await people.admin.as.query(api.robots.list, {})).toEqual([]);
});

test("sign-out everywhere ends all, or all others, with their refresh tokens", async () => {
  const { t, as, userId } = await ann(3);
  const { tokens } = await signIn(t, password);
  expect(await as.mutation(api.account.signOutEverywhere, { keepThis: true })).toEqual({ ended: 3 });
  expect(await t.run((ctx) => ctx.db.query("authRefreshTokens").collect())).toHaveLength(0);
  const refreshed = await t.action(api.auth.signIn, { refreshToken: tokens?.refreshToken ?? "" });
  expect(refreshed.tokens).toBeNull();
  expect(await as.mutation(api.account.signOutEverywhere, {})).toEqual({ ended: 1 });
  await expect(as.query(api.robots.list, {})).rejects.toThrow(/unauthenticated/);
  const again = await signedIn(t, userId);
  const entries = await again.query(api.audit.list, { paginationOpts: { numItems: 10, cursor: null }, targetId: userId });
  expect(entries.page.map((entry) => entry.action)).toContain("account.signOutEverywhere");
});

test("a token of one person with the sign-in of another is nobody's", async () => {
  const { t, userId } = await ann(1);
  const people = await seedOrganization(t, "Theirs");
  const [theirs] = await people.admin.as.query(api.account.signIns, {});
  for (const subject of [`${userId}|${theirs?.id}`, `${userId}`, `${userId}|`, "|"]) {
    expect(await t.withIdentity({ subject }).query(api.account.me, {})).toBeNull();
  }
});

test("the password changes with the old one only, and ends the other sign-ins", { timeout: slow }, async () => {
  const { t, as, others } = await ann(2);
  const newPassword = "battery horse correct";
  const change = (oldPassword: string, to = newPassword) => as.action(api.account.changePassword, { oldPassword, newPassword: to });
  await expect(change(password, "short")).rejects.toThrow(/10 to 200/);
  await expect(t.action(api.account.changePassword, { oldPassword: password, newPassword })).rejects.toThrow(/unauthenticated/);
  expect(await change("wrong horse battery")).toEqual({ ok: false, reason: "wrong_password" });
  expect(await change(password)).toEqual({ ok: true, endedSignIns: 1 });
  await expect(others[0]?.query(api.robots.list, {})).rejects.toThrow(/unauthenticated/);
  expect(await as.query(api.robots.list, {})).toEqual([]);
  await expect(signIn(t, password)).rejects.toThrow();
  expect((await signIn(t, newPassword)).tokens?.token).toBeTypeOf("string");
});

test("after too many wrong passwords the right one waits too", { timeout: slow }, async () => {
  const { t, as } = await ann(1);
  await t.run(async (ctx) => {
    const identifier = (await ctx.db.query("authAccounts").first())?._id ?? "";
    await ctx.db.insert("authRateLimits", { identifier, attemptsLeft: 1, lastAttemptTime: Date.now() });
  });
  const change = (oldPassword: string) => as.action(api.account.changePassword, { oldPassword, newPassword: "battery horse correct" });
  expect(await change("wrong horse battery")).toMatchObject({ reason: "wrong_password" });
  expect(await change(password)).toEqual({ ok: false, reason: "rate_limited", retryAfterMs: 360_000 });
  vi.setSystemTime(Date.now() + 360_000);
  expect(await change(password)).toMatchObject({ ok: true });
});

test("the machine's admin gives a forgotten password anew", async () => {
  const { t, as } = await ann(1);
  await t.action(internal.setup.resetPassword, { email: "Ann@Lab.example", password: "a brand new one" });
  await expect(as.query(api.robots.list, {})).rejects.toThrow(/unauthenticated/);
  expect((await signIn(t, "a brand new one")).tokens?.token).toBeTypeOf("string");
  await expect(t.action(internal.setup.resetPassword, { email: "eve@lab.example", password })).rejects.toThrow();
});
