import { afterAll, beforeEach, describe, expect, test, vi } from "vitest";

import { api } from "./_generated/api";
import type { Id } from "./_generated/dataModel";
import { promote, readySession, seedOrganization, seedRobot, startServer, type T } from "./fixtures.testing";
import { another, build, thisDeployment, thisRobot, type World } from "./memberLimits.testing";

// Where a member or a key may act: what it refuses, what it never refuses, and from when on. Every function by itself: `roles.test.ts`.

let t: T;
let world: World;

beforeEach(async () => {
  t = startServer();
  world = await build(t);
});
afterAll(() => void vi.useRealTimers());

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
    expect(unmet).toEqual([
      { code: "caller_limited", message: "You may not act on this robot.", fix: "Ask an admin of the organization." },
    ]);
    await limit({ deployments: [second.deploymentId] });
    await expect(as.mutation(api.sessions.requestIntent, { id: sessionId })).rejects.toThrow(thisDeployment);
    await limit({ robots: [first.robotId], deployments: [first.deploymentId] });
    expect(await promote(members, sessionId)).toMatchObject({ ok: true });
  });

  test("stops and demotes any robot all the same", async () => {
    const { members, first, limit } = world;
    const other = await another(t, world);
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
    const other = await another(t, world);
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
  const [own, theirs] = [
    await as.mutation(api.pairing.create, { robotId: first.robotId }),
    await members.admin.as.mutation(api.pairing.create, { robotId: world.second.robotId }),
  ];
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
    const other = await another(t, world);
    await limit({ deployments: [second.deploymentId] }, other.membershipId);
    const { id, binding } = await asked();
    await expect(other.as.mutation(api.approvals.approve, { id, binding })).rejects.toThrow(thisDeployment);
    expect((await other.as.mutation(api.approvals.decline, { id })).decision).toMatchObject({ approved: false });
  });

  test("counts no longer once the approver may not act there any more", async () => {
    const { members, second, limit } = world;
    const other = await another(t, world);
    const { sessionId, id, binding } = await asked();
    await other.as.mutation(api.approvals.approve, { id, binding });
    await limit({ robots: [second.robotId] }, other.membershipId);
    expect(await promote(members, sessionId)).toMatchObject({
      ok: false,
      unmet: [{ code: "approval_missing", message: expect.stringContaining("may not act") as string }],
    });
    await limit({}, other.membershipId);
    expect(await promote(members, sessionId)).toMatchObject({ ok: true });
  });
});

describe("a key", () => {
  async function loginKey() {
    const { userCode, deviceCode } = await t
      .mutation(api.publicApi.startDeviceLogin, {})
      .then((answer) => (answer.ok ? answer : Promise.reject(new Error("refused"))));
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
    const authorize = (args: { robotId?: Id<"robots">; deploymentId?: Id<"deployments">; clientSessionId?: string }) =>
      t.mutation(api.publicApi.authorizeSession, { apiKey, ...args });
    expect(await authorize({})).toMatchObject({ ok: false, limitedBy: "robot" });
    expect(await authorize({ clientSessionId: "known" })).toMatchObject({ ok: false, limitedBy: "robot" });
    expect(await authorize({ robotId: first.robotId })).toMatchObject({ ok: false, limitedBy: "deployment" });
    expect(await authorize({ robotId: second.robotId, deploymentId: second.deploymentId })).toMatchObject({
      ok: false,
      limitedBy: "robot",
    });
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
    const logged = async () =>
      (await as.query(api.audit.list, { targetId: id, paginationOpts: { numItems: 9, cursor: null } })).page.filter(
        ({ action }) => action === "apiKey.setLimits",
      );
    expect((await logged()).map(({ before, after }) => [JSON.parse(before ?? ""), JSON.parse(after ?? "")])).toEqual([
      [
        { robots: [`arm-1 (${first.robotId})`], deployments: "every one" },
        { robots: [`arm-2 (${second.robotId})`], deployments: "every one" },
      ],
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
