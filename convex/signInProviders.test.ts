import { expect, test, vi } from "vitest";

import { api, internal } from "./_generated/api";
import type { Id } from "./_generated/dataModel";
import { seedOrganization, signedIn, startServer, type T, stubEnvInEach } from "./fixtures.testing";
import { at, begin, bob, entries, give, ourProvider, password, rows, server, site, type StandIn, standInProvider } from "./oidc.testing";

let first: StandIn;
let second: StandIn;

stubEnvInEach(async () => {
  first = await standInProvider();
  second = await standInProvider();
  return await ourProvider(first);
});

const settings = (more: Partial<Record<"name" | "issuer" | "clientId" | "secret", string>> = {}) => ({
  name: "University",
  issuer: second.issuer,
  clientId: "console",
  secret: "the secret",
  ...more,
});

async function withBoth(t: T) {
  const people = await seedOrganization(t);
  const { id } = await people.admin.as.action(api.signInProviders.add, settings());
  return { people, id, here: at(first), there: at(second, id) };
}

test("beside the server's own an admin adds another, which has answered; each signs in its own people", async () => {
  const t = startServer();
  const { people, id, here, there } = await withBoth(t);
  expect(await t.query(api.oidc.offers, {})).toEqual([
    { id: server, name: "Lab Login" },
    { id, name: "University" },
  ]);
  expect(new URL(await begin(t, { provider: id })).origin).toBe(second.issuer);
  const { invitation } = await people.admin.as.mutation(api.invitations.create, { email: "bob@lab.example", role: "operator" });
  await there.come(t, bob, { invitation });
  expect(await rows(t, "identities")).toMatchObject([{ issuer: second.issuer, subject: "bob-1" }]);
  // The same name at the other provider is somebody else.
  await expect(here.come(t, bob)).rejects.toThrow(/Nobody here is connected/);
  expect((await there.come(t, bob)).tokens?.token).toBeTypeOf("string");
  // One person may have an account at each.
  const { as, userId } = await here.ann(t);
  await there.roundTrip(as, "connect", { sub: "ann-2" }, { password });
  expect((await as.query(api.oidc.connected, {})).accounts.map(({ providerId }) => providerId)).toEqual([server, id]);
  for (const came of [await here.come(t, { sub: "ann-1" }), await there.come(t, { sub: "ann-2" })])
    expect(came.tokens?.token).toBeTypeOf("string");
  expect((await rows(t, "identities")).filter((row) => "userId" in row && row.userId === userId)).toHaveLength(2);
  expect(await people.admin.as.query(api.signInProviders.list, {})).toMatchObject({
    lockedBecause: null,
    returnAddress: `${site}/sign-in/oidc`,
    providers: [
      { id: server, people: 1, set: null },
      { id, name: "University", people: 2, set: { by: { name: "admin of Lab" } } },
    ],
  });
  expect(await entries(t, "signInProvider.add")).toHaveLength(1);
});

test("what one provider says is nothing to the other: a round trip ends where it was begun", async () => {
  const t = startServer();
  const { id, here, there } = await withBoth(t);
  await here.ann(t);
  // Begun at the one, approved by the other, which knows neither its code nor its challenge.
  const address = await begin(t, { provider: id });
  await expect(give(t, first.approve(address, { sub: "ann-1" }))).rejects.toThrow(/University did not confirm/);
  // Its own code with the name of the other, as a provider would send it that passes people on.
  await expect(give(t, { ...(await there.goThere(t, { sub: "ann-1" })), iss: first.issuer })).rejects.toThrow(/did not confirm/);
  second.state.told = { iss: first.issuer };
  await expect(there.come(t, { sub: "ann-1" })).rejects.toThrow(/did not confirm/);
});

test("the secret is kept encrypted, stands in no answer and in no log, and is replaced", async () => {
  const t = startServer();
  const said = vi.spyOn(console, "error").mockImplementation(() => undefined);
  const people = await seedOrganization(t);
  const { id } = await people.admin.as.action(api.signInProviders.add, settings({ secret: " wrong and long " }));
  await expect(at(second, id).come(t, { sub: "x" })).rejects.toThrow(/University did not confirm/);
  await people.admin.as.mutation(api.signInProviders.replaceSecret, { id, secret: "the secret" });
  await expect(at(second, id).come(t, { sub: "x" })).rejects.toThrow(/Nobody here is connected/);
  const all = JSON.stringify([
    await rows(t, "signInProviders"),
    await people.admin.as.query(api.signInProviders.list, {}),
    await t.run((ctx) => ctx.db.query("auditEntries").collect()),
    said.mock.calls,
  ]);
  for (const secret of ["wrong and long", "the secret"]) expect(all).not.toContain(secret);
  expect(await entries(t, "signInProvider.replaceSecret")).toHaveLength(1);
  // Another row's, or of another server's key, it opens nothing.
  await t.run((ctx) => ctx.db.patch("signInProviders", id, { clientId: "other" }));
  await expect(begin(t, { provider: id })).rejects.toThrow(/not_found/);
  said.mockRestore();
});

