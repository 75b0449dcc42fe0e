import { afterAll, beforeEach, describe, expect, test, vi } from "vitest";

import { api } from "./_generated/api";
import { seedOrganization, seedRobot, signedIn, startServer, type T } from "./fixtures.testing";
import { build, thisRobot, type World } from "./memberLimits.testing";
import { admit } from "./model/people/accounts";

// Who sets where a member may act, how it is logged, and how an invitation brings it.

let t: T;
let world: World;

beforeEach(async () => {
  t = startServer();
  world = await build(t);
});
afterAll(() => void vi.useRealTimers());

describe("setting them", () => {
  test("writes what was and what is into the log, by name and id, and the same again writes nothing", async () => {
    const { members, first, second, limit } = world;
    await limit({ robots: [first.robotId, first.robotId] });
    await limit({ robots: [first.robotId] });
    await limit({ robots: [second.robotId], deployments: [second.deploymentId] });
    await limit({});
    const { page } = await members.admin.as.query(api.audit.list, { paginationOpts: { numItems: 3, cursor: null } });
    expect(page.map(({ action }) => action)).toEqual(["member.setLimits", "member.setLimits", "member.setLimits"]);
    const [last, middle, earliest] = page.map(
      ({ before, after }) => [JSON.parse(before ?? ""), JSON.parse(after ?? "")] as [unknown, unknown],
    );
    const [one, two] = [`arm-1 (${first.robotId})`, `arm-2 (${second.robotId})`];
    expect(earliest).toEqual([
      { robots: "every one", deployments: "every one" },
      { robots: [one], deployments: "every one" },
    ]);
    expect(middle).toEqual([
      { robots: [one], deployments: "every one" },
      { robots: [two], deployments: [`pick (${second.deploymentId})`] },
    ]);
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
    const one = await as.mutation(api.invitations.create, {
      email: "new@lab.example",
      role: "operator",
      limits: { ...limits, robots: [first.robotId, first.robotId] },
    });
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
    const told = page
      .filter(({ action }) => action === "member.join" || action === "invitation.create")
      .map(({ after }) => JSON.parse(after ?? ""));
    expect(told).toHaveLength(4);
    for (const each of told) expect(each).toMatchObject({ limits: { robots: [`arm-1 (${first.robotId})`], deployments: [] } });
  });

  test("is refused for an admin and for what is not here, and lists that limit nothing are none", async () => {
    const { as } = world.members.admin;
    const theirs = await seedRobot(t, await seedOrganization(t, "Other"));
    const invite = (role: "admin" | "operator", limits: object) =>
      as.mutation(api.invitations.create, { email: "new@lab.example", role, limits });
    await expect(invite("admin", { robots: [] })).rejects.toThrow(/An admin may act everywhere/);
    await expect(invite("operator", { robots: [theirs.robotId] })).rejects.toThrow(/not_found/);
    await invite("admin", {});
    expect((await as.query(api.invitations.list, {}))[0]).not.toHaveProperty("limits");
  });
});
