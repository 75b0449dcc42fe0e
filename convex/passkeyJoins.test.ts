import { expect, test, vi } from "vitest";

import { api, internal } from "./_generated/api";
import type { Id } from "./_generated/dataModel";
import { advance, seedOrganization, startServer, type T, stubEnvInEach } from "./fixtures.testing";
import { add, ann, begin, beginAdd, come, entries, give, newest, ourSite, rows, standInAuthenticator, tooLong } from "./passkeys.testing";

stubEnvInEach(ourSite);

async function invited(t: T, email = "Bob@lab.example") {
  const people = await seedOrganization(t);
  const { invitation } = await people.admin.as.mutation(api.invitations.create, { email, role: "operator" });
  return { people, invitation };
}

const bob = { email: "bob@lab.example", name: "Bob" };
const beginJoin = async (t: T, given: { invitation: string; email?: string; name?: string }) =>
  (await t.action(api.passkeyJoins.begin, { ...bob, ...given })).options;
const join = (t: T, invitation: string, created: object) =>
  t.action(api.auth.signIn, { provider: "newPasskey", params: { invitation, passkeyName: "Phone", ...created } });

/** Bob, as the sign-in that made his account left him. */
async function joined(t: T) {
  const user = (await t.run((ctx) => ctx.db.query("users").collect())).find(({ email }) => email === bob.email);
  if (user === undefined) throw new Error("nobody joined");
  return { user, mine: await newest(t, user._id) };
}

test("an invitation is accepted with a new passkey: no password, signed in with both factors, and by the same passkey from then on", async () => {
  const t = startServer();
  const { people, invitation } = await invited(t);
  await t.run((ctx) => ctx.db.patch("organizations", people.organizationId, { needsSecondFactor: true }));
  const authenticator = standInAuthenticator();
  const options = await beginJoin(t, { invitation });
  expect(JSON.parse(options)).toMatchObject({
    rp: { id: "console.example" },
    user: { name: "bob@lab.example", displayName: "Bob" },
    excludeCredentials: [],
    authenticatorSelection: { residentKey: "required", userVerification: "required" },
  });
  expect((await join(t, invitation, authenticator.create(options))).tokens?.token).toBeTypeOf("string");
  const { user, mine } = await joined(t);
  expect(user).toMatchObject({ name: "Bob" });
  expect(await mine.query(api.account.me, {})).toMatchObject({ lacksSecondFactor: false, membership: { role: "operator" } });
  await mine.mutation(api.account.rename, { name: "Bobby" });
  expect(await mine.query(api.passkeys.list, {})).toMatchObject({
    hasPassword: false,
    shownAt: Date.now(),
    passkeys: [{ name: "Phone", isGoodHere: true, isOnlyWay: true }],
  });
  expect((await come(t, authenticator)).tokens?.token).toBeTypeOf("string");
  // A second one of theirs is kept under the same handle, so a device shows them as one person's.
  const second = standInAuthenticator();
  expect(JSON.parse(await beginAdd(mine, {}))).toMatchObject({
    user: { id: authenticator.state.userHandle },
    excludeCredentials: [{ id: authenticator.id }],
  });
  await mine.action(api.passkeys.add, { name: "Key", ...second.create(await beginAdd(mine, {})) });
  expect((await come(t, second)).tokens?.token).toBeTypeOf("string");
  expect(await entries(t, "invitation.accept")).toHaveLength(1);
  expect(await entries(t, "member.join")).toHaveLength(1);
  expect(await entries(t, "account.addPasskey")).toHaveLength(2);
});

test("no passkey is asked for where an invitation lets nobody in", async () => {
  const t = startServer();
  const { people, invitation } = await invited(t);
  await expect(beginJoin(t, { invitation: "inv_x" })).rejects.toThrow(/not known/);
  await expect(beginJoin(t, { invitation, email: "eve@lab.example" })).rejects.toThrow(/another email/);
  await expect(beginJoin(t, { invitation, email: "bob" })).rejects.toThrow(/Give an email/);
  await ann(t);
  const { invitation: forAnn } = await people.admin.as.mutation(api.invitations.create, { email: "ann@lab.example", role: "viewer" });
  await expect(beginJoin(t, { invitation: forAnn, email: "ann@lab.example" })).rejects.toThrow(/There is an account/);
  const forBob = (await people.admin.as.query(api.invitations.list, {})).find(({ email }) => email === bob.email);
  if (forBob === undefined) throw new Error("no invitation");
  await people.admin.as.mutation(api.invitations.revoke, { id: forBob.id });
  await expect(beginJoin(t, { invitation })).rejects.toThrow(/revoked/);
  vi.stubEnv("SITE_URL", "http://127.0.0.1:4300");
  await expect(beginJoin(t, { invitation })).rejects.toThrow(/need https and a host name/);
  expect((await rows(t, "passkeyChallenges")).filter((row) => "purpose" in row && row.purpose.kind === "join")).toEqual([]);
});

