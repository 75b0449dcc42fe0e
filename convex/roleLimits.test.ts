import type { Infer } from "convex/values";
import { afterAll, beforeAll, expect, test, vi } from "vitest";

import { api } from "./_generated/api";
import type { Id } from "./_generated/dataModel";
import { signedIn } from "./fixtures.testing";
import type { limits as limitsValidator } from "./model/shapes";
import { functions } from "./publicFunctions.testing";
import { type FunctionName, operations } from "./openapi/operations";
import { people } from "./roles.testing";
import { buildWorld, kindByPath, outcome, type World } from "./rolesWorld.testing";
import { wire } from "./wireRoles.testing";

let world: World;
beforeAll(async () => {
  world = await buildWorld();
});
afterAll(() => void vi.useRealTimers());

const everywhere = new Set([
  "sessions:stop",
  "sessions:demote",
  "sessions:keepSamples",
  "sessions:releaseSamples",
  "approvals:decline",
  "publicApi:stopSession",
  // Reads the one it is made from, and does nothing to it.
  "deployments:create",
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
      "attention:done",
      "attention:give",
      "attention:take",
      "control:answer",
      "control:offer",
      "control:release",
      "control:take",
      "doctor:check",
      "doctor:run",
      "incidents:note",
      "incidents:settle",
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
      // What a robot alone may do is refused to every key, whatever its limits.
      .filter((name) => isHeld(`publicApi:${name}`) && operations[name as FunctionName].key !== null)
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