test("what is no provider is refused before it is kept", async () => {
  const t = startServer();
  const { admin, operator } = await seedOrganization(t);
  const add = (more: Parameters<typeof settings>[0], as = admin.as) => as.action(api.signInProviders.add, settings(more));
  for (const issuer of [
    "http://id.example",
    "ftp://id.example",
    "id.example",
    `${second.issuer}/?x=1`,
    `${second.issuer}/#x`,
    `https://${"x".repeat(500)}.example`,
  ])
    await expect(add({ issuer })).rejects.toThrow(/https address of the issuer/);
  await expect(add({ issuer: `${second.issuer}/realms/none` })).rejects.toThrow(/No OpenID provider of this issuer answers there/);
  await expect(add({ name: "\u202eLab" })).rejects.toThrow(/control characters/);
  await expect(add({ name: "lab login" })).rejects.toThrow(/of this name is set up already/);
  await expect(add({ issuer: `${first.issuer}/` })).rejects.toThrow(/with this issuer is set up already/);
  await expect(add({ clientId: " " })).rejects.toThrow(/"\$\.clientId".*Give the client ID/);
  await expect(add({ secret: " " })).rejects.toThrow(/client secret/);
  // Nobody else makes the server ask an address.
  const ask = vi.fn();
  vi.stubGlobal("fetch", ask);
  await expect(add({}, operator.as)).rejects.toThrow(/forbidden/);
  expect(ask).not.toHaveBeenCalled();
  expect(await rows(t, "signInProviders")).toEqual([]);
});

test("of several organizations on one server none decides for the others", async () => {
  const t = startServer();
  const { people, id } = await withBoth(t);
  await seedOrganization(t, "Other");
  const locked = /only whoever runs it sets sign-in providers/;
  await expect(people.admin.as.action(api.signInProviders.add, settings({ name: "Third" }))).rejects.toThrow(locked);
  await expect(people.admin.as.mutation(api.signInProviders.replaceSecret, { id, secret: "x" })).rejects.toThrow(locked);
  await expect(people.admin.as.mutation(api.signInProviders.remove, { id })).rejects.toThrow(locked);
  expect(await people.admin.as.query(api.signInProviders.list, {})).toMatchObject({
    lockedBecause: "organizations",
    providers: [{ id: server }, { id }],
  });
  // Whoever runs the server takes it away.
  expect(await t.mutation(internal.setup.removeSignInProvider, { name: "university" })).toBeNull();
  await expect(t.mutation(internal.setup.removeSignInProvider, { name: "university" })).rejects.toThrow(/not_found/);
  expect(await t.query(api.oidc.offers, {})).toEqual([{ id: server, name: "Lab Login" }]);
  expect(await entries(t, "signInProvider.remove")).toHaveLength(2);
});

test("a provider that was removed signs nobody in, is no way in that keeps another from going, and knows its people when it is back", async () => {
  const t = startServer();
  const { people, id, there } = await withBoth(t);
  const { invitation } = await people.admin.as.mutation(api.invitations.create, { email: "bob@lab.example", role: "operator" });
  await there.come(t, bob, { invitation });
  const [identity] = await t.run((ctx) => ctx.db.query("identities").collect());
  if (identity === undefined) throw new Error("no identity");
  const bobs = await signedIn(t, identity.userId);
  const other = await t.run((ctx) =>
    ctx.db.insert("identities", {
      userId: identity.userId,
      issuer: first.issuer,
      subject: "bob-9",
      email: null,
      connectedAt: 0,
      lastUsedAt: null,
    }),
  );
  const onlyWays = async () => (await bobs.query(api.oidc.connected, {})).accounts.map(({ isOnlyWay }) => isOnlyWay);
  expect(await onlyWays()).toEqual([false, false]);
  const begun = second.approve(await begin(t, { provider: id }), bob);
  await people.admin.as.mutation(api.signInProviders.remove, { id });
  await expect(give(t, begun)).rejects.toThrow(/not_found/);
  await expect(begin(t, { provider: id })).rejects.toThrow(/not_found/);
  await expect(begin(t, { provider: "nonsense" })).rejects.toThrow(/not_found/);
  await expect(bobs.mutation(api.oidc.disconnect, { id: other })).rejects.toThrow(/only way to sign in/);
  expect((await bobs.query(api.oidc.connected, {})).accounts.find(({ issuer }) => issuer === second.issuer)).toMatchObject({
    providerId: null,
  });
  const { id: again }: { id: Id<"signInProviders"> } = await people.admin.as.action(api.signInProviders.add, settings());
  expect((await at(second, again).come(t, bob)).tokens?.token).toBeTypeOf("string");
  await expect(people.admin.as.mutation(api.signInProviders.remove, { id })).rejects.toThrow(/not_found/);
});

test("there are at most eight, and none where nobody could come back to", async () => {
  const t = startServer();
  const { admin } = await seedOrganization(t);
  const { id } = await admin.as.action(api.signInProviders.add, settings());
  await t.run(async (ctx) => {
    const row = await ctx.db.get("signInProviders", id);
    if (row === null) return;
    const { _id, _creationTime, ...rest } = row;
    for (let index = 2; index <= 8; index += 1)
      await ctx.db.insert("signInProviders", { ...rest, name: `P${index}`, issuer: `https://p${index}.example/` });
  });
  const third = await standInProvider();
  await expect(admin.as.action(api.signInProviders.add, settings({ name: "Ninth", issuer: third.issuer }))).rejects.toThrow(
    /At most 8 providers/,
  );
  vi.stubEnv("SITE_URL", "");
  expect(await admin.as.query(api.signInProviders.list, {})).toMatchObject({ lockedBecause: "address", returnAddress: null });
  await expect(admin.as.mutation(api.signInProviders.remove, { id })).rejects.toThrow(/does not know its own address/);
});
