import { exportPKCS8, generateKeyPair } from "jose";
import { TOTP } from "otpauth/slim";
import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { api, internal } from "./_generated/api";
import type { Id } from "./_generated/dataModel";
import { advance, seedOrganization, signedIn, startServer, type T } from "./fixtures.testing";
import { site, standInAuthenticator, type Told } from "./passkeys.testing";

// Passwords are hashed slowly, and several times in each.
vi.setConfig({ testTimeout: 60_000 });

beforeEach(async () => {
  const { privateKey } = await generateKeyPair("RS256", { extractable: true });
  const variables = { JWT_PRIVATE_KEY: (await exportPKCS8(privateKey)).trimEnd().replace(/\n/g, " "), CONVEX_SITE_URL: `${site}/http`, SITE_URL: site };
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
});

afterEach(() => {
  vi.unstubAllEnvs();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

const password = "correct horse battery";
type As = Awaited<ReturnType<typeof signedIn>>;
type Authenticator = ReturnType<typeof standInAuthenticator>;

const rows = (t: T, table: "users" | "passkeys" | "passkeyChallenges" | "authSessions" | "rateLimits") => t.run((ctx) => ctx.db.query(table).collect());
const entries = async (t: T, action: string) => (await t.run((ctx) => ctx.db.query("auditEntries").collect())).filter((entry) => entry.action === action);
const begin = async (t: T) => (await t.action(api.passkeys.begin, {})).options;
const give = (t: T, assertion: Record<string, string>) => t.action(api.auth.signIn, { provider: "passkey", params: assertion });
const come = async (t: T, authenticator: Authenticator, told: Told = {}) => await give(t, authenticator.get(await begin(t), told));
const nobody = /This passkey signs nobody in here/;
const tooLong = /was used already or took too long/;

async function beginAdd(as: As, given: { password?: string; code?: string } = { password }) {
  const begun = await as.action(api.passkeys.beginAdd, given);
  if (!begun.ok) throw new Error(begun.reason);
  return begun.options;
}

async function add(as: As, authenticator: Authenticator, name = "Laptop", told: Told = {}) {
  await as.action(api.passkeys.add, { name, ...authenticator.create(await beginAdd(as), told) });
  return (await as.query(api.passkeys.list, {})).passkeys.find((passkey) => passkey.name === name)?.id as Id<"passkeys">;
}

/** Ann, with a password and one passkey. */
async function ann(t: T, counter = 0, email = "ann@lab.example") {
  const { userId } = await t.action(internal.setup.createOperator, { email, password });
  const as = await signedIn(t, userId);
  const authenticator = standInAuthenticator(counter);
  return { userId, as, authenticator, id: await add(as, authenticator) };
}

/** As the sign-in by a passkey left it. */
async function newest(t: T, userId: Id<"users">): Promise<As> {
  const signIn = await t.run((ctx) => ctx.db.query("authSessions").withIndex("userId", (q) => q.eq("userId", userId)).order("desc").first());
  return t.withIdentity({ subject: `${userId}|${signIn?._id ?? ""}` });
}

test("one is added after the password, discoverable and verified, and signs in without anything else", async () => {
  const t = startServer();
  const { as, authenticator, userId } = await ann(t);
  const asked = JSON.parse(await beginAdd(as)) as Record<string, Record<string, unknown>>;
  expect(asked).toMatchObject({ rp: { id: "console.example" }, attestation: "none", authenticatorSelection: { residentKey: "required", userVerification: "required" }, excludeCredentials: [{ id: authenticator.id }] });
  expect(asked["pubKeyCredParams"]).toEqual([{ alg: -7, type: "public-key" }, { alg: -257, type: "public-key" }]);
  const sought = JSON.parse(await begin(t)) as Record<string, unknown>;
  expect(sought).toMatchObject({ rpId: "console.example", userVerification: "required" });
  // Tells nobody who has one.
  expect(sought["allowCredentials"]).toBeUndefined();
  expect((await come(t, authenticator)).tokens?.token).toBeTypeOf("string");
  const mine = await newest(t, userId);
  expect(await mine.query(api.passkeys.list, {})).toMatchObject({ hasPassword: true, shownAt: Date.now(), passkeys: [{ name: "Laptop", isSynced: false, lastUsedAt: Date.now(), isGoodHere: true, isOnlyWay: false }] });
  expect(await entries(t, "account.addPasskey")).toHaveLength(1);
  expect((await entries(t, "account.signIn"))[0]?.after).toMatch(/passkey.*Laptop/);
  // Of the challenge there is a hash, of the key its public half.
  const challenge = (JSON.parse(await begin(t)) as { challenge: string }).challenge;
  expect(JSON.stringify(await rows(t, "passkeyChallenges"))).not.toContain(challenge);
});

test("adding asks for as much as a sign-in: the password, and a code where there is a second factor, or a passkey shown within five minutes", async () => {
  const t = startServer();
  const { as, authenticator } = await ann(t);
  const ask = (given: { password?: string; code?: string }) => as.action(api.passkeys.beginAdd, given);
  expect(await ask({})).toEqual({ ok: false, reason: "wrong_password" });
  expect(await ask({ password: "not the password" })).toEqual({ ok: false, reason: "wrong_password" });
  const { key } = await as.mutation(internal.secondFactor.startTrusted, {});
  const codeOf = () => new TOTP({ secret: key }).generate({ timestamp: Date.now() });
  await as.mutation(api.secondFactor.confirm, { code: codeOf() });
  expect(await ask({ password })).toEqual({ ok: false, reason: "wrong_code" });
  expect(await ask({ password, code: codeOf() })).toEqual({ ok: false, reason: "used_code" });
  advance(30_000);
  expect(await ask({ password, code: codeOf() })).toMatchObject({ ok: true });
  const { options } = await as.action(api.passkeys.beginConfirm, {});
  await as.action(api.passkeys.confirm, { assertion: authenticator.get(options) });
  expect(await ask({})).toMatchObject({ ok: true });
  await add(as, standInAuthenticator(), "Key");
  advance(5 * 60_000);
  expect(await ask({})).toEqual({ ok: false, reason: "wrong_password" });
});

test("a challenge counts once, for what it was made for, and for five minutes", async () => {
  const t = startServer();
  const { as, authenticator, userId } = await ann(t);
  const used = authenticator.get(await begin(t));
  await give(t, used);
  await expect(give(t, used)).rejects.toThrow(tooLong);
  await expect(give(t, authenticator.get(await begin(t), { challenge: "made-up" }))).rejects.toThrow(tooLong);
  const late = authenticator.get(await begin(t));
  advance(5 * 60_000);
  await expect(give(t, late)).rejects.toThrow(tooLong);
  // Made to add or to confirm, it signs nobody in; made to sign in, it neither adds nor confirms; and each is its sign-in's own.
  const toConfirm = async () => (await as.action(api.passkeys.beginConfirm, {})).options;
  await expect(give(t, authenticator.get(await toConfirm()))).rejects.toThrow(tooLong);
  await expect(give(t, authenticator.get(await beginAdd(as)))).rejects.toThrow(tooLong);
  await expect(as.action(api.passkeys.confirm, { assertion: authenticator.get(await begin(t)) })).rejects.toThrow(tooLong);
  await expect((await signedIn(t, userId)).action(api.passkeys.confirm, { assertion: authenticator.get(await toConfirm()) })).rejects.toThrow(tooLong);
  await expect(as.action(api.passkeys.add, { name: "x", ...standInAuthenticator().create(await begin(t)) })).rejects.toThrow(tooLong);
  await expect((await signedIn(t, userId)).action(api.passkeys.add, { name: "x", ...standInAuthenticator().create(await beginAdd(as)) })).rejects.toThrow(tooLong);
  const created = standInAuthenticator().create(await beginAdd(as));
  await as.action(api.passkeys.add, { name: "Once", ...created });
  await expect(as.action(api.passkeys.add, { name: "Twice", ...created })).rejects.toThrow(tooLong);
  await begin(t);
  advance(5 * 60_000 + 1);
  await t.mutation(internal.sweeps.prune, {});
  expect(await rows(t, "passkeyChallenges")).toEqual([]);
});

test.each<[string, Told]>([
  ["for a page of another origin", { origin: "https://console.example.evil" }],
  ["for the same host over http", { origin: "http://console.example" }],
  ["for another relying party", { rpId: "example" }],
  ["in a frame of another page", { crossOrigin: true }],
  ["without asking its owner", { isVerified: false }],
  ["as something else", { type: "payment.get" }],
])("what was signed or made %s is refused, as if it were not known", async (_, told) => {
  const t = startServer();
  const { as, authenticator } = await ann(t);
  await expect(come(t, authenticator, told)).rejects.toThrow(nobody);
  await expect(add(as, standInAuthenticator(), "Other", told)).rejects.toThrow(/was not made as it was asked for|took too long/);
  expect(await rows(t, "passkeys")).toHaveLength(1);
});

test("an unknown passkey, a wrong signature and somebody else's are one answer", async () => {
  const t = startServer();
  const { as, authenticator, userId } = await ann(t);
  const bob = await ann(t, 0, "bob@lab.example");
  const stranger = standInAuthenticator();
  await expect(come(t, stranger)).rejects.toThrow(nobody);
  const mine = authenticator.get(await begin(t));
  await expect(give(t, { ...mine, signature: bob.authenticator.get(await begin(t)).signature })).rejects.toThrow(nobody);
  // Ann's handle with Bob's key, and the other way round.
  await expect(come(t, bob.authenticator, { userHandle: authenticator.state.userHandle })).rejects.toThrow(nobody);
  await expect(give(t, { ...bob.authenticator.get(await begin(t)), id: authenticator.id })).rejects.toThrow(nobody);
  await expect(come(t, authenticator, { userHandle: "" })).rejects.toThrow(nobody);
  await expect(give(t, { id: "x", clientDataJSON: "%%", authenticatorData: "", signature: "", userHandle: "" })).rejects.toThrow(nobody);
  // Bob's confirms nothing of Ann's, removes nothing of hers, and is not added to hers.
  const { options } = await as.action(api.passkeys.beginConfirm, {});
  await expect(as.action(api.passkeys.confirm, { assertion: bob.authenticator.get(options) })).rejects.toThrow(nobody);
  await expect(as.mutation(api.passkeys.remove, { id: bob.id })).rejects.toThrow(/not_found/);
  await expect(as.action(api.passkeys.add, { name: "His", ...bob.authenticator.create(await beginAdd(as)) })).rejects.toThrow(/is here already/);
  expect((await as.query(api.passkeys.list, {})).passkeys).toHaveLength(1);
  await expect(t.query(api.passkeys.list, {})).rejects.toThrow(/unauthenticated/);
  expect((await rows(t, "authSessions")).filter((row) => "userId" in row && row.userId === userId)).toHaveLength(1);
});

test("a counter that does not go on is refused and told, one that always says 0 is not", async () => {
  const t = startServer();
  const { authenticator } = await ann(t, 7);
  await come(t, authenticator);
  const { counter } = authenticator.state;
  for (const copied of [counter, counter - 1, 0]) await expect(come(t, authenticator, { counter: copied })).rejects.toThrow(nobody);
  expect(await entries(t, "account.refusePasskey")).toHaveLength(3);
  expect((await come(t, authenticator)).tokens?.token).toBeTypeOf("string");
  const bob = await ann(t, 0, "bob@lab.example");
  await come(t, bob.authenticator);
  await come(t, bob.authenticator);
});

test("a removed one signs nobody in, and ends the other sign-ins; this one no longer counts as by it", async () => {
  const t = startServer();
  const { as, authenticator, userId, id } = await ann(t);
  const begun = authenticator.get(await begin(t));
  const { options } = await as.action(api.passkeys.beginConfirm, {});
  await as.action(api.passkeys.confirm, { assertion: authenticator.get(options) });
  const other = await signedIn(t, userId);
  expect(await as.mutation(api.passkeys.remove, { id })).toEqual({ endedSignIns: 1 });
  await expect(other.query(api.passkeys.list, {})).rejects.toThrow(/unauthenticated/);
  expect(await as.query(api.passkeys.list, {})).toMatchObject({ shownAt: null, passkeys: [] });
  await expect(give(t, begun)).rejects.toThrow(nobody);
  await expect(come(t, authenticator)).rejects.toThrow(nobody);
  expect(await entries(t, "account.removePasskey")).toHaveLength(1);
});

test("whoever runs the server takes all of a person's away", async () => {
  const t = startServer();
  const { as, authenticator } = await ann(t);
  await add(as, standInAuthenticator(), "Key");
  expect(await t.mutation(internal.setup.removePasskeys, { email: "Ann@lab.example" })).toEqual({ removed: 2 });
  await expect(as.query(api.passkeys.list, {})).rejects.toThrow(/unauthenticated/);
  await expect(come(t, authenticator)).rejects.toThrow(nobody);
  expect(await entries(t, "account.removePasskey")).toHaveLength(2);
  await expect(t.mutation(internal.setup.removePasskeys, { email: "nobody@lab.example" })).rejects.toThrow(/not_found/);
});

test("whoever has only passkeys keeps the last one", async () => {
  const t = startServer();
  const { as, authenticator, userId, id } = await ann(t);
  const second = await add(as, standInAuthenticator(), "Key");
  await t.run(async (ctx) => {
    for (const account of await ctx.db.query("authAccounts").collect()) if (account.userId === userId) await ctx.db.delete("authAccounts", account._id);
  });
  expect((await as.query(api.passkeys.list, {})).passkeys.map(({ isOnlyWay }) => isOnlyWay)).toEqual([false, false]);
  await as.mutation(api.passkeys.remove, { id: second });
  await expect(as.mutation(api.passkeys.remove, { id })).rejects.toThrow(/only way to sign in/);
  expect(await as.query(api.passkeys.list, {})).toMatchObject({ hasPassword: false, passkeys: [{ isOnlyWay: true }] });
  // One of another address is no way in, nor is an account at a provider that is not there.
  await t.run((ctx) => ctx.db.insert("passkeys", { userId, name: "Old", credentialId: "old", publicKey: new ArrayBuffer(1), counter: 0, transports: [], rpId: "before.example", isSynced: false, createdAt: 0, lastUsedAt: null }));
  const identity = await t.run((ctx) => ctx.db.insert("identities", { userId, issuer: "https://id.example", subject: "1", email: null, connectedAt: 0, lastUsedAt: null }));
  await expect(as.mutation(api.passkeys.remove, { id })).rejects.toThrow(/only way to sign in/);
  // With no password, showing the passkey stands for it, for adding another and for setting up a second factor.
  expect(await as.action(api.passkeys.beginAdd, {})).toEqual({ ok: false, reason: "wrong_password" });
  const { options } = await as.action(api.passkeys.beginConfirm, {});
  await as.action(api.passkeys.confirm, { assertion: authenticator.get(options) });
  expect(await as.action(api.passkeys.beginAdd, {})).toMatchObject({ ok: true });
  expect(await as.action(api.secondFactor.start, { password: "" })).toMatchObject({ ok: true });
  // With the provider there, either may go, not both.
  for (const [name, value] of Object.entries({ OIDC_ISSUER: "https://id.example", OIDC_CLIENT_ID: "console", OIDC_CLIENT_SECRET: "x" })) vi.stubEnv(name, value);
  await as.mutation(api.passkeys.remove, { id });
  await expect(as.mutation(api.oidc.disconnect, { id: identity })).rejects.toThrow(/only way to sign in/);
});

test("a sign-in by passkey is two factors: no code is asked for, and it acts where the organization asks for one; a password beside it does not", async () => {
  const t = startServer();
  const people = await seedOrganization(t);
  const { as, authenticator, userId } = await ann(t);
  await t.run((ctx) => ctx.db.insert("memberships", { organizationId: people.organizationId, userId, role: "admin", createdAt: 0 }));
  const organization = people.organizationId;
  await t.run((ctx) => ctx.db.patch("organizations", organization, { needsSecondFactor: true }));
  await expect(as.mutation(api.account.rename, { organization, name: "Ann" })).rejects.toThrow(/second_factor.*set_up/);
  expect(await as.query(api.account.me, { organization })).toMatchObject({ lacksSecondFactor: true });
  await come(t, authenticator);
  const mine = await newest(t, userId);
  await mine.mutation(api.account.rename, { organization, name: "Ann" });
  expect(await mine.query(api.account.me, { organization })).toMatchObject({ lacksSecondFactor: false });
  expect(await mine.query(api.secondFactor.status, { organization })).toMatchObject({ since: null, isByPasskey: true });
  // The requirement may be made by an admin who signed in by one.
  await mine.mutation(api.secondFactor.setRequired, { organization, isRequired: false });
  await mine.mutation(api.secondFactor.setRequired, { organization, isRequired: true });
  // With an authenticator app besides, the passkey still asks for no code.
  const { key } = await mine.mutation(internal.secondFactor.startTrusted, {});
  await mine.mutation(api.secondFactor.confirm, { code: new TOTP({ secret: key }).generate({ timestamp: Date.now() }) });
  expect((await come(t, authenticator)).tokens?.token).toBeTypeOf("string");
});

test("tries are limited for each passkey, and challenges for all", async () => {
  const t = startServer();
  const { authenticator } = await ann(t);
  for (let tried = 0; tried < 30; tried += 1) await expect(come(t, authenticator, { isVerified: false })).rejects.toThrow(nobody);
  await expect(come(t, authenticator)).rejects.toThrow(/rate_limited/);
  advance(300_000);
  expect((await come(t, authenticator)).tokens?.token).toBeTypeOf("string");
  await t.run(async (ctx) => {
    const row = await ctx.db.query("rateLimits").withIndex("by_key", (q) => q.eq("key", "passkeyChallenges")).unique();
    if (row !== null) await ctx.db.patch("rateLimits", row._id, { count: 300 });
  });
  await expect(begin(t)).rejects.toThrow(/rate_limited/);
});

test("certificates of authenticators are not read, and a person has at most twenty", async () => {
  const t = startServer();
  const { as, userId } = await ann(t);
  const ask = vi.fn();
  vi.stubGlobal("fetch", ask);
  for (const told of [{ format: "packed", statement: new Map<string, unknown>([["x5c", [new Uint8Array(8)]]]) }, { format: "tpm" }, { format: "android-key" }]) {
    await expect(add(as, standInAuthenticator(), "Other", told)).rejects.toThrow(/was not made as it was asked for/);
  }
  expect(ask).not.toHaveBeenCalled();
  await expect(add(as, standInAuthenticator(), "\u202e")).rejects.toThrow(/control characters/);
  await t.run(async (ctx) => {
    const [row] = await ctx.db.query("passkeys").collect();
    if (row === undefined) return;
    const { _id, _creationTime, ...rest } = row;
    for (let index = 1; index < 20; index += 1) await ctx.db.insert("passkeys", { ...rest, userId, credentialId: `c${index}` });
  });
  await expect(add(as, standInAuthenticator(), "One more")).rejects.toThrow(/at most 20 passkeys/);
});

test.each([
  ["http://127.0.0.1:4300", null],
  ["https://192.168.1.5", null],
  ["https://[::1]:4300", null],
  ["http://console.lab", null],
  ["", null],
  ["http://localhost:4300", { origin: "http://localhost:4300" }],
  ["https://console.lab:8443/", { origin: "https://console.lab:8443" }],
])("at %s", async (address, offered) => {
  const t = startServer();
  vi.stubEnv("SITE_URL", address);
  expect(await t.query(api.passkeys.offer, {})).toEqual(offered);
  if (offered === null) await expect(begin(t)).rejects.toThrow(/need https and a host name/);
  else expect((JSON.parse(await begin(t)) as { rpId: string }).rpId).toBe(new URL(address).hostname);
});
