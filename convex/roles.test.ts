import { makeFunctionReference } from "convex/server";
import type { Infer } from "convex/values";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";

import { api } from "./_generated/api";
import type { Id } from "./_generated/dataModel";
import { apiKeyOf, readySession, seedOrganization, seedRobot, signedIn, so101, startServer, type Role, type T } from "./fixtures.testing";
import { operations, type FunctionName } from "./openapi/operations";
import type { limits as limitsValidator } from "./model/shapes";

// Every public function by every caller. The list comes from the modules, so a new function without a row fails.

type Kind = "query" | "mutation" | "action";
type Registered = { exportArgs?: () => string; isPublic?: true; isQuery?: true; isMutation?: true; isAction?: true };

const modules: Record<string, Record<string, unknown>> = import.meta.glob(["./*.ts", "!./*.test.ts", "!./*.testing.ts", "!./*.config.ts"], {
  eager: true,
});

function kindOf(value: unknown): Kind | null {
  if (typeof value !== "function") return null;
  const registered = value as Registered;
  if (registered.isPublic !== true) return null;
  if (registered.isQuery === true) return "query";
  return registered.isMutation === true ? "mutation" : "action";
}

const functions = Object.entries(modules).flatMap(([file, exports]) =>
  Object.entries(exports).flatMap(([name, value]) => {
    const kind = kindOf(value);
    return kind === null ? [] : [{ path: `${file.slice(2, -3)}:${name}`, kind, takes: (value as Registered).exportArgs?.() ?? "" }];
  }),
);

type Ids = Record<
  | ("robotId" | "robotSchemaId" | "deploymentId" | "sessionId" | "membershipId" | "leavingId")
  | ("invitationId" | "apiKeyId" | "pairingId" | "receiptId" | "signInId" | "approvalId" | "endpointId" | "webhookId" | "deliveryId" | "savedViewId" | "identityId" | "passkeyId"),
  string
>;
type Args = (ids: Ids) => Record<string, unknown>;
const page = { numItems: 10, cursor: null };
const none: Args = () => ({});
const robot: Args = ({ robotId }) => ({ robotId });
const session: Args = ({ sessionId }) => ({ id: sessionId });
const wireSession: Args = ({ sessionId }) => ({ sessionId });
const id =
  (name: keyof Ids): Args =>
  (ids) => ({ id: ids[name] });

const assertion = { id: "x", clientDataJSON: "x", authenticatorData: "x", signature: "x", userHandle: "x" };

