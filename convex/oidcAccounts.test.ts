import { TOTP } from "otpauth/slim";
import { expect, test } from "vitest";

import { api, internal } from "./_generated/api";
import { advance, seedOrganization, signedIn, startServer, stubEnvInEach } from "./fixtures.testing";
import {
  at,
  attempt,
  bob,
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

test("connecting asks for the password, is for one person, and ends where it began", async () => {
  const t = startServer();
  const { userId, as } = await there.ann(t);
  const cy = await t.action(internal.setup.createOperator, { email: "cy@lab.example", password });
  const theirs = await signedIn(t, cy.userId);
  expect(await there.roundTrip(theirs, "connect", { sub: "cy-1" }, { password: "not the password" })).toEqual({
    ok: false,
    reason: "wrong_password",
  });
  expect(await there.roundTrip(theirs, "connect", { sub: "cy-1" })).toEqual({ ok: false, reason: "wrong_password" });
  await expect(there.roundTrip(theirs, "connect", { sub: "ann-1" }, { password })).rejects.toThrow(/another person here/);
  await expect(there.roundTrip(as, "connect", { sub: "ann-2" }, { password })).rejects.toThrow(/Disconnect that first/);
  // Begun by one, it is not ended by another, nor in another browser of the same person, nor as a sign-in; nor the other way round.
  const begun = async () => {
    const answer = await as.action(api.oidc.beginSignedIn, { provider: server, attempt, origin: site, purpose: "connect", password });
    if (!answer.ok) throw new Error(answer.reason);
    return provider.approve(answer.address, { sub: "cy-1" });
  };
  const refused = /was begun in another browser/;
  await expect(theirs.action(api.oidc.finish, { attempt, ...(await begun()) })).rejects.toThrow(refused);
  await expect((await signedIn(t, userId)).action(api.oidc.finish, { attempt, ...(await begun()) })).rejects.toThrow(refused);
  await expect(give(t, await begun())).rejects.toThrow(refused);
  await expect(theirs.action(api.oidc.finish, { attempt, ...(await there.goThere(t, { sub: "cy-1" })) })).rejects.toThrow(refused);
  expect(await rows(t, "identities")).toHaveLength(1);
  expect(await entries(t, "account.connectIdentity")).toHaveLength(1);
});

test("disconnecting ends the other sign-ins and is refused to whoever has no password", async () => {
  const t = startServer();
  const { as, userId } = await there.ann(t);
  const [other] = [await signedIn(t, userId)];
  const [mine] = (await as.query(api.oidc.connected, {})).accounts;
  if (mine === undefined) throw new Error("not connected");
  const cy = await signedIn(t, (await t.action(internal.setup.createOperator, { email: "cy@lab.example", password })).userId);
  await expect(cy.mutation(api.oidc.disconnect, { id: mine.id })).rejects.toThrow(/not_found/);
  expect(await as.mutation(api.oidc.disconnect, { id: mine.id })).toEqual({ endedSignIns: 1 });
  await expect(other?.query(api.robots.list, {})).rejects.toThrow(/unauthenticated/);
  await expect(there.come(t, { sub: "ann-1" })).rejects.toThrow(/Nobody here is connected/);
  expect(await entries(t, "account.disconnectIdentity")).toHaveLength(1);

  const { invitation } = await invited(t);
  await there.come(t, bob, { invitation });
  const [identity] = await t.run((ctx) => ctx.db.query("identities").collect());
  if (identity === undefined) throw new Error("no identity");
  const bobs = await signedIn(t, identity.userId);
  await expect(bobs.mutation(api.oidc.disconnect, { id: identity._id })).rejects.toThrow(/only way to sign in/);
  await expect(bobs.action(api.account.changePassword, { oldPassword: password, newPassword: "another password" })).rejects.toThrow(
    /You have no password/,
  );
  // Should the provider go away: whoever runs the server gives one.
  await t.action(internal.setup.resetPassword, { email: "bob@lab.example", password });
  expect(
    (await t.action(api.auth.signIn, { provider: "password", params: { flow: "signIn", email: "bob@lab.example", password } })).tokens
      ?.token,
  ).toBeTypeOf("string");
  expect((await t.run((ctx) => ctx.db.query("users").collect())).filter(({ email }) => email === "bob@lab.example")).toHaveLength(1);
  const withPassword = await signedIn(t, identity.userId);
  expect(await withPassword.query(api.oidc.connected, {})).toMatchObject({ hasPassword: true });
  expect(await withPassword.mutation(api.oidc.disconnect, { id: identity._id })).toEqual({ endedSignIns: 1 });
});

const codeOf = (key: string) => new TOTP({ secret: key }).generate({ timestamp: Date.now() });

test("a second factor is asked for after the provider's word too, and set up without a password by being asked again there", async () => {
  const t = startServer();
  const { people, invitation } = await invited(t);
  await there.come(t, bob, { invitation });
  await t.run((ctx) => ctx.db.patch("organizations", people.organizationId, { needsSecondFactor: true }));
  const [identity] = await t.run((ctx) => ctx.db.query("identities").collect());
  if (identity === undefined) throw new Error("no identity");
  const as = await signedIn(t, identity.userId);
  await expect(as.mutation(api.account.rename, { name: "Bobby" })).rejects.toThrow(/second_factor.*set_up/);
  expect(await as.action(api.secondFactor.start, { password: "" })).toEqual({ ok: false, reason: "wrong_password" });
  await expect(there.roundTrip(as, "confirm", { sub: "somebody" })).rejects.toThrow(/not the one that you are connected with/);
  const hourAgo = Math.floor(Date.now() / 1000) - 3_600;
  await expect(there.roundTrip(as, "confirm", { sub: "bob-1", auth_time: hourAgo })).rejects.toThrow(/did not confirm/);
  expect(await there.roundTrip(as, "confirm", { sub: "bob-1", auth_time: hourAgo + 3_600 })).toEqual({ purpose: "confirm" });
  // In another browser of the same person it does not count.
  expect(await (await signedIn(t, identity.userId)).action(api.secondFactor.start, { password: "" })).toMatchObject({ ok: false });
  const started = await as.action(api.secondFactor.start, { password: "" });
  if (!started.ok) throw new Error(started.reason);
  expect(await as.mutation(api.secondFactor.confirm, { code: codeOf(started.key) })).toMatchObject({ ok: true });
  advance(5 * 60_000);
  expect(await as.action(api.oidc.beginSignedIn, { provider: server, attempt, origin: site, purpose: "connect" })).toMatchObject({
    ok: false,
    reason: "wrong_password",
  });

  const before = await rows(t, "authSessions");
  const { invitation: second } = await (
    await seedOrganization(t, "Other")
  ).admin.as.mutation(api.invitations.create, { email: "bob@lab.example", role: "viewer" });
  await expect(there.come(t, { sub: "bob-1" }, { invitation: second })).rejects.toThrow(/second_factor.*code/);
  expect(await rows(t, "authSessions")).toHaveLength(before.length + 3);
  expect((await t.run((ctx) => ctx.db.query("memberships").collect())).filter(({ userId }) => userId === identity.userId)).toHaveLength(1);
  const { tokens } = await t.action(api.auth.signIn, {
    provider: "password",
    params: { flow: "code", attempt, code: codeOf(started.key) },
  });
  expect(tokens?.token).toBeTypeOf("string");
  expect((await entries(t, "account.signIn")).at(-1)?.after).toContain(provider.issuer);
  await t.mutation(internal.setup.resetSecondFactor, { email: "bob@lab.example" });
  expect((await there.come(t, { sub: "bob-1" })).tokens?.token).toBeTypeOf("string");
});
