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

const password = "correct horse battery";
const signUp = (t: T, params: Record<string, string>) =>
  t.action(api.auth.signIn, { provider: "password", params: { flow: "signUp", password, ...params } });
const members = (t: T) => t.run((ctx) => ctx.db.query("memberships").collect());

test("the first admin comes with the setup token, once", async () => {
  const t = startServer();
  expect(await t.query(api.setup.status, {})).toEqual({ needsSetup: true });
  const { token } = await t.mutation(internal.setup.issueToken, {});
  const first = { email: "Ann@Lab.example", name: "Ann", setupToken: token, organizationName: "Lab" };
  const { tokens } = await signUp(t, first);
  expect(tokens?.token).toBeTypeOf("string");
  expect(await members(t)).toMatchObject([{ role: "admin" }]);
  expect(await t.query(api.setup.status, {})).toEqual({ needsSetup: false });
  await expect(signUp(t, { ...first, email: "eve@lab.example" })).rejects.toThrow(/used already/);
  await expect(t.mutation(internal.setup.issueToken, {})).rejects.toThrow(/set_up/);
  const [user] = await t.run((ctx) => ctx.db.query("users").collect());
  if (user === undefined) throw new Error("no user");
  const me = await (await signedIn(t, user._id)).query(api.account.me, {});
  expect(me).toMatchObject({
    user: { name: "Ann", email: "ann@lab.example" },
    membership: { role: "admin", organization: { name: "Lab" } },
  });
});

test("only the newest setup token works, and only for a day", async () => {
  const t = startServer();
  const old = await t.mutation(internal.setup.issueToken, {});
  const fresh = await t.mutation(internal.setup.issueToken, {});
  await expect(signUp(t, { email: "a@b.example", setupToken: old.token })).rejects.toThrow(/not known/);
  vi.setSystemTime(fresh.expiresAt);
  await expect(signUp(t, { email: "a@b.example", setupToken: fresh.token })).rejects.toThrow(/expired/);
  expect(await members(t)).toHaveLength(0);
});

test("a script's key made first does not lock the first admin out", async () => {
  const t = startServer();
  const { apiKey } = await t.mutation(internal.setup.createApiKey, { name: "seed" });
  expect(await t.query(api.setup.status, {})).toEqual({ needsSetup: true });
  const { token } = await t.mutation(internal.setup.issueToken, {});
  await signUp(t, { email: "ann@lab.example", setupToken: token });
  const answer = await t.query(api.publicApi.whoami, { apiKey });
  const [membership] = await members(t);
  expect(answer).toMatchObject({ ok: true, account: { organization: { id: membership?.organizationId } } });
});

test("nobody gets an account without a token or an invitation", async () => {
  const t = startServer();
  await seedOrganization(t);
  const before = await t.run((ctx) => ctx.db.query("users").collect());
  const stranger = { email: "eve@evil.example" };
  const trusted = JSON.stringify({ role: "admin", organizationName: null });
  for (const params of [stranger, { ...stranger, trusted }, { ...stranger, invitation: "inv_x" }, { ...stranger, setupToken: "setup_x" }]) {
    await expect(signUp(t, params)).rejects.toThrow(/invalid/);
  }
  expect(await t.run((ctx) => ctx.db.query("users").collect())).toHaveLength(before.length);
  expect(await t.run((ctx) => ctx.db.query("authAccounts").collect())).toHaveLength(0);
});

test("an invitation is for one address, once, for a week, until revoked", async () => {
  const t = startServer();
  const people = await seedOrganization(t);
  const invite = (email: string) => people.admin.as.mutation(api.invitations.create, { email, role: "operator" });
  const { id, invitation, expiresAt } = await invite("Bob@Lab.example");
  await expect(signUp(t, { email: "eve@lab.example", invitation })).rejects.toThrow(/another email/);
  await signUp(t, { email: "bob@lab.example", invitation });
  await expect(signUp(t, { email: "bob2@lab.example", invitation })).rejects.toThrow(/used already/);
  await expect(people.admin.as.mutation(api.invitations.revoke, { id })).rejects.toThrow(/accepted/);
  const revoked = await invite("cat@lab.example");
  await people.admin.as.mutation(api.invitations.revoke, { id: revoked.id });
  await expect(signUp(t, { email: "cat@lab.example", invitation: revoked.invitation })).rejects.toThrow(/revoked/);
  const late = await invite("dan@lab.example");
  vi.setSystemTime(expiresAt);
  await expect(signUp(t, { email: "dan@lab.example", invitation: late.invitation })).rejects.toThrow(/expired/);
  expect((await members(t)).filter((member) => member.role === "operator")).toHaveLength(2);
});