const people: Record<string, { needs: Role | "nobody" | "signed in"; args: Args }> = {
  "account:echo": { needs: "nobody", args: () => ({ count: 1 }) },
  "account:me": { needs: "nobody", args: none },
  "account:signIns": { needs: "signed in", args: none },
  "account:signOutEverywhere": { needs: "signed in", args: () => ({ keepThis: true }) },
  "account:endSignIn": { needs: "signed in", args: ({ signInId }) => ({ id: signInId }) },
  "account:changePassword": { needs: "signed in", args: () => ({ oldPassword: "x".repeat(20), newPassword: "y".repeat(20) }) },
  "organizations:ofThing": { needs: "signed in", args: ({ robotId }) => ({ id: robotId }) },
  "account:rename": { needs: "viewer", args: () => ({ name: "Ann" }) },
  "secondFactor:status": { needs: "signed in", args: none },
  "secondFactor:start": { needs: "signed in", args: () => ({ password: "x" }) },
  "secondFactor:confirm": { needs: "signed in", args: () => ({ code: "000000" }) },
  "secondFactor:renewRecoveryCodes": { needs: "signed in", args: () => ({ code: "000000" }) },
  "secondFactor:turnOff": { needs: "signed in", args: () => ({ code: "000000" }) },
  "secondFactor:reset": { needs: "admin", args: id("membershipId") },
  "secondFactor:setRequired": { needs: "admin", args: () => ({ isRequired: true }) },
  "oidc:offer": { needs: "nobody", args: none },
  "oidc:connected": { needs: "signed in", args: none },
  "oidc:beginSignedIn": { needs: "signed in", args: () => ({ attempt: "a1".repeat(32), origin: "http://127.0.0.1:4300", purpose: "connect" }) },
  "oidc:finish": { needs: "signed in", args: () => ({ attempt: "a1".repeat(32), code: "x", state: "x" }) },
  "oidc:disconnect": { needs: "signed in", args: id("identityId") },
  "passkeys:offer": { needs: "nobody", args: none },
  "passkeys:list": { needs: "signed in", args: none },
  "passkeys:beginConfirm": { needs: "signed in", args: none },
  "passkeys:confirm": { needs: "signed in", args: () => ({ assertion }) },
  "passkeys:beginAdd": { needs: "signed in", args: () => ({ password: "x" }) },
  "passkeys:add": { needs: "signed in", args: () => ({ name: "Laptop", id: "x", clientDataJSON: "x", attestationObject: "x", transports: [] }) },
  "passkeys:remove": { needs: "signed in", args: id("passkeyId") },
  "setup:status": { needs: "nobody", args: none },
  "auth:isAuthenticated": { needs: "nobody", args: none },
  "members:list": { needs: "viewer", args: none },
  "members:setRole": { needs: "admin", args: ({ membershipId }) => ({ id: membershipId, role: "viewer" }) },
  "members:setLimits": { needs: "admin", args: ({ membershipId, robotId }) => ({ id: membershipId, limits: { robots: [robotId] } }) },
  "members:remove": { needs: "admin", args: id("leavingId") },
  "invitations:list": { needs: "admin", args: none },
  "invitations:create": { needs: "admin", args: () => ({ email: "new@lab.example", role: "viewer" }) },
  "invitations:revoke": { needs: "admin", args: id("invitationId") },
  "apiKeys:list": { needs: "operator", args: none },
  "apiKeys:create": { needs: "admin", args: () => ({ name: "ci" }) },
  "apiKeys:revoke": { needs: "admin", args: id("apiKeyId") },
  "robotSchemas:list": { needs: "viewer", args: none },
  "robotSchemas:get": { needs: "viewer", args: ({ robotSchemaId }) => ({ id: robotSchemaId }) },
  "robotSchemas:diff": { needs: "viewer", args: ({ robotSchemaId }) => ({ from: robotSchemaId, to: robotSchemaId }) },
  "robotSchemas:usage": { needs: "viewer", args: ({ robotSchemaId }) => ({ id: robotSchemaId }) },
  "robots:setSchema": { needs: "operator", args: ({ robotId, robotSchemaId }) => ({ id: robotId, robotSchemaId }) },
  "robotSchemas:register": { needs: "operator", args: () => ({ name: "s", document: JSON.stringify(so101) }) },
  "robots:list": { needs: "viewer", args: none },
  "robots:get": { needs: "viewer", args: ({ robotId }) => ({ id: robotId }) },
  "robots:watchPass": { needs: "viewer", args: none },
  "robots:status": { needs: "viewer", args: none },
  "robots:register": { needs: "operator", args: ({ robotSchemaId }) => ({ name: "arm-9", robotSchemaId }) },
  "robots:retire": { needs: "admin", args: ({ robotId }) => ({ id: robotId }) },
  "pairing:create": { needs: "operator", args: robot },
  "pairing:open": { needs: "viewer", args: none },
  "pairing:watch": { needs: "operator", args: id("pairingId") },
  "pairing:revoke": { needs: "operator", args: id("pairingId") },
  "heartbeats:recent": { needs: "viewer", args: robot },
  "heartbeats:minutes": { needs: "viewer", args: robot },
  "pairing:request": { needs: "operator", args: () => ({ userCode: "BCDF-GHJK" }) },
  "pairing:approveRequest": { needs: "operator", args: ({ robotId }) => ({ userCode: "BCDF-GHJK", robotId }) },
  "pairing:denyRequest": { needs: "operator", args: () => ({ userCode: "BCDF-GHJK" }) },
  "deviceLogins:get": { needs: "operator", args: () => ({ userCode: "BCDF-GHJK" }) },
  "deviceLogins:approve": { needs: "operator", args: () => ({ userCode: "BCDF-GHJK" }) },
  "deviceLogins:deny": { needs: "operator", args: () => ({ userCode: "BCDF-GHJK" }) },
  "deployments:list": { needs: "viewer", args: none },
  "deployments:get": { needs: "viewer", args: ({ deploymentId }) => ({ id: deploymentId }) },
  "deployments:setPolicy": { needs: "admin", args: ({ deploymentId }) => ({ id: deploymentId, policy: { minDryRunSteps: 200 } }) },
  "approvals:latest": { needs: "viewer", args: wireSession },
  "approvals:waiting": { needs: "viewer", args: () => ({ now: 0 }) },
  "approvals:request": { needs: "operator", args: wireSession },
  "approvals:approve": { needs: "operator", args: ({ approvalId }) => ({ id: approvalId, binding: "x" }) },
  "approvals:decline": { needs: "operator", args: ({ approvalId }) => ({ id: approvalId }) },
  "deployments:create": { needs: "operator", args: () => ({ name: "d", modelId: "pi0.5" }) },
  "doctor:run": { needs: "operator", args: ({ deploymentId }) => ({ deploymentId }) },
  "doctor:check": { needs: "operator", args: ({ deploymentId }) => ({ deploymentId }) },
  "inferenceEndpoints:list": { needs: "viewer", args: none },
  "inferenceEndpoints:register": { needs: "admin", args: () => ({ baseModel: "m", workerUrl: "http://127.0.0.1:1" }) },
  "inferenceEndpoints:check": { needs: "operator", args: id("endpointId") },
  "inferenceEndpoints:remove": { needs: "admin", args: id("endpointId") },
  "doctor:latest": { needs: "viewer", args: ({ deploymentId }) => ({ deploymentId }) },
  "savedViews:list": { needs: "viewer", args: () => ({ page: "fleet" }) },
  "savedViews:save": { needs: "operator", args: () => ({ page: "fleet", name: "Late", query: "show=late" }) },
  "savedViews:remove": { needs: "operator", args: id("savedViewId") },
  "sessions:list": { needs: "viewer", args: () => ({ paginationOpts: page }) },
  "sessions:get": { needs: "viewer", args: session },
  "sessions:live": { needs: "viewer", args: session },
  "sessions:timeline": { needs: "viewer", args: session },
  "sessions:authorize": { needs: "operator", args: ({ deploymentId, robotId }) => ({ deploymentId, robotId }) },
  "sessions:promoteReadiness": { needs: "viewer", args: ({ sessionId }) => ({ id: sessionId, now: 0 }) },
  "sessions:requestIntent": { needs: "operator", args: session },
  "sessions:promote": { needs: "operator", args: ({ sessionId }) => ({ id: sessionId, intent: "x", version: 1 }) },
  "sessions:demote": { needs: "viewer", args: session },
  "sessions:stop": { needs: "viewer", args: session },
  "sessions:extendBudget": { needs: "operator", args: ({ sessionId }) => ({ id: sessionId, budgetSeconds: 60, version: 1 }) },
  "sessions:keepSamples": { needs: "operator", args: session },
  "sessions:releaseSamples": { needs: "operator", args: session },
  "retention:get": { needs: "viewer", args: none },
  "retention:set": { needs: "admin", args: () => ({ chartHours: 48, keptDays: 7, keepsEveryRun: true }) },
  "sessions:samples": { needs: "viewer", args: ({ sessionId }) => ({ id: sessionId, paginationOpts: page }) },
  "sessions:close": { needs: "operator", args: session },
  "receipts:list": { needs: "viewer", args: () => ({ paginationOpts: page }) },
  "receipts:get": { needs: "viewer", args: id("receiptId") },
  "receipts:lastGood": { needs: "viewer", args: id("receiptId") },
  "receipts:trend": { needs: "viewer", args: ({ deploymentId }) => ({ deploymentId }) },
  "receipts:chain": { needs: "viewer", args: none },
  "receipts:checkpoints": { needs: "viewer", args: none },
  "receipts:review": { needs: "operator", args: ({ receiptId }) => ({ id: receiptId, verdict: "good" }) },
  "receipts:firstHour": { needs: "viewer", args: none },
  "receipts:countOf": { needs: "viewer", args: none },
  "receipts:counts": { needs: "viewer", args: () => ({ edges: [0, 1] }) },
  "reviews:history": { needs: "viewer", args: ({ receiptId }) => ({ receiptId }) },
  "reviews:doubleShare": { needs: "viewer", args: none },
  "reviews:setDoubleShare": { needs: "admin", args: () => ({ share: 0.1 }) },
  "reviews:disagreements": { needs: "viewer", args: () => ({ state: "disputed" }) },
  "reviews:resolve": { needs: "operator", args: ({ receiptId }) => ({ receiptId, verdict: "good", note: "seen on the video" }) },
  "reviews:overrule": { needs: "admin", args: ({ receiptId }) => ({ receiptId, verdict: "good", note: "seen on the video" }) },
  "reviews:agreement": { needs: "viewer", args: none },
  "reviews:undo": { needs: "operator", args: ({ receiptId }) => ({ receiptId }) },
  "signing:keys": { needs: "viewer", args: () => ({ purpose: "receipts" }) },
  "notices:list": { needs: "viewer", args: none },
  "notices:markRead": { needs: "viewer", args: () => ({ at: 1 }) },
  "notices:mail": { needs: "viewer", args: none },
  "notices:setMail": { needs: "viewer", args: () => ({ kinds: ["robot.offline"], quiet: null }) },
  "notices:mute": { needs: "viewer", args: () => ({ kinds: ["robot.offline"] }) },
  "webhooks:list": { needs: "admin", args: none },
  "webhooks:create": { needs: "admin", args: () => ({ url: "https://hooks.example/", kinds: [] }) },
  "webhooks:update": { needs: "admin", args: ({ webhookId }) => ({ id: webhookId, kinds: [] }) },
  "webhooks:rotateSecret": { needs: "admin", args: ({ webhookId }) => ({ id: webhookId }) },
  "webhooks:test": { needs: "admin", args: id("webhookId") },
  "webhooks:deliveries": { needs: "admin", args: id("webhookId") },
  "webhooks:replay": { needs: "admin", args: id("deliveryId") },
  "webhooks:remove": { needs: "admin", args: id("webhookId") },
  "audit:list": { needs: "viewer", args: () => ({ paginationOpts: page }) },
};

