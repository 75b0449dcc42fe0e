import { afterAll, beforeEach, describe, expect, test, vi } from "vitest";

import { api } from "./_generated/api";
import type { Id } from "./_generated/dataModel";
import { promote, readySession, seedOrganization, seedRobot, signedIn, so101, startServer, type T } from "./fixtures.testing";
import { admit } from "./model/people/accounts";

// Where a member or a key may act: what it refuses, what it never refuses, and from when on. Every function by itself: `roles.test.ts`.

type World = Awaited<ReturnType<typeof build>>;
let t: T;
let world: World;

async function build() {
  const members = await seedOrganization(t);
  const first = await seedRobot(t, members);
  const second = await seedRobot(t, members, so101, "arm-2");
  const list = await members.admin.as.query(api.members.list, {});
  const membershipId = (role: string) => list.find((member) => member.role === role)?.id as Id<"memberships">;
  const limit = (limits: { robots?: Id<"robots">[]; deployments?: Id<"deployments">[] }, id = membershipId("operator")) =>
    members.admin.as.mutation(api.members.setLimits, { id, limits });
  return { members, first, second, membershipId, limit };
}

beforeEach(async () => {
  t = startServer();
  world = await build();
});
afterAll(() => void vi.useRealTimers());

const thisRobot = /"needs":"this_robot"/;
const thisDeployment = /"needs":"this_deployment"/;

/** A second operator, who may act everywhere. */
async function another(name = "Bo") {
  const userId = await t.run(async (ctx) => {
    const id = await ctx.db.insert("users", { name, email: `${name}@lab.example` });
    await ctx.db.insert("memberships", { organizationId: world.members.organizationId, userId: id, role: "operator", createdAt: 0 });
    return id;
  });
  const as = await signedIn(t, userId);
  const row = (await as.query(api.members.list, {})).find((member) => member.isMe);
  return { as, userId, membershipId: row?.id as Id<"memberships"> };
}

describe("setting them", () => {
  test("writes what was and what is into the log, by name and id, and the same again writes nothing", async () => {
    const { members, first, second, limit } = world;
    await limit({ robots: [first.robotId, first.robotId] });
    await limit({ robots: [first.robotId] });
    await limit({ robots: [second.robotId], deployments: [second.deploymentId] });
    await limit({});
    const { page } = await members.admin.as.query(api.audit.list, { paginationOpts: { numItems: 3, cursor: null } });
    expect(page.map(({ action }) => action)).toEqual(["member.setLimits", "member.setLimits", "member.setLimits"]);
    const [last, middle, earliest] = page.map(({ before, after }) => [JSON.parse(before ?? ""), JSON.parse(after ?? "")] as [unknown, unknown]);
    const [one, two] = [`arm-1 (${first.robotId})`, `arm-2 (${second.robotId})`];
    expect(earliest).toEqual([{ robots: "every one", deployments: "every one" }, { robots: [one], deployments: "every one" }]);
    expect(middle).toEqual([{ robots: [one], deployments: "every one" }, { robots: [two], deployments: [`pick (${second.deploymentId})`] }]);
    expect(last?.[1]).toEqual({ robots: "every one", deployments: "every one" });
    expect((await members.admin.as.query(api.members.list, {})).every((member) => member.limits === undefined)).toBe(true);
  });

  test("is refused for an admin, for what is not here, and beyond fifty", async () => {
    const { limit, membershipId, first } = world;
    await expect(limit({ robots: [] }, membershipId("admin"))).rejects.toThrow(/An admin may act everywhere/);
    const theirs = await seedRobot(t, await seedOrganization(t, "Other"));
    await expect(limit({ robots: [theirs.robotId] })).rejects.toThrow(/not_found/);
    await expect(limit({ deployments: [theirs.deploymentId] })).rejects.toThrow(/not_found/);
    const many = await t.run(async (ctx) => {
      const row = await ctx.db.get("robots", first.robotId);
      if (row === null) throw new Error("no robot");
      const { _id, _creationTime, ...fields } = row;
      return await Promise.all(Array.from({ length: 51 }, () => ctx.db.insert("robots", fields)));
    });
    await expect(limit({ robots: many })).rejects.toThrow(/At most 50 can be named/);
    await limit({ robots: many.slice(1) });
  });

  test("is told to the person's own pages", async () => {
    const { members, first, limit } = world;
    await limit({ robots: [first.robotId] });
    const me = await members.operator.as.query(api.account.me, {});
    expect(me?.membership?.limits).toEqual({ robots: [first.robotId] });
  });
});