test("a member who was removed can be invited again", async () => {
  const t = startServer();
  const people = await seedOrganization(t);
  const invite = () => people.admin.as.mutation(api.invitations.create, { email: "bob@lab.example", role: "viewer" });
  const { invitation } = await invite();
  await signUp(t, { email: "bob@lab.example", invitation });
  const bob = (await people.admin.as.query(api.members.list, {})).find((member) => member.email === "bob@lab.example");
  if (bob === undefined) throw new Error("not listed");
  const as = await signedIn(t, bob.userId);
  const again = await invite();
  await expect(as.mutation(api.account.join, { invitation: again.invitation })).rejects.toThrow(/member/);
  await people.admin.as.mutation(api.members.remove, { id: bob.id });
  expect(await as.query(api.account.me, {})).toMatchObject({ membership: null });
  await expect(as.mutation(api.account.join, { invitation })).rejects.toThrow(/used already/);
  await as.mutation(api.account.join, { invitation: again.invitation });
  expect(await as.query(api.account.me, {})).toMatchObject({ membership: { role: "viewer" } });
  await expect(t.mutation(api.account.join, { invitation })).rejects.toThrow(/unauthenticated/);
});

test("a short password is refused, a wrong one does not sign in", async () => {
  const t = startServer();
  const { token } = await t.mutation(internal.setup.issueToken, {});
  const account = { email: "ann@lab.example", setupToken: token };
  await expect(signUp(t, { ...account, password: "short" })).rejects.toThrow(/10 to 200/);
  await signUp(t, account);
  const signIn = (secret: string) =>
    t.action(api.auth.signIn, { provider: "password", params: { flow: "signIn", email: "ann@lab.example", password: secret } });
  await expect(signIn("wrong horse battery")).rejects.toThrow();
  expect((await signIn(password)).tokens?.token).toBeTypeOf("string");
});

test("passwords hashed by the auth library itself stay good, and a password that comes unhashed is not kept", async () => {
  const t = startServer();
  const email = "ops@lab.example";
  await t.action(internal.setup.createOperator, { email, password: "another horse battery", organizationName: "Lab" });
  // Made by `Scrypt` of lucia 3.2.2 from the password of these tests.
  const hash =
    "094237240c3af4739d97ae77a65bf582:37c1d0f70c6425768ce5b2a2dbf12e8a396666125cc1d4f3effbf9ee278a50e0f1c4de9be09c789e1e08515c6ac6c197cd56ea2c96de3ce0e517ffb6b50691f1";
  const kept = () => t.run(async (ctx) => (await ctx.db.query("authAccounts").unique())?.secret);
  expect(await kept()).toMatch(/^[0-9a-f]{32}:[0-9a-f]{128}$/);
  await t.run(async (ctx) => {
    const account = await ctx.db.query("authAccounts").unique();
    if (account !== null) await ctx.db.patch("authAccounts", account._id, { secret: hash });
  });
  const signIn = (secret: string) =>
    t.action(api.auth.signIn, { provider: "password", params: { flow: "signIn", email, password: secret } });
  expect((await signIn(password)).tokens?.token).toBeTypeOf("string");
  // Neither what is kept nor what stands for nobody's is a password.
  for (const wrong of ["another horse battery", hash, `${"0".repeat(32)}:${"0".repeat(128)}`, "", "x".repeat(10_000)])
    await expect(signIn(wrong)).rejects.toThrow(/password is wrong/);
  const store = (type: string, secret: string) =>
    t.mutation(internal.auth.store, { args: { type, provider: "password", account: { id: email, secret } } as never });
  await expect(store("modifyAccount", "in plain words")).rejects.toThrow(/comes here hashed/);
  expect(await kept()).toBe(hash);
});