/** Who may call them is what the published description says of each (`openapi/operations.ts`). */
const wire: Partial<Record<FunctionName, Args>> = {
  whoami: none,
  authorizeSession: ({ deploymentId }) => ({ deploymentId }),
  renewGrant: wireSession,
  promoteSession: wireSession,
  stopSession: wireSession,
  closeSession: wireSession,
  listInferenceSessions: none,
  createDeployment: () => ({ name: "d", modelId: "pi0.5" }),
  listDeployments: none,
  getDeployment: ({ deploymentId }) => ({ deploymentId }),
  runReadinessCheck: ({ deploymentId }) => ({ deploymentId }),
  checkReadiness: ({ deploymentId }) => ({ deploymentId }),
  registerRobotSchema: () => ({ name: "s", schema: so101 }),
  listRobotSchemas: none,
  registerRobot: ({ robotSchemaId }) => ({ name: "arm-8", robotSchemaId }),
  listRobots: none,
  createPairingToken: robot,
  heartbeatRobot: ({ robotId }) => ({ robotId, seq: 1e6 }),
  watchRobot: robot,
  reportRunSummary: ({ sessionId }) => ({ sessionId, summary: { ok: true, steps: 1, appliedSteps: 0, safeStops: 0, errors: [] } }),
  listReceipts: none,
  getReceiptChain: none,
  listReceiptCheckpoints: none,
  getReceipt: ({ receiptId }) => ({ receiptId }),
};

