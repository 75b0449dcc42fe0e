import { expect, test, vi } from "vitest";

import { api, internal } from "./_generated/api";
import { advance, startServer, stubEnvInEach } from "./fixtures.testing";
import {
  at,
  attempt,
  begin,
  bob,
  type Claims,
  entries,
  give,
  invited,
  ourProvider,
  password,
  rows,
  server,
  site,
  type StandIn,
  standInProvider,
} from "./oidc.testing";

let provider: StandIn;
let there: ReturnType<typeof at>;

stubEnvInEach(async () => {
  provider = await standInProvider();
  there = at(provider);
  return await ourProvider(provider);
});

test("it is offered where it is set up, over https, and what the browser carries holds no secret", async () => {
  const t = startServer();
  expect(await t.query(api.oidc.offers, {})).toEqual([{ id: server, name: "Lab Login" }]);
  const { searchParams } = new URL(await begin(t));
  expect(Object.fromEntries(searchParams)).toMatchObject({
    response_type: "code",
    client_id: "console",
    redirect_uri: `${site}/sign-in/oidc`,
    scope: "openid email profile",
    code_challenge_method: "S256",
    response_mode: "fragment",
  });
  expect(new URL(await begin(t, { asksAgain: true })).searchParams.get("prompt")).toBe("login");
  await expect(t.action(api.oidc.begin, { provider: server, attempt, origin: "http://192.168.1.5:4300" })).rejects.toThrow(
    /Open the console at http:\/\/127/,
  );
  await expect(t.action(api.oidc.begin, { provider: server, attempt: "short", origin: site })).rejects.toThrow(/32 random bytes/);
  vi.stubEnv("OIDC_ISSUER", "http://id.example");
  expect(await t.query(api.oidc.offers, {})).toEqual([]);
  vi.stubEnv("OIDC_ISSUER", "");
  await expect(begin(t)).rejects.toThrow(/not_found/);
  await expect(give(t, { code: "x", state: "y" })).rejects.toThrow(/used already, took too long/);
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
  for (const claims of [bob, { ...bob, email: "viewer@Lab.example" }, { sub: "x" }])
    await expect(there.come(t, claims)).rejects.toThrow(/Nobody here is connected/);
  await expect(there.come(t, bob, { invitation: "inv_x" })).rejects.toThrow(/not known/);
  expect(await rows(t, "users")).toHaveLength(before.length);
  expect(await rows(t, "identities")).toEqual([]);
  expect(await rows(t, "oidcAttempts")).toEqual([]);
});

test("an invitation is accepted with the verified address that it is for, and the account there signs in from then on", async () => {
  const t = startServer();
  const { invitation } = await invited(t);
  for (const email_verified of [undefined, false, "false", 0])
    await expect(there.come(t, { ...bob, email_verified }, { invitation })).rejects.toThrow(/not verified there/);
  await expect(there.come(t, { ...bob, email: undefined } as Claims, { invitation })).rejects.toThrow(/not verified there/);
  await expect(there.come(t, { ...bob, email: "eve@lab.example" }, { invitation })).rejects.toThrow(/another email/);
  expect(await rows(t, "identities")).toEqual([]);
  const { tokens } = await there.come(t, bob, { invitation });
  expect(tokens?.token).toBeTypeOf("string");
  const [identity] = await rows(t, "identities");
  expect(identity).toMatchObject({ issuer: provider.issuer, subject: "bob-1" });
  expect((await rows(t, "users")).filter(({ _id }) => _id === (identity as { userId?: string }).userId)).toMatchObject([
    { email: "bob@lab.example", name: "Bob" },
  ]);
  // Later without any address, or with another: the subject is who it is.
  expect((await there.come(t, { sub: "bob-1" })).tokens?.token).toBeTypeOf("string");
  expect((await there.come(t, { ...bob, email: "robert@lab.example" })).tokens?.token).toBeTypeOf("string");
  await expect(there.come(t, { ...bob, sub: "bob-2" }, { invitation })).rejects.toThrow(/used already/);
  expect(await entries(t, "account.signIn")).toHaveLength(3);
  expect((await entries(t, "account.signIn"))[0]?.after).toContain(provider.issuer);
});

test("an address that has an account is not taken over by an invitation for it", async () => {
  const t = startServer();
  await t.action(internal.setup.createOperator, { email: "bob@lab.example", password });
  const { invitation } = await invited(t);
  await expect(there.come(t, bob, { invitation })).rejects.toThrow(/There is an account/);
  expect(await rows(t, "identities")).toEqual([]);
});

test("whoever is connected accepts another organization's invitation on the way in", async () => {
  const t = startServer();
  const { userId } = await there.ann(t);
  const { invitation } = await invited(t, "ann@lab.example");
  expect((await there.come(t, { sub: "ann-1" }, { invitation })).tokens?.token).toBeTypeOf("string");
  const theirs = (await t.run((ctx) => ctx.db.query("memberships").collect())).filter((row) => row.userId === userId);
  expect(theirs).toHaveLength(2);
});

test("what came back counts once, in the page that began, for ten minutes, and unchanged", async () => {
  const t = startServer();
  await there.ann(t);
  const used = await there.goThere(t, { sub: "ann-1" });
  expect((await give(t, used)).tokens?.token).toBeTypeOf("string");
  const refused = /used already, took too long, or was begun in another browser/;
  await expect(give(t, used)).rejects.toThrow(refused);
  await expect(give(t, { ...(await there.goThere(t, { sub: "ann-1" })), state: "made up" })).rejects.toThrow(refused);
  const stolen = await there.goThere(t, { sub: "ann-1" });
  await expect(t.action(api.auth.signIn, { provider: "oidc", params: { ...stolen, attempt: "b2".repeat(32) } })).rejects.toThrow(refused);
  await expect(give(t, stolen)).rejects.toThrow(refused);
  const late = await there.goThere(t, { sub: "ann-1" });
  advance(10 * 60_000);
  await expect(give(t, late)).rejects.toThrow(refused);
  // A code of another round trip fails at the provider, for its verifier is another one.
  const other = await there.goThere(t, { sub: "ann-1" });
  await expect(give(t, { ...(await there.goThere(t, { sub: "ann-1" })), code: other.code })).rejects.toThrow(/did not confirm/);
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
  await there.ann(t);
  provider.state.told = told;
  await expect(there.come(t, { sub: "ann-1" })).rejects.toThrow(/Lab Login did not confirm who you are/);
});

test("nor does one that somebody else signed, or an answer that names another issuer", async () => {
  const t = startServer();
  await there.ann(t);
  await expect(give(t, { ...(await there.goThere(t, { sub: "ann-1" })), iss: "https://elsewhere.example" })).rejects.toThrow(
    /did not confirm/,
  );
  provider.state.isForged = true;
  await expect(there.come(t, { sub: "ann-1" })).rejects.toThrow(/did not confirm/);
});

test("the same subject of another issuer is somebody else", async () => {
  const t = startServer();
  await there.ann(t);
  await t.run(async (ctx) => {
    for (const row of await ctx.db.query("identities").collect())
      await ctx.db.patch("identities", row._id, { issuer: "https://before.example" });
  });
  await expect(there.come(t, { sub: "ann-1" })).rejects.toThrow(/Nobody here is connected/);
});
