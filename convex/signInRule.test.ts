import { TOTP } from "otpauth/slim";
import { expect, test, vi } from "vitest";

import { api, internal } from "./_generated/api";
import { readySession, seedOrganization, seedRobot, signedIn, startServer, type T, stubEnvInEach } from "./fixtures.testing";
import { at, ourProvider, server, site as siteOfProvider, standInProvider, type StandIn } from "./oidc.testing";
import { add, ann, beginAdd, come, entries, newest, password, site, standInAuthenticator } from "./passkeys.testing";

let provider: StandIn;

stubEnvInEach(async () => {
  provider = await standInProvider();
  return { ...(await ourProvider(provider)), SITE_URL: site };
});

const refused = /password_not_enough/;

/** Ann, an admin with a password and a passkey, by which she is signed in as `mine`; `as`: by the password. */
async function withPasskey(t: T) {
  const her = await ann(t);
  await come(t, her.authenticator);
  return { ...her, mine: await newest(t, her.userId) };
}

test("whoever signed in by a password cannot make the rule, and it holds for open sign-ins at once, which are told", async () => {
  const t = startServer();
  const { as, mine } = await withPasskey(t);
  await expect(as.mutation(api.signInRule.set, { refusesPasswords: true })).rejects.toThrow(/signed in by a password/);
  expect(await as.query(api.signInRule.status, {})).toEqual({ refusesPasswords: false, isBeyondPassword: false });
  await mine.mutation(api.signInRule.set, { refusesPasswords: true });
  await mine.mutation(api.signInRule.set, { refusesPasswords: true });
  expect(await entries(t, "organization.refusePasswords")).toMatchObject([
    { before: '{"refusesPasswords":false}', after: '{"refusesPasswords":true}' },
  ]);
  expect(await as.query(api.account.me, {})).toMatchObject({ lacksMoreThanPassword: { hasWay: true } });
  expect(await mine.query(api.account.me, {})).toMatchObject({ lacksMoreThanPassword: null });
  await expect(as.mutation(api.account.rename, { name: "Eve" })).rejects.toThrow(refused);
  // Nor does the password take the rule away.
  await expect(as.mutation(api.signInRule.set, { refusesPasswords: false })).rejects.toThrow(refused);
  await mine.mutation(api.account.rename, { name: "Ann" });
  await mine.mutation(api.signInRule.set, { refusesPasswords: false });
  await as.mutation(api.account.rename, { name: "Ann again" });
});

test("a password still looks, stops and demotes, and a passkey that is shown in the same sign-in lifts it", async () => {
  const t = startServer();
  const { as, mine, authenticator, userId } = await withPasskey(t);
  const people = await seedOrganization(t);
  const organization = people.organizationId;
  await t.run((ctx) => ctx.db.insert("memberships", { organizationId: organization, userId, role: "admin", createdAt: 0 }));
  const { sessionId } = await readySession(t, people, await seedRobot(t, people));
  await mine.mutation(api.signInRule.set, { organization, refusesPasswords: true });
  // The other organization of the same person asks for no more than it did.
  const other =
    (await as.query(api.account.me, {}))?.memberships.find((each) => each.organization.id !== organization)?.organization.id ?? "";
  await as.mutation(api.account.rename, { organization: other, name: "Ann" });
  await expect(as.mutation(api.account.rename, { organization, name: "Ann" })).rejects.toThrow(refused);
  expect(await as.query(api.robots.list, { organization })).toHaveLength(1);
  await as.mutation(api.sessions.stop, { organization, id: sessionId });
  await as.mutation(api.sessions.demote, { organization, id: sessionId });
  const { options } = await as.action(api.passkeys.beginConfirm, { organization });
  await as.action(api.passkeys.confirm, { organization, assertion: authenticator.get(options) });
  await as.mutation(api.account.rename, { organization, name: "Ann" });
});

test("the first passkey is made by the password; from then on a password changes no way in", async () => {
  const t = startServer();
  const { mine } = await withPasskey(t);
  const { userId } = await t.action(internal.setup.createOperator, { email: "bob@lab.example", password });
  await mine.mutation(api.signInRule.set, { refusesPasswords: true });
  const bob = await signedIn(t, userId);
  expect(await bob.query(api.account.me, {})).toMatchObject({ lacksMoreThanPassword: { hasWay: false } });
  expect((await mine.query(api.members.list, {})).map(({ email, hasWayBeyondPassword }) => [email, hasWayBeyondPassword])).toEqual([
    ["ann@lab.example", true],
    ["bob@lab.example", false],
  ]);
  const authenticator = standInAuthenticator();
  const id = await add(bob, authenticator);
  await expect(beginAdd(bob)).rejects.toThrow(refused);
  await expect(bob.mutation(api.passkeys.remove, { id })).rejects.toThrow(/only way/);
  await expect(
    bob.action(api.oidc.beginSignedIn, { provider: server, attempt: "a1".repeat(32), origin: site, purpose: "connect", password }),
  ).rejects.toThrow(refused);
  await come(t, authenticator);
  const shown = await newest(t, userId);
  const second = await add(shown, standInAuthenticator(), "Phone");
  await expect(bob.mutation(api.passkeys.remove, { id: second })).rejects.toThrow(refused);
  // By the passkey itself it may, but not the last one, though there is a password.
  await shown.mutation(api.passkeys.remove, { id: second });
  expect((await shown.query(api.passkeys.list, {})).passkeys).toMatchObject([{ isOnlyWay: true }]);
  await expect(shown.mutation(api.passkeys.remove, { id })).rejects.toThrow(/only way/);
});