/** Not asked by a role: sign-in and sign-out check a password, a token, the provider's word (`oidc.test.ts`) or a passkey (`passkeys.test.ts`), a claim its token, `reflex login` its code, a live row its pass (`watchPass.test.ts`). */
const otherwise = [
  ...["auth:signIn", "auth:signOut", "oidc:begin", "passkeys:begin", "publicApi:claimPairingToken"],
  ...["robots:states", "robots:live"],
  ...["account:join", "publicApi:startDeviceLogin", "publicApi:pollDeviceLogin", "publicApi:startPairingRequest", "publicApi:pollPairingRequest"],
];

test("every public function has a row, and every row a function", () => {
  const rows = [...Object.keys(people), ...Object.keys(wire).map((name) => `publicApi:${name}`), ...otherwise];
  expect(functions.map(({ path }) => path).sort()).toEqual(rows.sort());
});

type World = Awaited<ReturnType<typeof build>>;

async function build() {
  const t = startServer();
  const members = await seedOrganization(t);
  const seeded = await seedRobot(t, members);
  const { sessionId } = await readySession(t, members, seeded);
  const { as } = members.admin;
  const other = await seedRobot(t, members, so101, "arm-2");
  const closed = await readySession(t, members, other);
  const { receiptId } = await as.mutation(api.sessions.close, { id: closed.sessionId });
  const leaving = await t.run(async (ctx) => {
    const userId = await ctx.db.insert("users", { name: "leaving" });
    const { organizationId } = members;
    return await ctx.db.insert("memberships", { organizationId, userId, role: "operator", createdAt: 0 });
  });
  const signInId = await t.run((ctx) => ctx.db.insert("authSessions", { userId: members.viewer.userId, expirationTime: 0 }));
  const list = await as.query(api.members.list, {});
  const invitation = await as.mutation(api.invitations.create, { email: "a@lab.example", role: "viewer" });
  const key = await as.mutation(api.apiKeys.create, { name: "to be revoked" });
  const pairing = await as.mutation(api.pairing.create, { robotId: other.robotId });
  const identityId = await t.run((ctx) =>
    ctx.db.insert("identities", { userId: members.viewer.userId, issuer: "https://id.example", subject: "1", email: null, connectedAt: 0, lastUsedAt: null }),
  );
  const passkeyId = await t.run((ctx) =>
    ctx.db.insert("passkeys", { userId: members.viewer.userId, name: "Laptop", credentialId: "1", publicKey: new ArrayBuffer(1), counter: 0, transports: [], rpId: "console.example", isSynced: false, createdAt: 0, lastUsedAt: null }),
  );
  const endpoint = await as.mutation(api.inferenceEndpoints.register, { baseModel: "x", workerUrl: "http://127.0.0.1:1" });
  const approval = await as.mutation(api.approvals.request, { sessionId });
  const view = await as.mutation(api.savedViews.save, { page: "fleet", name: "Offline", query: "show=offline" });
  const webhook = await as.mutation(api.webhooks.create, { url: "https://hooks.example/", kinds: [] });
  const { organizationId } = members;
  const deliveryId = await t.run((ctx) => {
    const message = { kind: "test" as const, messageId: "msg_1", body: "{}", createdAt: 0, state: "delivered" as const };
    return ctx.db.insert("webhookDeliveries", { organizationId, webhookId: webhook.id, ...message, attempts: 1, attempting: null, nextAttemptAt: null, last: null });
  });
  const ids: Ids = {
    ...{ robotId: seeded.robotId, robotSchemaId: seeded.robotSchemaId, deploymentId: seeded.deploymentId, sessionId },
    membershipId: list.find((member) => member.role === "viewer")?.id ?? "",
    leavingId: leaving,
    ...{ invitationId: invitation.id, apiKeyId: key.id, pairingId: pairing.id, receiptId: receiptId ?? "", signInId },
    approvalId: approval.id,
    endpointId: endpoint.id,
    webhookId: webhook.id,
    deliveryId,
    savedViewId: view.id,
    identityId,
    passkeyId,
  };
  const keys = {
    viewer: await apiKeyOf(members, "viewer"),
    operator: await apiKeyOf(members, "operator"),
    admin: await apiKeyOf(members, "admin"),
  };
  return { t, members, keys, credential: seeded.credential, ids };
}

