import { TOTP } from "otpauth/slim";
import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { api, internal } from "./_generated/api";
import { advance, readySession, seedOrganization, seedRobot, signedIn, startServer, type T } from "./fixtures.testing";
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

const email = "ann@lab.example";
const password = "correct horse battery";
const attempt = "a1".repeat(32);
const give = (t: T, params: Record<string, string>) => t.action(api.auth.signIn, { provider: "password", params });
const givePassword = (t: T, more: Record<string, string> = {}) => give(t, { flow: "signIn", email, password, attempt, ...more });
const giveCode = (t: T, code: string, of = attempt) => give(t, { flow: "code", attempt: of, code });
/** What an authenticator shows that read this address. */
const digitsOf = (key: string, at = Date.now()) => new TOTP({ secret: key }).generate({ timestamp: at });

async function newKeyOf(as: Awaited<ReturnType<typeof signedIn>>): Promise<string> {
  const started = await as.action(api.secondFactor.start, { password });
  if (!started.ok) throw new Error(started.reason);
  return started.key;
}

/** Ann, who signs in with a password and a second factor; its code of this moment is used up. */
async function ann() {
  const t = startServer();
  const { userId } = await t.action(internal.setup.createOperator, { email, password });
  const as = await signedIn(t, userId);
  const key = await newKeyOf(as);
  const confirmed = await as.mutation(api.secondFactor.confirm, { code: digitsOf(key) });
  if (!confirmed.ok) throw new Error(confirmed.reason);
  return { t, userId, as, key, recoveryCodes: confirmed.recoveryCodes };
}

const actions = async (t: T) => (await t.run((ctx) => ctx.db.query("auditEntries").collect())).map(({ action }) => action);

test("it counts only once a code has shown that the authenticator has the key", async () => {
  const t = startServer();
  const { userId } = await t.action(internal.setup.createOperator, { email, password });
  const [as, other] = [await signedIn(t, userId), await signedIn(t, userId)];
  expect(await as.action(api.secondFactor.start, { password: "not the password" })).toEqual({ ok: false, reason: "wrong_password" });
  const abandoned = await newKeyOf(as);
  expect((await givePassword(t)).tokens?.token).toBeTypeOf("string");
  const started = await as.action(api.secondFactor.start, { password });
  if (!started.ok) throw new Error(started.reason);
  const { key, address } = started;
  expect(address).toMatch(new RegExp(`^otpauth://totp/.*secret=${key}.*`));
  expect(await as.mutation(api.secondFactor.confirm, { code: digitsOf(abandoned) })).toEqual({ ok: false, reason: "wrong_code" });
  expect(await as.query(api.secondFactor.status, {})).toEqual({ since: null, recoveryCodesLeft: 0, isRequired: false, isByPasskey: false });
  const code = digitsOf(key);
  const confirmed = await as.mutation(api.secondFactor.confirm, { code: `${code.slice(0, 3)} ${code.slice(3)}` });
  expect(confirmed).toMatchObject({ ok: true });
  expect(await as.query(api.secondFactor.status, {})).toEqual({
    since: Date.now(),
    recoveryCodesLeft: 10,
    isRequired: false,
    isByPasskey: false,
  });
  // A browser that was let in by the password alone has to come again.
  await expect(other.query(api.robots.list, {})).rejects.toThrow(/unauthenticated/);
  await expect(as.action(api.secondFactor.start, { password })).rejects.toThrow(/Turn it off first/);
  expect(await actions(t)).toEqual(expect.arrayContaining(["account.turnOnSecondFactor"]));
}, 60_000);

test("the password alone signs nobody in, the code completes it, and no code counts twice", async () => {
  const { t, key, userId } = await ann();
  const needed = /second_factor.*code/;
  await expect(givePassword(t)).rejects.toThrow(needed);
  // With the right password a sign-up of an account that exists is a sign-in.
  await expect(givePassword(t, { flow: "signUp" })).rejects.toThrow(needed);
  await expect(giveCode(t, digitsOf(key))).rejects.toThrow(/used already/);
  await expect(giveCode(t, "12345")).rejects.toThrow(/wrong/);
  await expect(giveCode(t, digitsOf(key), "b2".repeat(32))).rejects.toThrow(/Begin again/);
  advance(30_000);
  const code = digitsOf(key);
  expect((await giveCode(t, code)).tokens?.token).toBeTypeOf("string");
  await expect(giveCode(t, code)).rejects.toThrow(/Begin again/);
  await expect(givePassword(t)).rejects.toThrow(needed);
  await expect(giveCode(t, code)).rejects.toThrow(/used already/);
  // Nor an earlier one, which the slack of the clock would let pass.
  await expect(giveCode(t, digitsOf(key, Date.now() - 30_000))).rejects.toThrow(/used already/);
  expect(await actions(t)).toEqual(expect.arrayContaining(["account.refuseSecondFactor"]));
  expect(
    await t.run((ctx) =>
      ctx.db
        .query("authSessions")
        .withIndex("userId", (q) => q.eq("userId", userId))
        .collect(),
    ),
  ).toHaveLength(2);
  advance(5 * 60_000);
  await expect(giveCode(t, digitsOf(key))).rejects.toThrow(/Begin again/);
}, 60_000);