test("a sign-in by a provider is enough, also after a code, and is no longer once its account is disconnected", async () => {
  const t = startServer();
  vi.stubEnv("SITE_URL", siteOfProvider);
  const there = at(provider);
  const { userId, as } = await there.ann(t);
  // Connecting is the word of the provider in this sign-in.
  await as.mutation(api.signInRule.set, { refusesPasswords: true });
  const byPassword = await signedIn(t, userId);
  await expect(byPassword.mutation(api.account.rename, { name: "Eve" })).rejects.toThrow(refused);
  expect((await there.come(t, { sub: "ann-1" })).tokens?.token).toBeTypeOf("string");
  const mine = await newest(t, userId);
  await mine.mutation(api.account.rename, { name: "Ann" });
  const { key } = await mine.mutation(internal.secondFactor.startTrusted, {});
  const codeNow = () => new TOTP({ secret: key }).generate({ timestamp: Date.now() });
  await mine.mutation(api.secondFactor.confirm, { code: codeNow() });
  await t.run(async (ctx) => {
    for (const factor of await ctx.db.query("secondFactors").collect()) await ctx.db.patch("secondFactors", factor._id, { lastStep: 0 });
  });
  await expect(there.come(t, { sub: "ann-1" })).rejects.toThrow(/second_factor.*code/);
  await t.action(api.auth.signIn, { provider: "password", params: { flow: "code", attempt: "a1".repeat(32), code: codeNow() } });
  const coded = await newest(t, userId);
  await coded.mutation(api.account.rename, { name: "Ann" });
  const [account] = (await coded.query(api.oidc.connected, {})).accounts;
  if (account === undefined) throw new Error("not connected");
  await expect(coded.mutation(api.oidc.disconnect, { id: account.id })).rejects.toThrow(/only way/);
  await coded.mutation(api.signInRule.set, { refusesPasswords: false });
  await coded.mutation(api.oidc.disconnect, { id: account.id });
  expect(await coded.query(api.signInRule.status, {})).toEqual({ refusesPasswords: false, isBeyondPassword: false });
});

test("a provider that is the admins' only way stays while passwords are not enough, and whoever runs the server can lift the rule", async () => {
  const t = startServer();
  vi.stubEnv("OIDC_ISSUER", "");
  vi.stubEnv("SITE_URL", siteOfProvider);
  const people = await seedOrganization(t);
  const { id } = await people.admin.as.action(api.signInProviders.add, {
    name: "Lab",
    issuer: provider.issuer,
    clientId: "console",
    secret: "the secret",
  });
  const there = at(provider, id);
  const { invitation } = await people.admin.as.mutation(api.invitations.create, { email: "bob@lab.example", role: "admin" });
  await there.come(t, { sub: "bob-1", email: "bob@lab.example", email_verified: true, name: "Bob" }, { invitation });
  const [identity] = await t.run((ctx) => ctx.db.query("identities").collect());
  if (identity === undefined) throw new Error("no identity");
  const bob = await newest(t, identity.userId);
  await bob.mutation(api.signInRule.set, { refusesPasswords: true });
  await expect(bob.mutation(api.signInProviders.remove, { id })).rejects.toThrow(/no admin could sign in without this provider/);
  const authenticator = standInAuthenticator();
  await there.roundTrip(bob, "confirm", { sub: "bob-1", auth_time: Math.floor(Date.now() / 1000) });
  // At an address that has passkeys.
  vi.stubEnv("SITE_URL", site);
  await add(bob, authenticator);
  await bob.mutation(api.signInProviders.remove, { id });

  expect(await t.mutation(internal.setup.allowPasswords, {})).toEqual({ organizations: 1 });
  await expect(t.mutation(internal.setup.allowPasswords, {})).rejects.toThrow(/No organization asks for more than a password/);
  expect((await entries(t, "organization.refusePasswords")).at(-1)).toMatchObject({
    actor: { name: "server command" },
    after: '{"refusesPasswords":false}',
  });
});