test("what was made counts once, for who and what it was asked for, and while the invitation holds", async () => {
  const t = startServer();
  const { people, invitation } = await invited(t);
  const { invitation: forEve } = await people.admin.as.mutation(api.invitations.create, { email: "eve@lab.example", role: "admin" });
  const users = (await rows(t, "users")).length;
  const make = async () => standInAuthenticator().create(await beginJoin(t, { invitation }));
  // The address and the name are those that it was begun with, whatever is handed in later.
  await expect(join(t, forEve, { ...(await make()), email: "eve@lab.example" })).rejects.toThrow(/another email/);
  await expect(join(t, invitation, standInAuthenticator().create(await begin(t)))).rejects.toThrow(tooLong);
  const { as, authenticator } = await ann(t);
  await expect(join(t, invitation, standInAuthenticator().create(await beginAdd(as)))).rejects.toThrow(tooLong);
  await expect(as.action(api.passkeys.add, { name: "Hers", ...(await make()) })).rejects.toThrow(tooLong);
  await expect(give(t, authenticator.get(await beginJoin(t, { invitation })))).rejects.toThrow(tooLong);
  const late = await make();
  advance(5 * 60_000);
  await expect(join(t, invitation, late)).rejects.toThrow(tooLong);
  for (const told of [{ origin: "https://console.example.evil" }, { isVerified: false }, { format: "tpm" }]) {
    await expect(join(t, invitation, standInAuthenticator().create(await beginJoin(t, { invitation }), told))).rejects.toThrow(
      /was not made as it was asked for/,
    );
  }
  // Somebody else's key is nobody's way in; the invitation is still open after all of it.
  await expect(join(t, invitation, authenticator.create(await beginJoin(t, { invitation })))).rejects.toThrow(/is here already/);
  await expect(join(t, invitation, { ...(await make()), passkeyName: "\u202e" })).rejects.toThrow(/control characters/);
  expect(await rows(t, "users")).toHaveLength(users + 1);
  const made = await make();
  await join(t, invitation, made);
  await expect(join(t, invitation, made)).rejects.toThrow(tooLong);
  await expect(make()).rejects.toThrow(/used already/);
});

test("whoever came with a passkey alone keeps it until there is another way in", async () => {
  const t = startServer();
  const { invitation } = await invited(t);
  await join(t, invitation, standInAuthenticator().create(await beginJoin(t, { invitation })));
  const { mine } = await joined(t);
  const [only] = (await mine.query(api.passkeys.list, {})).passkeys;
  if (only === undefined) throw new Error("no passkey");
  await expect(mine.mutation(api.passkeys.remove, { id: only.id })).rejects.toThrow(/only way to sign in/);
  await expect(mine.action(api.account.changePassword, { oldPassword: "x", newPassword: "another password" })).rejects.toThrow(
    /You have no password/,
  );
});

test("views of the sign-in page take nothing from who presses the button", async () => {
  const t = startServer();
  await ann(t);
  const full = (key: string) =>
    t.run(async (ctx) => {
      const row = await ctx.db
        .query("rateLimits")
        .withIndex("by_key", (q) => q.eq("key", key))
        .unique();
      if (row === null) throw new Error(`no limit ${key}`);
      await ctx.db.patch("rateLimits", row._id, { count: 300 });
    });
  const forField = () => t.action(api.passkeys.begin, { isForField: true });
  await forField();
  await full("passkeyFieldChallenges");
  await expect(forField()).rejects.toThrow(/rate_limited/);
  await begin(t);
  await full("passkeyChallenges");
  await expect(begin(t)).rejects.toThrow(/rate_limited/);
});

test("what was asked for in the field of the address signs in as the button does", async () => {
  const t = startServer();
  const { as, authenticator } = await ann(t);
  await add(as, standInAuthenticator(), "Other");
  const { options } = await t.action(api.passkeys.begin, { isForField: true });
  expect((await give(t, authenticator.get(options))).tokens?.token).toBeTypeOf("string");
});

test("the first admin comes with a passkey and the token of the first run, once, and names the organization", async () => {
  const t = startServer();
  const { token: setupToken } = await t.mutation(internal.setup.issueToken, {});
  const ann = { email: "ann@lab.example", name: "Ann" };
  const beginFirst = (more: object) => t.action(api.passkeyJoins.begin, { ...ann, organizationName: "Lab", setupToken, ...more });
  await expect(beginFirst({ setupToken: "rfx_setup_made-up" })).rejects.toThrow(/This setup token is not known/);
  await expect(beginFirst({ organizationName: " " })).rejects.toThrow(/organizationName.*Give a name/);
  expect(await rows(t, "passkeyChallenges")).toEqual([]);
  const [{ options }, { options: second }] = [await beginFirst({}), await beginFirst({})];
  const come = (made: string, more: object = {}) =>
    t.action(api.auth.signIn, {
      provider: "newPasskey",
      params: { setupToken, organizationName: "Lab", passkeyName: "Laptop", ...standInAuthenticator().create(made), ...more },
    });
  // Without the token, the passkey alone makes nobody an admin.
  await expect(
    t.action(api.auth.signIn, {
      provider: "newPasskey",
      params: { passkeyName: "Laptop", ...standInAuthenticator().create((await beginFirst({})).options) },
    }),
  ).rejects.toThrow(/This invitation is not known/);
  expect((await come(options)).tokens?.token).toBeTypeOf("string");
  expect(await t.query(api.setup.status, {})).toEqual({ needsSetup: false });
  const [user, ...others] = await rows(t, "users");
  if (user === undefined) throw new Error("nobody came");
  expect(others).toEqual([]);
  const mine = await newest(t, user._id as Id<"users">);
  expect(await mine.query(api.account.me, {})).toMatchObject({
    user: { name: "Ann" },
    membership: { role: "admin", organization: { name: "Lab" } },
  });
  expect(await mine.query(api.passkeys.list, {})).toMatchObject({ hasPassword: false, passkeys: [{ name: "Laptop" }] });
  await expect(come(second)).rejects.toThrow(/setup token was used already/);
  expect(await rows(t, "users")).toHaveLength(1);
});
