import { afterEach, expect, test, vi } from "vitest";

import { api } from "./_generated/api";
import { promote, readySession, seedOrganization, seedRobot, startServer } from "./fixtures.testing";

afterEach(() => void vi.useRealTimers());

/** Somebody who is an operator in one organization and an admin in another, with a session that could be promoted in each. */
async function both() {
  const t = startServer();
  const [lab, bench] = [await seedOrganization(t, "Lab"), await seedOrganization(t, "Bench")];
  const email = "operator@Lab.example".toLowerCase();
  await t.run((ctx) => ctx.db.patch("users", lab.operator.userId, { email }));
  const { invitation } = await bench.admin.as.mutation(api.invitations.create, { email, role: "admin" });
  const inLab = await readySession(t, lab, await seedRobot(t, lab));
  const inBench = await readySession(t, bench, await seedRobot(t, bench));
  const me = lab.operator.as;
  expect(await me.mutation(api.account.join, { invitation })).toEqual({ organizationId: bench.organizationId });
  return { t, lab, bench, me, inLab: inLab.sessionId, inBench: inBench.sessionId };
}

test("one account belongs to both, and every page says in which it is", async () => {
  const { me, lab, bench } = await both();
  const at = (organization?: string) => me.query(api.account.me, { organization });
  const memberships = [
    { role: "operator", organization: { name: "Lab" } },
    { role: "admin", organization: { name: "Bench" } },
  ];
  expect(await at()).toMatchObject({ membership: memberships[0], memberships });
  expect(await at(bench.organizationId)).toMatchObject({ membership: memberships[1], memberships });
  for (const other of ["", "nonsense", lab.operator.userId]) expect(await at(other)).toMatchObject({ membership: null, memberships });
  expect((await me.query(api.robots.list, { organization: lab.organizationId })).map(({ id }) => id)).not.toEqual(
    (await me.query(api.robots.list, { organization: bench.organizationId })).map(({ id }) => id),
  );
  // The role is of the organization shown.
  await expect(me.query(api.invitations.list, { organization: lab.organizationId })).rejects.toThrow(/forbidden/);
  expect(await me.query(api.invitations.list, { organization: bench.organizationId })).toHaveLength(1);
});

test("which one is meant is never guessed: without it nothing is shown and nothing acts but a stop", async () => {
  const { me, inLab, inBench } = await both();
  const choose = /Choose the one you mean/;
  await expect(me.query(api.robots.list, {})).rejects.toThrow(choose);
  await expect(me.query(api.robots.watchPass, {})).rejects.toThrow(choose);
  await expect(me.mutation(api.sessions.requestIntent, { id: inLab })).rejects.toThrow(choose);
  await expect(me.mutation(api.robotSchemas.register, { name: "s", document: "{}" })).rejects.toThrow(choose);
  for (const id of [inLab, inBench]) expect(await me.mutation(api.sessions.stop, { id })).toMatchObject({ acceptedAt: Date.now() });
});

test("a promote of one organization's page goes to no other, a stop and a demotion go to the session's own", async () => {
  const { t, me, lab, bench, inLab, inBench } = await both();
  const [here, there] = [lab.organizationId, bench.organizationId];
  const everything = () =>
    t.run(async (ctx) =>
      JSON.stringify([
        await ctx.db.query("sessions").collect(),
        await ctx.db.query("promoteIntents").collect(),
        await ctx.db.query("auditEntries").collect(),
      ]),
    );
  const before = await everything();
  await expect(me.mutation(api.sessions.requestIntent, { id: inBench, organization: here })).rejects.toThrow(/not_found/);
  await expect(me.query(api.sessions.get, { id: inBench, organization: here })).rejects.toThrow(/not_found/);
  expect(await everything()).toBe(before);
  const { intent, version } = await me.mutation(api.sessions.requestIntent, { id: inBench, organization: there });
  const granted = await everything();
  await expect(me.mutation(api.sessions.promote, { id: inBench, intent, version, organization: here })).rejects.toThrow(/not_found/);
  // Nor with the intent of the one used on the session of the other.
  expect(await me.mutation(api.sessions.promote, { id: inLab, intent, version, organization: here })).toMatchObject({ ok: false });
  expect(JSON.parse(granted)[0]).toEqual(JSON.parse(await everything())[0]);
  expect(await promote({ ...bench, operator: bench.admin }, inBench)).toMatchObject({ ok: true });
  expect(await me.mutation(api.sessions.stop, { id: inBench, organization: here })).toMatchObject({ acceptedAt: Date.now() });
  expect(await me.mutation(api.sessions.demote, { id: inBench, organization: "nonsense" })).toMatchObject({ mode: "dry_run" });
});

test("out of one organization is not out of the other, and the page of the one stays without it", async () => {
  const { me, lab, bench } = await both();
  const mine = (await bench.admin.as.query(api.members.list, {})).find(({ userId }) => userId === lab.operator.userId);
  if (mine === undefined) throw new Error("not listed");
  await bench.admin.as.mutation(api.members.remove, { id: mine.id });
  // One is left, and it does not take the place of the one that the page names.
  await expect(me.query(api.robots.list, { organization: bench.organizationId })).rejects.toThrow(/forbidden/);
  await expect(me.mutation(api.account.rename, { name: "x", organization: bench.organizationId })).rejects.toThrow(/forbidden/);
  expect(await me.query(api.account.me, { organization: bench.organizationId })).toMatchObject({
    membership: null,
    memberships: [{ organization: { name: "Lab" } }],
  });
  expect(await me.query(api.robots.list, {})).toHaveLength(1);
});

test("what somebody does with their account is in the log of each organization; an outsider's stop goes nowhere", async () => {
  const { t, me, lab, bench, inLab } = await both();
  await me.mutation(api.account.signOutEverywhere, { keepThis: true });
  const entries = await t.run((ctx) => ctx.db.query("auditEntries").collect());
  const of = (id: string) =>
    entries.filter(({ organizationId, action }) => organizationId === id && action === "account.signOutEverywhere").length;
  expect([of(lab.organizationId), of(bench.organizationId)]).toEqual([1, 1]);
  await expect(bench.admin.as.mutation(api.sessions.stop, { id: inLab })).rejects.toThrow(/not_found/);
  await expect(bench.admin.as.mutation(api.sessions.stop, { id: inLab, organization: lab.organizationId })).rejects.toThrow(/forbidden/);
});

test("a link to a thing of another organization of one's own says which, and of a stranger's nothing", async () => {
  const { t, lab, bench, me, inLab, inBench } = await both();
  const alien = await seedOrganization(t, "Alien");
  const { robotId } = await seedRobot(t, alien);
  const ofThing = (id: string, as = me) => as.query(api.organizations.ofThing, { id });
  expect(await ofThing(inLab)).toEqual({ id: lab.organizationId, name: "Lab" });
  expect(await ofThing(inBench)).toEqual({ id: bench.organizationId, name: "Bench" });
  for (const id of [robotId, "", "nonsense", bench.admin.userId]) expect(await ofThing(id)).toBeNull();
  expect(await ofThing(inBench, alien.admin.as)).toBeNull();
  expect(await ofThing(robotId, alien.admin.as)).toMatchObject({ name: "Alien" });
  await expect(t.query(api.organizations.ofThing, { id: inLab })).rejects.toThrow(/unauthenticated/);
});