describe("an invitation with limits", () => {
  const signUp = (invitation: string, email: string) => t.run((ctx) => admit(ctx, { email, name: "New", invitation }, Date.now()));

  async function membershipOf(email: string) {
    const row = (await world.members.admin.as.query(api.members.list, {})).find((member) => member.email === email);
    return row ?? expect.fail(`${email} is no member`);
  }

  test("makes a member who never was wider, by a new account and by one that exists", async () => {
    const { members, first, second } = world;
    const { as } = members.admin;
    const limits = { robots: [first.robotId], deployments: [] };
    const one = await as.mutation(api.invitations.create, { email: "new@lab.example", role: "operator", limits: { ...limits, robots: [first.robotId, first.robotId] } });
    expect((await as.query(api.invitations.list, {}))[0]).toMatchObject({ limits });
    const userId = await signUp(one.invitation, "new@lab.example");
    expect(await membershipOf("new@lab.example")).toMatchObject({ limits });
    await expect((await signedIn(t, userId)).mutation(api.pairing.create, { robotId: second.robotId })).rejects.toThrow(thisRobot);

    const theirs = await seedOrganization(t, "Other");
    const two = await as.mutation(api.invitations.create, { email: "operator@Other.example".toLowerCase(), role: "viewer", limits });
    await t.run((ctx) => ctx.db.patch("users", theirs.operator.userId, { email: "operator@other.example" }));
    await theirs.operator.as.mutation(api.account.join, { invitation: two.invitation });
    expect(await membershipOf("operator@other.example")).toMatchObject({ role: "viewer", limits });

    const { page } = await as.query(api.audit.list, { paginationOpts: { numItems: 20, cursor: null } });
    const told = page.filter(({ action }) => action === "member.join" || action === "invitation.create").map(({ after }) => JSON.parse(after ?? ""));
    expect(told).toHaveLength(4);
    for (const each of told) expect(each).toMatchObject({ limits: { robots: [`arm-1 (${first.robotId})`], deployments: [] } });
  });

  test("is refused for an admin and for what is not here, and lists that limit nothing are none", async () => {
    const { as } = world.members.admin;
    const theirs = await seedRobot(t, await seedOrganization(t, "Other"));
    const invite = (role: "admin" | "operator", limits: object) => as.mutation(api.invitations.create, { email: "new@lab.example", role, limits });
    await expect(invite("admin", { robots: [] })).rejects.toThrow(/An admin may act everywhere/);
    await expect(invite("operator", { robots: [theirs.robotId] })).rejects.toThrow(/not_found/);
    await invite("admin", {});
    expect((await as.query(api.invitations.list, {}))[0]).not.toHaveProperty("limits");
  });
});