const kindByPath = new Map(functions.map(({ path, kind }) => [path, kind]));

type Caller = Pick<T, "query" | "mutation" | "action">;

/** What came of a call: its value, or the text of its error. */
async function outcome(as: Caller, path: string, args: Record<string, unknown>): Promise<string> {
  const kind = kindByPath.get(path) ?? "query";
  try {
    const value: unknown =
      kind === "query"
        ? await as.query(makeFunctionReference<"query">(path), args)
        : kind === "mutation"
          ? await as.mutation(makeFunctionReference<"mutation">(path), args)
          : await as.action(makeFunctionReference<"action">(path), args);
    return JSON.stringify(value);
  } catch (error) {
    return `error ${error instanceof Error ? error.message : String(error)}`;
  }
}

let world: World;
beforeAll(async () => {
  world = await build();
});
afterAll(() => void vi.useRealTimers());

const roles: Role[] = ["viewer", "operator", "admin"];

describe("people", () => {
  test.each(Object.entries(people))("%s", async (path, { needs, args }) => {
    const signedOut = await outcome(world.t, path, args(world.ids));
    if (needs === "nobody") {
      expect(signedOut).not.toMatch(/^error/);
      return;
    }
    expect(signedOut).toMatch(/unauthenticated/);
    const stranger = world.t.withIdentity({ subject: "10000;users|session" });
    expect(await outcome(stranger, path, args(world.ids))).toMatch(/unauthenticated/);
    for (const role of roles) {
      const result = await outcome(world.members[role].as, path, args(world.ids));
      const isAllowed = needs === "signed in" || roles.indexOf(role) >= roles.indexOf(needs);
      if (isAllowed) expect(result).not.toMatch(/^error.*(forbidden|unauthenticated|ArgumentValidation|Validator error)/);
      else expect(result).toMatch(/^error.*forbidden/);
    }
  });
});

