import { TOTP } from "otpauth/slim";
import { expect, test } from "vitest";

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
  rows,
  standInAuthenticator,
  type Told,
  tooLong,
} from "./passkeys.testing";

stubEnvInEach(ourSite);

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
  await expect(
    (await signedIn(t, userId)).action(api.passkeys.confirm, { assertion: authenticator.get(await toConfirm()) }),
  ).rejects.toThrow(tooLong);
  await expect(as.action(api.passkeys.add, { name: "x", ...standInAuthenticator().create(await begin(t)) })).rejects.toThrow(tooLong);
  await expect(
    (await signedIn(t, userId)).action(api.passkeys.add, { name: "x", ...standInAuthenticator().create(await beginAdd(as)) }),
  ).rejects.toThrow(tooLong);
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
  await expect(as.action(api.passkeys.add, { name: "His", ...bob.authenticator.create(await beginAdd(as)) })).rejects.toThrow(
    /is here already/,
  );
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
    const row = await ctx.db
      .query("rateLimits")
      .withIndex("by_key", (q) => q.eq("key", "passkeyChallenges"))
      .unique();
    if (row !== null) await ctx.db.patch("rateLimits", row._id, { count: 300 });
  });
  await expect(begin(t)).rejects.toThrow(/rate_limited/);
});