describe("a limited operator", () => {
  test("reads everything as before, and what another organization has does not exist for them either", async () => {
    const { members, second, limit } = world;
    await limit({ robots: [], deployments: [] });
    const { as } = members.operator;
    expect(await as.query(api.robots.list, {})).toHaveLength(2);
    expect(await as.query(api.deployments.get, { id: second.deploymentId })).toMatchObject({ name: "pick" });
    const theirs = await seedRobot(t, await seedOrganization(t, "Other"));
    await expect(as.mutation(api.pairing.create, { robotId: theirs.robotId })).rejects.toThrow(/not_found/);
  });

  test("is refused a promote whose limit was taken a moment ago, and is told so beforehand", async () => {
    const { members, first, second, limit } = world;
    const { sessionId } = await readySession(t, members, first);
    const { as } = members.operator;
    const { intent, version } = await as.mutation(api.sessions.requestIntent, { id: sessionId });
    await limit({ robots: [second.robotId] });
    await expect(as.mutation(api.sessions.promote, { id: sessionId, intent, version })).rejects.toThrow(thisRobot);
    expect(await as.query(api.sessions.get, { id: sessionId })).toMatchObject({ mode: "dry_run", version });
    const { unmet } = await as.query(api.sessions.promoteReadiness, { id: sessionId, now: Date.now() });
    expect(unmet).toEqual([{ code: "caller_limited", message: "You may not act on this robot.", fix: "Ask an admin of the organization." }]);
    await limit({ deployments: [second.deploymentId] });
    await expect(as.mutation(api.sessions.requestIntent, { id: sessionId })).rejects.toThrow(thisDeployment);
    await limit({ robots: [first.robotId], deployments: [first.deploymentId] });
    expect(await promote(members, sessionId)).toMatchObject({ ok: true });
  });

  test("stops and demotes any robot all the same", async () => {
    const { members, first, limit } = world;
    const other = await another();
    await limit({ robots: [], deployments: [] }, other.membershipId);
    const { sessionId, robot } = await readySession(t, members, first);
    await promote(members, sessionId);
    expect(await other.as.mutation(api.sessions.demote, { id: sessionId })).toMatchObject({ mode: "dry_run" });
    await robot.beat({ sessionId });
    expect(await other.as.mutation(api.sessions.stop, { id: sessionId })).toMatchObject({ acknowledgedAt: null });
  });

  test("keeps what they drive only to end it: no more time, but a demotion, a stop and a close; nobody else who is limited may close it", async () => {
    const { members, first, second, limit } = world;
    const { sessionId } = await readySession(t, members, first);
    const other = await another();
    await promote(members, sessionId);
    await limit({ robots: [second.robotId] });
    await limit({ robots: [second.robotId] }, other.membershipId);
    const { as } = members.operator;
    const { mode, version } = await as.query(api.sessions.get, { id: sessionId });
    expect(mode).toBe("apply_actions");
    await expect(as.mutation(api.sessions.extendBudget, { id: sessionId, budgetSeconds: 60, version })).rejects.toThrow(thisRobot);
    await expect(other.as.mutation(api.sessions.close, { id: sessionId })).rejects.toThrow(thisRobot);
    expect((await as.mutation(api.sessions.close, { id: sessionId })).receiptId).not.toBeNull();
  });
});

test("a pairing token on the screen can be revoked by who made it, whatever they may by then", async () => {
  const { members, first, limit } = world;
  const { as } = members.operator;
  const [own, theirs] = [await as.mutation(api.pairing.create, { robotId: first.robotId }), await members.admin.as.mutation(api.pairing.create, { robotId: world.second.robotId })];
  await limit({ robots: [] });
  await expect(as.mutation(api.pairing.revoke, { id: theirs.id })).rejects.toThrow(thisRobot);
  await as.mutation(api.pairing.revoke, { id: own.id });
  expect(await as.query(api.pairing.watch, { id: own.id })).toMatchObject({ state: "revoked" });
});

describe("a second operator's approval", () => {
  async function asked() {
    const { members, first } = world;
    await members.admin.as.mutation(api.deployments.setPolicy, { id: first.deploymentId, policy: { requiresApproval: true } });
    const { sessionId } = await readySession(t, members, first);
    return { sessionId, ...(await members.operator.as.mutation(api.approvals.request, { sessionId })) };
  }

  test("needs an approver who may act there; declining needs nothing", async () => {
    const { second, limit } = world;
    const other = await another();
    await limit({ deployments: [second.deploymentId] }, other.membershipId);
    const { id, binding } = await asked();
    await expect(other.as.mutation(api.approvals.approve, { id, binding })).rejects.toThrow(thisDeployment);
    expect((await other.as.mutation(api.approvals.decline, { id })).decision).toMatchObject({ approved: false });
  });

  test("counts no longer once the approver may not act there any more", async () => {
    const { members, second, limit } = world;
    const other = await another();
    const { sessionId, id, binding } = await asked();
    await other.as.mutation(api.approvals.approve, { id, binding });
    await limit({ robots: [second.robotId] }, other.membershipId);
    expect(await promote(members, sessionId)).toMatchObject({ ok: false, unmet: [{ code: "approval_missing", message: expect.stringContaining("may not act") as string }] });
    await limit({}, other.membershipId);
    expect(await promote(members, sessionId)).toMatchObject({ ok: true });
  });
});