test("an address without an account is refused after as much work as a wrong password", async () => {
  const t = startServer();
  await t.action(internal.setup.createOperator, { email: "ops@lab.example", password, organizationName: "Lab" });
  const work = vi.spyOn(String.prototype, "normalize");
  const refusal = async (email: string) => {
    work.mockClear();
    const params = { flow: "signIn", email, password: "wrong horse battery" };
    const error: unknown = await t.action(api.auth.signIn, { provider: "password", params }).catch((thrown: unknown) => thrown);
    return { error: String(error), hashed: work.mock.contexts.filter((text) => String(text) === "wrong horse battery").length };
  };
  const unknown = await refusal("nobody@lab.example");
  expect(unknown).toEqual(await refusal("ops@lab.example"));
  expect(unknown.hashed).toBe(1);
  work.mockRestore();
});

test("a sign-up without an invitation is refused alike for an address with an account and one without", async () => {
  const t = startServer();
  await t.action(internal.setup.createOperator, { email: "ops@lab.example", password, organizationName: "Lab" });
  const refusal = (email: string) =>
    signUp(t, { email, password: "wrong horse battery" }).catch((thrown: unknown) => (thrown as { data?: unknown }).data);
  const unknown = await refusal("nobody@lab.example");
  expect(unknown).toMatchObject({ code: "invalid", path: "$.invitation" });
  expect(await refusal("ops@lab.example")).toEqual(unknown);
});

test("so is one with an invitation or a setup token that lets nobody in, and one with an invitation of somebody else", async () => {
  const t = startServer();
  const people = await seedOrganization(t);
  await t.action(internal.setup.createOperator, { email: "ops@lab.example", password, organizationName: "Lab" });
  const { invitation } = await people.admin.as.mutation(api.invitations.create, { email: "bob@lab.example", role: "viewer" });
  const refusal = (email: string, proof: { invitation?: string; setupToken?: string }) =>
    signUp(t, { email, password: "wrong horse battery", ...proof }).catch((thrown: unknown) => (thrown as { data?: unknown }).data);
  for (const proof of [{ invitation: "inv_x" }, { invitation: "" }, { setupToken: "setup_x" }, { invitation }]) {
    const unknown = await refusal("nobody@lab.example", proof);
    expect(unknown).toMatchObject({ code: "invalid", path: "setupToken" in proof ? "$.setupToken" : "$.invitation" });
    expect(await refusal("ops@lab.example", proof)).toEqual(unknown);
  }
  // Whoever holds an invitation of their own is told what to do.
  const own = await people.admin.as.mutation(api.invitations.create, { email: "ops@lab.example", role: "viewer" });
  expect(await refusal("ops@lab.example", { invitation: own.invitation })).toMatchObject({ code: "conflict", reason: "account_exists" });
});

test("the machine's admin makes operators without a token", async () => {
  const t = startServer();
  const args = { email: "ops@lab.example", password, role: "operator" as const, organizationName: "Lab" };
  const { userId } = await t.action(internal.setup.createOperator, args);
  expect(await t.action(internal.setup.createOperator, args)).toEqual({ userId });
  expect(await members(t)).toMatchObject([{ userId, role: "operator" }]);
});

test("the last admin can neither leave nor step down", async () => {
  const t = startServer();
  const people = await seedOrganization(t);
  const list = await people.admin.as.query(api.members.list, {});
  const me = list.find((member) => member.isMe);
  if (me === undefined) throw new Error("not listed");
  await expect(people.admin.as.mutation(api.members.setRole, { id: me.id, role: "viewer" })).rejects.toThrow(/last_admin/);
  await expect(people.admin.as.mutation(api.members.remove, { id: me.id })).rejects.toThrow(/last_admin/);
});
