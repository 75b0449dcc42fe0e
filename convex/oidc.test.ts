import { exportPKCS8, generateKeyPair } from "jose";
import { TOTP } from "otpauth/slim";
import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { api, internal } from "./_generated/api";
import { advance, seedOrganization, signedIn, startServer, type T } from "./fixtures.testing";
import { site, standInProvider, type Claims } from "./oidc.testing";

type Provider = Awaited<ReturnType<typeof standInProvider>>;
let provider: Provider;

beforeEach(async () => {
  provider = await standInProvider();
  const { privateKey } = await generateKeyPair("RS256", { extractable: true });
  const variables = {
    JWT_PRIVATE_KEY: (await exportPKCS8(privateKey)).trimEnd().replace(/\n/g, " "),
    ...{ CONVEX_SITE_URL: `${site}/http`, SITE_URL: site },
    ...{ OIDC_ISSUER: provider.issuer, OIDC_CLIENT_ID: "console", OIDC_CLIENT_SECRET: "the secret", OIDC_NAME: "Lab Login" },
  };
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
});

afterEach(() => {
  vi.unstubAllEnvs();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

const attempt = "a1".repeat(32);
const password = "correct horse battery";
type Back = { code: string; state: string; iss?: string };
const begin = async (t: T, more: { asksAgain?: boolean } = {}) => (await t.action(api.oidc.begin, { attempt, origin: site, ...more })).address;
const give = (t: T, back: Back, more: Record<string, string> = {}) => t.action(api.auth.signIn, { provider: "oidc", params: { attempt, ...back, ...more } });
const goThere = async (t: T, claims: Claims) => provider.approve(await begin(t), claims);
const come = async (t: T, claims: Claims, more: Record<string, string> = {}) => await give(t, await goThere(t, claims), more);
const rows = (t: T, table: "users" | "identities" | "memberships" | "authSessions" | "oidcAttempts") => t.run((ctx) => ctx.db.query(table).collect());
const entries = async (t: T, action: string) => (await t.run((ctx) => ctx.db.query("auditEntries").collect())).filter((entry) => entry.action === action);

const bob = { sub: "bob-1", email: "Bob@Lab.example", email_verified: true, name: "Bob" };

async function invited(t: T, email = "bob@lab.example") {
  const people = await seedOrganization(t);
  const { invitation } = await people.admin.as.mutation(api.invitations.create, { email, role: "operator" });
  return { people, invitation };
}

type As = Awaited<ReturnType<typeof signedIn>>;
type Purpose = "connect" | "confirm";
async function roundTrip(as: As, purpose: Purpose, claims: Claims, more: { password?: string } = {}) {
  const begun = await as.action(api.oidc.beginSignedIn, { attempt, origin: site, purpose, ...more });
  if (!begun.ok) return begun;
  return await as.action(api.oidc.finish, { attempt, ...provider.approve(begun.address, claims) });
}

/** Ann, who has a password and an account at the provider that she has connected. */
async function ann(t: T) {
  const { userId } = await t.action(internal.setup.createOperator, { email: "ann@lab.example", password });
  const as = await signedIn(t, userId);
  await roundTrip(as, "connect", { sub: "ann-1" }, { password });
  return { userId, as };
}

test("it is offered where it is set up, over https, and what the browser carries holds no secret", async () => {
  const t = startServer();
  expect(await t.query(api.oidc.offer, {})).toEqual({ name: "Lab Login" });
  const { searchParams } = new URL(await begin(t));
  expect(Object.fromEntries(searchParams)).toMatchObject({ response_type: "code", client_id: "console", redirect_uri: `${site}/sign-in/oidc`, scope: "openid email profile", code_challenge_method: "S256", response_mode: "fragment" });
  expect(new URL(await begin(t, { asksAgain: true })).searchParams.get("prompt")).toBe("login");
  await expect(t.action(api.oidc.begin, { attempt, origin: "http://192.168.1.5:4300" })).rejects.toThrow(/Open the console at http:\/\/127/);
  await expect(t.action(api.oidc.begin, { attempt: "short", origin: site })).rejects.toThrow(/32 random bytes/);
  vi.stubEnv("OIDC_ISSUER", "http://id.example");
  expect(await t.query(api.oidc.offer, {})).toBeNull();
  vi.stubEnv("OIDC_ISSUER", "");
  await expect(begin(t)).rejects.toThrow(/not_found/);
  await expect(give(t, { code: "x", state: "y" })).rejects.toThrow(/not_found/);
});

test("a provider that knows less is asked for less", async () => {
  const t = startServer();
  Object.assign(provider.state, { modes: ["query"], prompts: ["none", "select_account"] });
  const query = new URL(await begin(t, { asksAgain: true })).searchParams;
  expect([query.get("response_mode"), query.get("prompt")]).toEqual([null, "select_account"]);
});

test("a stranger is refused and nothing is made, whatever the address says", async () => {
  const t = startServer();
  await invited(t);
  const before = await rows(t, "users");
  // An invitation is for who brings it; an address alone is nobody's.
  for (const claims of [bob, { ...bob, email: "viewer@Lab.example" }, { sub: "x" }]) await expect(come(t, claims)).rejects.toThrow(/Nobody here is connected/);
  await expect(come(t, bob, { invitation: "inv_x" })).rejects.toThrow(/not known/);
  expect(await rows(t, "users")).toHaveLength(before.length);
  expect(await rows(t, "identities")).toEqual([]);
  expect(await rows(t, "oidcAttempts")).toEqual([]);
});

test("an invitation is accepted with the verified address that it is for, and the account there signs in from then on", async () => {
  const t = startServer();
  const { invitation } = await invited(t);
  for (const email_verified of [undefined, false, "false", 0]) await expect(come(t, { ...bob, email_verified }, { invitation })).rejects.toThrow(/not verified there/);
  await expect(come(t, { ...bob, email: undefined } as Claims, { invitation })).rejects.toThrow(/not verified there/);
  await expect(come(t, { ...bob, email: "eve@lab.example" }, { invitation })).rejects.toThrow(/another email/);
  expect(await rows(t, "identities")).toEqual([]);
  const { tokens } = await come(t, bob, { invitation });
  expect(tokens?.token).toBeTypeOf("string");
  const [identity] = await rows(t, "identities");
  expect(identity).toMatchObject({ issuer: provider.issuer, subject: "bob-1" });
  expect((await rows(t, "users")).filter(({ _id }) => _id === (identity as { userId?: string }).userId)).toMatchObject([{ email: "bob@lab.example", name: "Bob" }]);
  // Later without any address, or with another: the subject is who it is.
  expect((await come(t, { sub: "bob-1" })).tokens?.token).toBeTypeOf("string");
  expect((await come(t, { ...bob, email: "robert@lab.example" })).tokens?.token).toBeTypeOf("string");
  await expect(come(t, { ...bob, sub: "bob-2" }, { invitation })).rejects.toThrow(/used already/);
  expect(await entries(t, "account.signIn")).toHaveLength(3);
  expect((await entries(t, "account.signIn"))[0]?.after).toContain(provider.issuer);
});

test("an address that has an account is not taken over by an invitation for it", async () => {
  const t = startServer();
  await t.action(internal.setup.createOperator, { email: "bob@lab.example", password });
  const { invitation } = await invited(t);
  await expect(come(t, bob, { invitation })).rejects.toThrow(/There is an account/);
  expect(await rows(t, "identities")).toEqual([]);
});

test("whoever is connected accepts another organization's invitation on the way in", async () => {
  const t = startServer();
  const { userId } = await ann(t);
  const { invitation } = await invited(t, "ann@lab.example");
  expect((await come(t, { sub: "ann-1" }, { invitation })).tokens?.token).toBeTypeOf("string");
  const theirs = (await t.run((ctx) => ctx.db.query("memberships").collect())).filter((row) => row.userId === userId);
  expect(theirs).toHaveLength(2);
});

test("what came back counts once, in the page that began, for ten minutes, and unchanged", async () => {
  const t = startServer();
  await ann(t);
  const used = await goThere(t, { sub: "ann-1" });
  expect((await give(t, used)).tokens?.token).toBeTypeOf("string");
  const refused = /used already, took too long, or was begun in another browser/;
  await expect(give(t, used)).rejects.toThrow(refused);
  await expect(give(t, { ...(await goThere(t, { sub: "ann-1" })), state: "made up" })).rejects.toThrow(refused);
  const stolen = await goThere(t, { sub: "ann-1" });
  await expect(t.action(api.auth.signIn, { provider: "oidc", params: { ...stolen, attempt: "b2".repeat(32) } })).rejects.toThrow(refused);
  await expect(give(t, stolen)).rejects.toThrow(refused);
  const late = await goThere(t, { sub: "ann-1" });
  advance(10 * 60_000);
  await expect(give(t, late)).rejects.toThrow(refused);
  // A code of another round trip fails at the provider, for its verifier is another one.
  const other = await goThere(t, { sub: "ann-1" });
  await expect(give(t, { ...(await goThere(t, { sub: "ann-1" })), code: other.code })).rejects.toThrow(/did not confirm/);
  await t.mutation(internal.sweeps.prune, {});
  advance(10 * 60_000 + 1);
  await t.mutation(internal.sweeps.prune, {});
  expect(await rows(t, "oidcAttempts")).toEqual([]);
});

test.each([
  ["of another issuer", { iss: "https://elsewhere.example" }],
  ["for another client", { aud: "another" }],
  ["with another nonce", { nonce: "replayed" }],
  ["that is over", { exp: 1 }],
])("an ID token %s signs nobody in", async (_, told) => {
  const t = startServer();
  await ann(t);
  provider.state.told = told;
  await expect(come(t, { sub: "ann-1" })).rejects.toThrow(/Lab Login did not confirm who you are/);
});

test("nor does one that somebody else signed, or an answer that names another issuer", async () => {
  const t = startServer();
  await ann(t);
  await expect(give(t, { ...(await goThere(t, { sub: "ann-1" })), iss: "https://elsewhere.example" })).rejects.toThrow(/did not confirm/);
  provider.state.isForged = true;
  await expect(come(t, { sub: "ann-1" })).rejects.toThrow(/did not confirm/);
});

test("the same subject of another issuer is somebody else", async () => {
  const t = startServer();
  await ann(t);
  await t.run(async (ctx) => {
    for (const row of await ctx.db.query("identities").collect()) await ctx.db.patch("identities", row._id, { issuer: "https://before.example" });
  });
  await expect(come(t, { sub: "ann-1" })).rejects.toThrow(/Nobody here is connected/);
});

test("connecting asks for the password, is for one person, and ends where it began", async () => {
  const t = startServer();
  const { userId, as } = await ann(t);
  const cy = await t.action(internal.setup.createOperator, { email: "cy@lab.example", password });
  const theirs = await signedIn(t, cy.userId);
  expect(await roundTrip(theirs, "connect", { sub: "cy-1" }, { password: "not the password" })).toEqual({ ok: false, reason: "wrong_password" });
  expect(await roundTrip(theirs, "connect", { sub: "cy-1" })).toEqual({ ok: false, reason: "wrong_password" });
  await expect(roundTrip(theirs, "connect", { sub: "ann-1" }, { password })).rejects.toThrow(/another person here/);
  await expect(roundTrip(as, "connect", { sub: "ann-2" }, { password })).rejects.toThrow(/Disconnect that first/);
  // Begun by one, it is not ended by another, nor in another browser of the same person, nor as a sign-in; nor the other way round.
  const begun = async () => {
    const answer = await as.action(api.oidc.beginSignedIn, { attempt, origin: site, purpose: "connect", password });
    if (!answer.ok) throw new Error(answer.reason);
    return provider.approve(answer.address, { sub: "cy-1" });
  };
  const refused = /was begun in another browser/;
  await expect(theirs.action(api.oidc.finish, { attempt, ...(await begun()) })).rejects.toThrow(refused);
  await expect((await signedIn(t, userId)).action(api.oidc.finish, { attempt, ...(await begun()) })).rejects.toThrow(refused);
  await expect(give(t, await begun())).rejects.toThrow(refused);
  await expect(theirs.action(api.oidc.finish, { attempt, ...(await goThere(t, { sub: "cy-1" })) })).rejects.toThrow(refused);
  expect(await rows(t, "identities")).toHaveLength(1);
  expect(await entries(t, "account.connectIdentity")).toHaveLength(1);
});

test("disconnecting ends the other sign-ins and is refused to whoever has no password", async () => {
  const t = startServer();
  const { as, userId } = await ann(t);
  const [other] = [await signedIn(t, userId)];
  const [mine] = (await as.query(api.oidc.connected, {})).accounts;
  if (mine === undefined) throw new Error("not connected");
  const cy = await signedIn(t, (await t.action(internal.setup.createOperator, { email: "cy@lab.example", password })).userId);
  await expect(cy.mutation(api.oidc.disconnect, { id: mine.id })).rejects.toThrow(/not_found/);
  expect(await as.mutation(api.oidc.disconnect, { id: mine.id })).toEqual({ endedSignIns: 1 });
  await expect(other?.query(api.robots.list, {})).rejects.toThrow(/unauthenticated/);
  await expect(come(t, { sub: "ann-1" })).rejects.toThrow(/Nobody here is connected/);
  expect(await entries(t, "account.disconnectIdentity")).toHaveLength(1);

  const { invitation } = await invited(t);
  await come(t, bob, { invitation });
  const [identity] = await t.run((ctx) => ctx.db.query("identities").collect());
  if (identity === undefined) throw new Error("no identity");
  const bobs = await signedIn(t, identity.userId);
  await expect(bobs.mutation(api.oidc.disconnect, { id: identity._id })).rejects.toThrow(/only way to sign in/);
  await expect(bobs.action(api.account.changePassword, { oldPassword: password, newPassword: "another password" })).rejects.toThrow(/You have no password/);
  // Should the provider go away: whoever runs the server gives one.
  await t.action(internal.setup.resetPassword, { email: "bob@lab.example", password });
  expect((await t.action(api.auth.signIn, { provider: "password", params: { flow: "signIn", email: "bob@lab.example", password } })).tokens?.token).toBeTypeOf("string");
  expect((await t.run((ctx) => ctx.db.query("users").collect())).filter(({ email }) => email === "bob@lab.example")).toHaveLength(1);
  const withPassword = await signedIn(t, identity.userId);
  expect(await withPassword.query(api.oidc.connected, {})).toMatchObject({ hasPassword: true });
  expect(await withPassword.mutation(api.oidc.disconnect, { id: identity._id })).toEqual({ endedSignIns: 1 });
});

const codeOf = (key: string) => new TOTP({ secret: key }).generate({ timestamp: Date.now() });

test("a second factor is asked for after the provider's word too, and set up without a password by being asked again there", async () => {
  const t = startServer();
  const { people, invitation } = await invited(t);
  await come(t, bob, { invitation });
  await t.run((ctx) => ctx.db.patch("organizations", people.organizationId, { needsSecondFactor: true }));
  const [identity] = await t.run((ctx) => ctx.db.query("identities").collect());
  if (identity === undefined) throw new Error("no identity");
  const as = await signedIn(t, identity.userId);
  await expect(as.mutation(api.account.rename, { name: "Bobby" })).rejects.toThrow(/second_factor.*set_up/);
  expect(await as.action(api.secondFactor.start, { password: "" })).toEqual({ ok: false, reason: "wrong_password" });
  await expect(roundTrip(as, "confirm", { sub: "somebody" })).rejects.toThrow(/not the one that you are connected with/);
  const hourAgo = Math.floor(Date.now() / 1000) - 3_600;
  await expect(roundTrip(as, "confirm", { sub: "bob-1", auth_time: hourAgo })).rejects.toThrow(/did not confirm/);
  expect(await roundTrip(as, "confirm", { sub: "bob-1", auth_time: hourAgo + 3_600 })).toEqual({ purpose: "confirm" });
  // In another browser of the same person it does not count.
  expect(await (await signedIn(t, identity.userId)).action(api.secondFactor.start, { password: "" })).toMatchObject({ ok: false });
  const started = await as.action(api.secondFactor.start, { password: "" });
  if (!started.ok) throw new Error(started.reason);
  expect(await as.mutation(api.secondFactor.confirm, { code: codeOf(started.key) })).toMatchObject({ ok: true });
  advance(5 * 60_000);
  expect(await as.action(api.oidc.beginSignedIn, { attempt, origin: site, purpose: "connect" })).toMatchObject({ ok: false, reason: "wrong_password" });

  const before = await rows(t, "authSessions");
  const { invitation: second } = await (await seedOrganization(t, "Other")).admin.as.mutation(api.invitations.create, { email: "bob@lab.example", role: "viewer" });
  await expect(come(t, { sub: "bob-1" }, { invitation: second })).rejects.toThrow(/second_factor.*code/);
  expect(await rows(t, "authSessions")).toHaveLength(before.length + 3);
  expect((await t.run((ctx) => ctx.db.query("memberships").collect())).filter(({ userId }) => userId === identity.userId)).toHaveLength(1);
  const { tokens } = await t.action(api.auth.signIn, { provider: "password", params: { flow: "code", attempt, code: codeOf(started.key) } });
  expect(tokens?.token).toBeTypeOf("string");
  expect((await entries(t, "account.signIn")).at(-1)?.after).toContain(provider.issuer);
  await t.mutation(internal.setup.resetSecondFactor, { email: "bob@lab.example" });
  expect((await come(t, { sub: "bob-1" })).tokens?.token).toBeTypeOf("string");
});