test("a wrong password gets no further, and whoever guesses codes is stopped after ten", async () => {
  const { t, key } = await ann();
  await expect(givePassword(t, { password: "wrong horse battery" })).rejects.toThrow(/password is wrong/);
  await expect(giveCode(t, digitsOf(key))).rejects.toThrow(/Begin again/);
  await expect(givePassword(t)).rejects.toThrow(/second_factor/);
  advance(30_000);
  const wrong = String((Number(digitsOf(key)) + 1) % 1e6).padStart(6, "0");
  for (let tried = 0; tried < 10; tried += 1) await expect(giveCode(t, wrong)).rejects.toThrow(/\$\.code/);
  await expect(giveCode(t, digitsOf(key))).rejects.toThrow(/rate_limited/);
  expect((await actions(t)).filter((action) => action === "account.refuseSecondFactor")).toHaveLength(10);
  advance(3_600_000);
  await expect(givePassword(t)).rejects.toThrow(/second_factor/);
  expect((await giveCode(t, digitsOf(key))).tokens?.token).toBeTypeOf("string");
}, 60_000);

test("each recovery code works once, and new ones end the old", async () => {
  const { t, as, key, recoveryCodes } = await ann();
  const [first = "", second = "", third = ""] = recoveryCodes;
  expect(new Set(recoveryCodes).size).toBe(10);
  for (const code of recoveryCodes) expect(code).toMatch(/^([A-Z2-7]{4}-){3}[A-Z2-7]{4}$/);
  await expect(givePassword(t)).rejects.toThrow(/second_factor/);
  expect((await giveCode(t, first.toLowerCase().replaceAll("-", " "))).tokens?.token).toBeTypeOf("string");
  expect(await as.query(api.secondFactor.status, {})).toMatchObject({ recoveryCodesLeft: 9 });
  await expect(givePassword(t)).rejects.toThrow(/second_factor/);
  await expect(giveCode(t, first)).rejects.toThrow(/wrong/);
  advance(30_000);
  const renewed = await as.mutation(api.secondFactor.renewRecoveryCodes, { code: digitsOf(key) });
  if (!renewed.ok) throw new Error(renewed.reason);
  await expect(giveCode(t, second)).rejects.toThrow(/wrong/);
  expect(await as.mutation(api.secondFactor.turnOff, { code: third })).toEqual({ ok: false, reason: "wrong_code" });
  expect(await as.mutation(api.secondFactor.turnOff, { code: renewed.recoveryCodes[0] ?? "" })).toEqual({ ok: true });
  expect((await givePassword(t)).tokens?.token).toBeTypeOf("string");
  await expect(as.mutation(api.secondFactor.turnOff, { code: digitsOf(key) })).rejects.toThrow(/No second factor/);
}, 60_000);

test("what is stored shows neither the key nor a recovery code, and is good for its owner alone", async () => {
  const { t, key, recoveryCodes } = await ann();
  const [factor] = await t.run((ctx) => ctx.db.query("secondFactors").collect());
  const stored = JSON.stringify(
    await t.run(async (ctx) => [await ctx.db.query("secondFactors").collect(), await ctx.db.query("auditEntries").collect()]),
  );
  expect(stored).not.toContain(key);
  for (const code of recoveryCodes) expect(stored).not.toContain(code.replaceAll("-", ""));
  // Copied into another's row it opens nothing.
  const other = "eve@lab.example";
  const { userId } = await t.action(internal.setup.createOperator, { email: other, password });
  if (factor === undefined) throw new Error("not stored");
  const { _id, _creationTime, ...row } = factor;
  await t.run((ctx) => ctx.db.insert("secondFactors", { ...row, userId, lastStep: 0 }));
  await expect(givePassword(t, { email: other })).rejects.toThrow(/second_factor/);
  await expect(giveCode(t, digitsOf(key))).rejects.toThrow(/wrong/);
}, 60_000);