describe("a key", () => {
  async function loginKey() {
    const { userCode, deviceCode } = await t.mutation(api.publicApi.startDeviceLogin, {}).then((answer) => (answer.ok ? answer : Promise.reject(new Error("refused"))));
    await world.members.operator.as.mutation(api.deviceLogins.approve, { userCode });
    const answer = await t.mutation(api.publicApi.pollDeviceLogin, { deviceCode });
    if (!answer.ok) throw new Error(answer.reason);
    return answer.apiKey;
  }

  test("that a limited operator approves for a machine may no more than they, now and when that changes, and after they are gone", async () => {
    const { members, first, second, limit, membershipId } = world;
    const apiKey = await loginKey();
    const pair = ({ robotId }: { robotId: Id<"robots"> }) => t.mutation(api.publicApi.createPairingToken, { apiKey, robotId });
    expect(await pair(second)).toMatchObject({ ok: true });
    await limit({ robots: [first.robotId] });
    const refusal = { ok: false, reason: "forbidden", limitedBy: "robot" };
    expect([await pair(first), await pair(second)]).toMatchObject([{ ok: true }, refusal]);
    await members.admin.as.mutation(api.members.remove, { id: membershipId("operator") });
    expect([await pair(first), await pair(second)]).toMatchObject([{ ok: true }, refusal]);
    expect((await members.admin.as.query(api.apiKeys.list, {}))[0]).toMatchObject({ limits: { robots: [first.robotId] } });
  });

  test("with limits of its own starts nothing but what it names, and finds no way round by a session's own name", async () => {
    const { members, first, second } = world;
    const { as } = members.admin;
    const { apiKey: free } = await as.mutation(api.apiKeys.create, { name: "free" });
    const limits = { robots: [first.robotId], deployments: [first.deploymentId] };
    const { apiKey } = await as.mutation(api.apiKeys.create, { name: "limited", limits });
    await t.mutation(api.publicApi.authorizeSession, { apiKey: free, robotId: second.robotId, clientSessionId: "known" });
    const authorize = (args: { robotId?: Id<"robots">; deploymentId?: Id<"deployments">; clientSessionId?: string }) => t.mutation(api.publicApi.authorizeSession, { apiKey, ...args });
    expect(await authorize({})).toMatchObject({ ok: false, limitedBy: "robot" });
    expect(await authorize({ clientSessionId: "known" })).toMatchObject({ ok: false, limitedBy: "robot" });
    expect(await authorize({ robotId: first.robotId })).toMatchObject({ ok: false, limitedBy: "deployment" });
    expect(await authorize({ robotId: second.robotId, deploymentId: second.deploymentId })).toMatchObject({ ok: false, limitedBy: "robot" });
    const { robotId, deploymentId } = first;
    expect(await authorize({ robotId, deploymentId })).toMatchObject({ ok: true });
    await expect(as.mutation(api.apiKeys.create, { name: "x", role: "admin", limits })).rejects.toThrow(/act everywhere/);
  });

  test("is given other limits, which hold from its next call on and are logged with what was", async () => {
    const { members, first, second } = world;
    const { as } = members.admin;
    const { apiKey, id } = await as.mutation(api.apiKeys.create, { name: "ci", limits: { robots: [first.robotId] } });
    const pair = ({ robotId }: { robotId: Id<"robots"> }) => t.mutation(api.publicApi.createPairingToken, { apiKey, robotId });
    await as.mutation(api.apiKeys.setLimits, { id, limits: { robots: [second.robotId] } });
    await as.mutation(api.apiKeys.setLimits, { id, limits: { robots: [second.robotId] } });
    expect([await pair(first), await pair(second)]).toMatchObject([{ ok: false, limitedBy: "robot" }, { ok: true }]);
    const logged = async () => (await as.query(api.audit.list, { targetId: id, paginationOpts: { numItems: 9, cursor: null } })).page.filter(({ action }) => action === "apiKey.setLimits");
    expect((await logged()).map(({ before, after }) => [JSON.parse(before ?? ""), JSON.parse(after ?? "")])).toEqual([
      [{ robots: [`arm-1 (${first.robotId})`], deployments: "every one" }, { robots: [`arm-2 (${second.robotId})`], deployments: "every one" }],
    ]);
    await as.mutation(api.apiKeys.setLimits, { id, limits: {} });
    expect(await pair(first)).toMatchObject({ ok: true });
    await as.mutation(api.apiKeys.revoke, { id });
    await expect(as.mutation(api.apiKeys.setLimits, { id, limits: { robots: [] } })).rejects.toThrow(/This key was revoked/);
    const admins = await as.mutation(api.apiKeys.create, { name: "all", role: "admin" });
    await expect(as.mutation(api.apiKeys.setLimits, { id: admins.id, limits: { robots: [] } })).rejects.toThrow(/act everywhere/);
    expect(await logged()).toHaveLength(2);
  });
});