// What goes to the session's own organization, and what shows an organization's pass.
const ownPlace = ["sessions:stop", "sessions:demote"];

test("naming another organization opens nothing of it, by any function", async () => {
  const { t, members, ids } = world;
  const organization = await t.run((ctx) => ctx.db.insert("organizations", { name: "Theirs", createdAt: 0 }));
  for (const [path, { needs, args }] of Object.entries(people)) {
    if (needs === "nobody" || needs === "signed in" || ownPlace.includes(path)) continue;
    for (const named of [organization, "nonsense"]) expect([path, await outcome(members.admin.as, path, { ...args(ids), organization: named })]).toEqual([path, expect.stringMatching(/^error.*forbidden/)]);
  }
});

describe("keys", () => {
  test.each(Object.entries(wire))("%s", async (name, args) => {
    const { key, robot: mayRobot } = operations[name as FunctionName];
    const path = `publicApi:${name}`;
    const call = (apiKey: string) => outcome(world.t, path, { ...args(world.ids), apiKey });
    for (const wrong of ["", "rfx_nonsense", "rbt_nonsense", "x".repeat(10_000)]) {
      expect(JSON.parse(await call(wrong))).toEqual({ ok: false, reason: "unknown_key" });
    }
    for (const role of roles) {
      const result = await call(world.keys[role]);
      expect(result).not.toMatch(/ArgumentValidation|Validator error/);
      const isAllowed = key !== null && roles.indexOf(role) >= roles.indexOf(key);
      expect([role, result.includes('"reason":"forbidden"')]).toEqual([role, !isAllowed]);
    }
    expect((await call(world.credential)).includes('"reason":"forbidden"')).toBe(!mayRobot);
  });
});