test("where the organization asks for it, somebody without one looks, stops, demotes and sets it up, nothing else", async () => {
  const t = startServer();
  const people = await seedOrganization(t);
  const { sessionId } = await readySession(t, people, await seedRobot(t, people));
  const { admin, operator } = people;
  await expect(admin.as.mutation(api.secondFactor.setRequired, { isRequired: true })).rejects.toThrow(/your own second factor first/);
  const setUp = async (as: typeof admin.as) => {
    const { key } = await as.mutation(internal.secondFactor.startTrusted, {});
    return await as.mutation(api.secondFactor.confirm, { code: digitsOf(key) });
  };
  expect(await setUp(admin.as)).toMatchObject({ ok: true });
  await admin.as.mutation(api.secondFactor.setRequired, { isRequired: true });
  expect(await operator.as.query(api.account.me, {})).toMatchObject({ lacksSecondFactor: true });
  const refused = /second_factor.*set_up/;
  await expect(operator.as.mutation(api.sessions.requestIntent, { id: sessionId })).rejects.toThrow(refused);
  await expect(operator.as.mutation(api.deviceLogins.approve, { userCode: "BCDF-GHJK" })).rejects.toThrow(refused);
  await expect(
    operator.as.action(api.doctor.check, { deploymentId: (await operator.as.query(api.deployments.list, {}))[0]?.id ?? ("" as never) }),
  ).rejects.toThrow(refused);
  expect(await operator.as.query(api.robots.list, {})).toHaveLength(1);
  expect(await operator.as.mutation(api.sessions.stop, { id: sessionId })).toMatchObject({ acceptedAt: Date.now() });
  expect(await operator.as.mutation(api.sessions.demote, { id: sessionId })).toMatchObject({ mode: "dry_run" });
  expect(await setUp(operator.as)).toMatchObject({ ok: true });
  expect(await operator.as.query(api.account.me, {})).toMatchObject({ lacksSecondFactor: false });
  expect(await operator.as.mutation(api.sessions.requestIntent, { id: sessionId })).toMatchObject({ version: expect.any(Number) });
  await admin.as.mutation(api.secondFactor.setRequired, { isRequired: false });
  expect(await people.viewer.as.query(api.account.me, {})).toMatchObject({ lacksSecondFactor: false });
  expect((await actions(t)).filter((action) => action === "organization.requireSecondFactor")).toHaveLength(2);
});

test("an admin takes a lost second factor away, and the member's sign-ins with it; never that of another organization's member", async () => {
  const { t, userId, as } = await ann();
  const people = await seedOrganization(t, "Theirs");
  const [me] = await as.query(api.members.list, {});
  if (me === undefined) throw new Error("not listed");
  expect(me).toMatchObject({ hasSecondFactor: true });
  await expect(people.admin.as.mutation(api.secondFactor.reset, { id: me.id })).rejects.toThrow(/not_found/);
  const theirs = await t.run((ctx) =>
    ctx.db.insert("memberships", { organizationId: people.organizationId, userId, role: "viewer", createdAt: 0 }),
  );
  await expect(people.admin.as.mutation(api.secondFactor.reset, { id: theirs })).rejects.toThrow(/other_organizations/);
  await t.run((ctx) => ctx.db.delete("memberships", theirs));
  await as.mutation(api.secondFactor.reset, { id: me.id });
  await expect(as.query(api.robots.list, {})).rejects.toThrow(/unauthenticated/);
  expect((await givePassword(t)).tokens?.token).toBeTypeOf("string");
  expect(await actions(t)).toContain("member.resetSecondFactor");
  await expect(t.mutation(internal.setup.resetSecondFactor, { email })).rejects.toThrow(/No second factor/);
  await expect(t.mutation(internal.setup.resetSecondFactor, { email: "nobody@lab.example" })).rejects.toThrow(/not_found/);
  const again = await signedIn(t, userId);
  const key = await newKeyOf(again);
  await again.mutation(api.secondFactor.confirm, { code: digitsOf(key) });
  await t.mutation(internal.setup.resetSecondFactor, { email: "Ann@Lab.example" });
  expect((await givePassword(t)).tokens?.token).toBeTypeOf("string");
}, 60_000);
