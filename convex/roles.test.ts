import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";

import type { Role } from "./fixtures.testing";
import { operations, type FunctionName } from "./openapi/operations";
import { functions } from "./publicFunctions.testing";
import { otherwise, people } from "./roles.testing";
import { buildWorld, outcome, type World } from "./rolesWorld.testing";
import { wire } from "./wireRoles.testing";

test("every public function has a row, and every row a function", () => {
  const rows = [...Object.keys(people), ...Object.keys(wire).map((name) => `publicApi:${name}`), ...otherwise];
  expect(functions.map(({ path }) => path).sort()).toEqual(rows.sort());
});

let world: World;
beforeAll(async () => {
  world = await buildWorld();
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
    for (const wrong of ["", "rfx_nonsense", "rbt_nonsense", world.wallLink, "x".repeat(10_000)]) {
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

test("a member that was removed sees nothing any more", async () => {
  const { members, t } = world;
  await t.run(async (ctx) => {
    const rows = await ctx.db.query("memberships").collect();
    const mine = rows.find((row) => row.userId === members.viewer.userId);
    if (mine !== undefined) await ctx.db.delete("memberships", mine._id);
  });
  expect(await outcome(members.viewer.as, "robots:list", {})).toMatch(/forbidden/);
});