describe("limits", () => {
  const everywhere = new Set(["sessions:stop", "sessions:demote", "sessions:keepSamples", "sessions:releaseSamples", "approvals:decline", "publicApi:stopSession"]);
  const namesWhatIsLimited = /"tableName":"(robots|deployments|sessions|approvals|pairingTokens)"/;
  const takes = new Map(functions.map((each) => [each.path, each.takes]));
  /** Says of itself, by its arguments, that it acts on something that may be limited. */
  const isHeld = (path: string) => !everywhere.has(path) && kindByPath.get(path) !== "query" && namesWhatIsLimited.test(takes.get(path) ?? "");
  const nowhere = { robots: [], deployments: [] };
  const one = () => {
    const { robotId, deploymentId } = world.ids;
    return { robots: [robotId as Id<"robots">], deployments: [deploymentId as Id<"deployments">] };
  };

  async function limited(limits: Infer<typeof limitsValidator>) {
    return await world.t.run(async (ctx) => {
      const userId = await ctx.db.insert("users", { name: "limited" });
      const { organizationId } = world.members;
      await ctx.db.insert("memberships", { organizationId, userId, role: "operator", createdAt: 0, limits });
      return userId;
    }).then((userId) => signedIn(world.t, userId));
  }

  test("an operator who may act nowhere is refused by every function that acts on a robot, a deployment or a session, and by no other", async () => {
    const as = await limited(nowhere);
    const refused: string[] = [];
    for (const [path, { needs, args }] of Object.entries(people)) {
      if (needs === "admin") continue;
      const result = await outcome(as, path, args(world.ids));
      if (/^error.*"needs":"this_(robot|deployment)"/.test(result)) refused.push(path);
    }
    const held = Object.keys(people).filter((path) => people[path]?.needs === "operator" && isHeld(path));
    expect(refused.sort()).toEqual(held.sort());
    // Named here as well, so that one which forgets its id is missed by somebody.
    expect(held).toEqual([
      ...["approvals:approve", "approvals:request", "doctor:check", "doctor:run", "pairing:approveRequest", "pairing:create", "pairing:revoke", "robots:setSchema"],
      ...["sessions:authorize", "sessions:close", "sessions:extendBudget", "sessions:promote", "sessions:requestIntent"],
    ]);
  });

  test("where they may act, nothing refuses them", async () => {
    const as = await limited(one());
    for (const [path, { needs, args }] of Object.entries(people)) {
      // The pairing of the world is another robot's.
      if (needs !== "admin" && path !== "pairing:revoke") expect([path, await outcome(as, path, args(world.ids))]).toEqual([path, expect.not.stringMatching(/this_/)]);
    }
  });

  test("an admin has none, even with one left from before", async () => {
    const [membership] = await world.t.run((ctx) => ctx.db.query("memberships").withIndex("by_userId", (q) => q.eq("userId", world.members.admin.userId)).collect());
    await world.t.run((ctx) => ctx.db.patch("memberships", membership?._id as Id<"memberships">, { limits: nowhere }));
    for (const [path, { args }] of Object.entries(people)) {
      if (isHeld(path)) expect([path, await outcome(world.members.admin.as, path, args(world.ids))]).toEqual([path, expect.not.stringMatching(/this_/)]);
    }
  });

  test("the same of keys, whose refusals are values", async () => {
    const { apiKey } = await world.members.admin.as.mutation(api.apiKeys.create, { name: "nowhere", limits: nowhere });
    const refused: string[] = [];
    for (const [name, args] of Object.entries(wire)) {
      const result = await outcome(world.t, `publicApi:${name}`, { ...args(world.ids), apiKey });
      if (/"limitedBy":"(robot|deployment)"/.test(result)) refused.push(name);
    }
    expect(refused.sort()).toEqual(Object.keys(wire).filter((name) => isHeld(`publicApi:${name}`)).sort());
    expect(refused).toEqual([
      ...["authorizeSession", "checkReadiness", "closeSession", "createPairingToken", "heartbeatRobot", "promoteSession", "renewGrant", "reportRunSummary", "runReadinessCheck"],
    ]);
    const { sessionId } = world.ids;
    expect(await outcome(world.t, "publicApi:promoteSession", { sessionId, mode: "dry_run", apiKey })).toMatch(/"ok":true/);
    expect(await outcome(world.t, "publicApi:stopSession", { sessionId, apiKey })).toMatch(/"ok":true/);
  });
});

test("a member that was removed sees nothing any more", async () => {
  const { members, t } = world;
  await t.run(async (ctx) => {
    const rows = await ctx.db.query("memberships").collect();
    const mine = rows.find((row) => row.userId === members.viewer.userId);
    if (mine !== undefined) await ctx.db.delete("memberships", mine._id);
  });
  expect(await outcome(members.viewer.as, "robots:list", {})).toMatch(/forbidden/);
});
