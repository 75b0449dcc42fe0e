import { makeFunctionReference } from "convex/server";
import type { Infer } from "convex/values";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";

import { api } from "./_generated/api";
import type { Id } from "./_generated/dataModel";
import { apiKeyOf, readySession, seedOrganization, seedRobot, signedIn, so101, startServer, type Role, type T } from "./fixtures.testing";
import { operations, type FunctionName } from "./openapi/operations";
import type { limits as limitsValidator } from "./model/shapes";
import { functions, type Ids, otherwise, people, wire } from "./roles.testing";

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
  const handover = await as.mutation(api.handovers.leave, { note: "Arm 2 drops its part.", since: 0 });
  const credentialId = await t.run((ctx) =>
    ctx.db.insert("robotCredentials", {
      organizationId: members.organizationId,
      robotId: seeded.robotId,
      prefix: "rbt_1",
      hash: "1",
      hostname: null,
      agentVersion: null,
      publicKey: null,
      createdAt: 0,
      revokedAt: 0,
    }),
  );
  const identityId = await t.run((ctx) =>
    ctx.db.insert("identities", {
      userId: members.viewer.userId,
      issuer: "https://id.example",
      subject: "1",
      email: null,
      connectedAt: 0,
      lastUsedAt: null,
    }),
  );
  const providerId = await t.run((ctx) =>
    ctx.db.insert("signInProviders", {
      name: "Lab",
      issuer: "https://lab.example/",
      clientId: "console",
      secret: "00",
      createdBy: { kind: "operator", id: members.admin.userId, name: "Ann" },
      createdAt: 0,
      secretSetAt: 0,
    }),
  );
  const passkeyId = await t.run((ctx) =>
    ctx.db.insert("passkeys", {
      userId: members.viewer.userId,
      name: "Laptop",
      credentialId: "1",
      publicKey: new ArrayBuffer(1),
      counter: 0,
      transports: [],
      rpId: "console.example",
      isSynced: false,
      createdAt: 0,
      lastUsedAt: null,
    }),
  );
  const endpoint = await as.mutation(api.inferenceEndpoints.register, { baseModel: "x", workerUrl: "http://127.0.0.1:1" });
  const approval = await as.mutation(api.approvals.request, { sessionId });
  const view = await as.mutation(api.savedViews.save, { page: "fleet", name: "Offline", query: "show=offline" });
  const webhook = await as.mutation(api.webhooks.create, { url: "https://hooks.example/", kinds: [] });
  const { organizationId } = members;
  const deliveryId = await t.run((ctx) => {
    const message = { kind: "test" as const, messageId: "msg_1", body: "{}", createdAt: 0, state: "delivered" as const };
    return ctx.db.insert("webhookDeliveries", {
      organizationId,
      webhookId: webhook.id,
      ...message,
      attempts: 1,
      attempting: null,
      nextAttemptAt: null,
      last: null,
    });
  });
  const ids: Ids = {
    ...{ robotId: seeded.robotId, robotSchemaId: seeded.robotSchemaId, deploymentId: seeded.deploymentId, sessionId },
    membershipId: list.find((member) => member.role === "viewer")?.id ?? "",
    leavingId: leaving,
    ...{
      invitationId: invitation.id,
      apiKeyId: key.id,
      pairingId: pairing.id,
      credentialId,
      handoverId: handover.id,
      receiptId: receiptId ?? "",
      signInId,
    },
    approvalId: approval.id,
    endpointId: endpoint.id,
    webhookId: webhook.id,
    deliveryId,
    savedViewId: view.id,
    identityId,
    passkeyId,
    providerId,
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
    for (const named of [organization, "nonsense"])
      expect([path, await outcome(members.admin.as, path, { ...args(ids), organization: named })]).toEqual([
        path,
        expect.stringMatching(/^error.*forbidden/),
      ]);
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
  const everywhere = new Set([
    "sessions:stop",
    "sessions:demote",
    "sessions:keepSamples",
    "sessions:releaseSamples",
    "approvals:decline",
    "publicApi:stopSession",
  ]);
  const namesWhatIsLimited = /"tableName":"(robots|deployments|sessions|approvals|pairingTokens)"/;
  const takes = new Map(functions.map((each) => [each.path, each.takes]));
  /** Says of itself, by its arguments, that it acts on something that may be limited. */
  const isHeld = (path: string) =>
    !everywhere.has(path) && kindByPath.get(path) !== "query" && namesWhatIsLimited.test(takes.get(path) ?? "");
  const nowhere = { robots: [], deployments: [] };
  const one = () => {
    const { robotId, deploymentId } = world.ids;
    return { robots: [robotId as Id<"robots">], deployments: [deploymentId as Id<"deployments">] };
  };

  async function limited(limits: Infer<typeof limitsValidator>) {
    return await world.t
      .run(async (ctx) => {
        const userId = await ctx.db.insert("users", { name: "limited" });
        const { organizationId } = world.members;
        await ctx.db.insert("memberships", { organizationId, userId, role: "operator", createdAt: 0, limits });
        return userId;
      })
      .then((userId) => signedIn(world.t, userId));
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
      ...[
        "approvals:approve",
        "approvals:request",
        "doctor:check",
        "doctor:run",
        "pairing:agree",
        "pairing:approveRequest",
        "pairing:create",
        "pairing:differ",
        "pairing:revoke",
        "robots:setSchema",
      ],
      ...[
        "sessions:askPresence",
        "sessions:authorize",
        "sessions:close",
        "sessions:extendBudget",
        "sessions:mark",
        "sessions:promote",
        "sessions:provePresence",
        "sessions:requestIntent",
      ],
    ]);
  });

  test("where they may act, nothing refuses them", async () => {
    const as = await limited(one());
    for (const [path, { needs, args }] of Object.entries(people)) {
      // The pairing of the world is another robot's.
      if (needs !== "admin" && path !== "pairing:revoke")
        expect([path, await outcome(as, path, args(world.ids))]).toEqual([path, expect.not.stringMatching(/this_/)]);
    }
  });

  test("an admin has none, even with one left from before", async () => {
    const [membership] = await world.t.run((ctx) =>
      ctx.db
        .query("memberships")
        .withIndex("by_userId", (q) => q.eq("userId", world.members.admin.userId))
        .collect(),
    );
    await world.t.run((ctx) => ctx.db.patch("memberships", membership?._id as Id<"memberships">, { limits: nowhere }));
    for (const [path, { args }] of Object.entries(people)) {
      if (isHeld(path))
        expect([path, await outcome(world.members.admin.as, path, args(world.ids))]).toEqual([path, expect.not.stringMatching(/this_/)]);
    }
  });

  test("the same of keys, whose refusals are values", async () => {
    const { apiKey } = await world.members.admin.as.mutation(api.apiKeys.create, { name: "nowhere", limits: nowhere });
    const refused: string[] = [];
    for (const [name, args] of Object.entries(wire)) {
      const result = await outcome(world.t, `publicApi:${name}`, { ...args(world.ids), apiKey });
      if (/"limitedBy":"(robot|deployment)"/.test(result)) refused.push(name);
    }
    expect(refused.sort()).toEqual(
      Object.keys(wire)
        .filter((name) => isHeld(`publicApi:${name}`))
        .sort(),
    );
    expect(refused).toEqual([
      ...[
        "authorizeSession",
        "checkReadiness",
        "closeSession",
        "createPairingToken",
        "heartbeatRobot",
        "promoteSession",
        "renewGrant",
        "reportRunSummary",
        "runReadinessCheck",
      ],
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
