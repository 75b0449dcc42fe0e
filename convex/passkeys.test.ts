import { TOTP } from "otpauth/slim";
import { expect, test, vi } from "vitest";

import { api, internal } from "./_generated/api";
import { advance, seedOrganization, signedIn, startServer, stubEnvInEach } from "./fixtures.testing";
import {
  add,
  ann,
  begin,
  beginAdd,
  come,
  entries,
  give,
  newest,
  nobody,
  ourSite,
  password,
  rows,
  standInAuthenticator,
} from "./passkeys.testing";

stubEnvInEach(ourSite);

test("one is added after the password, discoverable and verified, and signs in without anything else", async () => {
  const t = startServer();
  const { as, authenticator, userId } = await ann(t);
  const asked = JSON.parse(await beginAdd(as)) as Record<string, Record<string, unknown>>;
  expect(asked).toMatchObject({
    rp: { id: "console.example" },
    attestation: "none",
    authenticatorSelection: { residentKey: "required", userVerification: "required" },
    excludeCredentials: [{ id: authenticator.id }],
  });
  expect(asked["pubKeyCredParams"]).toEqual([
    { alg: -7, type: "public-key" },
    { alg: -257, type: "public-key" },
  ]);
  const sought = JSON.parse(await begin(t)) as Record<string, unknown>;
  expect(sought).toMatchObject({ rpId: "console.example", userVerification: "required" });
  // Tells nobody who has one.
  expect(sought["allowCredentials"]).toBeUndefined();
  expect((await come(t, authenticator)).tokens?.token).toBeTypeOf("string");
  const mine = await newest(t, userId);
  expect(await mine.query(api.passkeys.list, {})).toMatchObject({
    hasPassword: true,
    shownAt: Date.now(),
    passkeys: [{ name: "Laptop", isSynced: false, lastUsedAt: Date.now(), isGoodHere: true, isOnlyWay: false }],
  });
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

test("its owner calls it something else, which the log keeps, and nobody else does", async () => {
  const t = startServer();
  const { as, id } = await ann(t);
  await as.mutation(api.passkeys.rename, { id, name: " Key in the drawer " });
  await as.mutation(api.passkeys.rename, { id, name: "Key in the drawer" });
  expect((await as.query(api.passkeys.list, {})).passkeys).toMatchObject([{ id, name: "Key in the drawer" }]);
  expect(await entries(t, "account.renamePasskey")).toHaveLength(1);
  await expect(as.mutation(api.passkeys.rename, { id, name: " " })).rejects.toThrow(/"invalid"/);
  const { admin } = await seedOrganization(t, "Other");
  await expect(admin.as.mutation(api.passkeys.rename, { id, name: "Mine" })).rejects.toThrow(/not_found/);
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
    for (const account of await ctx.db.query("authAccounts").collect())
      if (account.userId === userId) await ctx.db.delete("authAccounts", account._id);
  });
  expect((await as.query(api.passkeys.list, {})).passkeys.map(({ isOnlyWay }) => isOnlyWay)).toEqual([false, false]);
  await as.mutation(api.passkeys.remove, { id: second });
  await expect(as.mutation(api.passkeys.remove, { id })).rejects.toThrow(/only way to sign in/);
  expect(await as.query(api.passkeys.list, {})).toMatchObject({ hasPassword: false, passkeys: [{ isOnlyWay: true }] });
  // One of another address is no way in, nor is an account at a provider that is not there.
  await t.run((ctx) =>
    ctx.db.insert("passkeys", {
      userId,
      name: "Old",
      credentialId: "old",
      publicKey: new ArrayBuffer(1),
      counter: 0,
      transports: [],
      rpId: "before.example",
      isSynced: false,
      createdAt: 0,
      lastUsedAt: null,
    }),
  );
  const identity = await t.run((ctx) =>
    ctx.db.insert("identities", { userId, issuer: "https://id.example", subject: "1", email: null, connectedAt: 0, lastUsedAt: null }),
  );
  await expect(as.mutation(api.passkeys.remove, { id })).rejects.toThrow(/only way to sign in/);
  // With no password, showing the passkey stands for it, for adding another and for setting up a second factor.
  expect(await as.action(api.passkeys.beginAdd, {})).toEqual({ ok: false, reason: "wrong_password" });
  const { options } = await as.action(api.passkeys.beginConfirm, {});
  await as.action(api.passkeys.confirm, { assertion: authenticator.get(options) });
  expect(await as.action(api.passkeys.beginAdd, {})).toMatchObject({ ok: true });
  expect(await as.action(api.secondFactor.start, { password: "" })).toMatchObject({ ok: true });
  // With the provider there, either may go, not both.
  for (const [name, value] of Object.entries({ OIDC_ISSUER: "https://id.example", OIDC_CLIENT_ID: "console", OIDC_CLIENT_SECRET: "x" }))
    vi.stubEnv(name, value);
  await as.mutation(api.passkeys.remove, { id });
  await expect(as.mutation(api.oidc.disconnect, { id: identity })).rejects.toThrow(/only way to sign in/);
});

test("certificates of authenticators are not read, and a person has at most twenty", async () => {
  const t = startServer();
  const { as, userId } = await ann(t);
  const ask = vi.fn();
  vi.stubGlobal("fetch", ask);
  for (const told of [
    { format: "packed", statement: new Map<string, unknown>([["x5c", [new Uint8Array(8)]]]) },
    { format: "tpm" },
    { format: "android-key" },
  ]) {
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
