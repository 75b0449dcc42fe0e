import { afterEach, expect, test, vi } from "vitest";

import { api, internal } from "./_generated/api";
import { advance, seedOrganization, seedRobot, startRobot, startServer } from "./fixtures.testing";

afterEach(() => void vi.useRealTimers());

const hour = 3_600_000;

async function lab(name = "Lab") {
  const t = startServer();
  const people = await seedOrganization(t, name);
  const seeded = await seedRobot(t, people);
  await startRobot(t, seeded).beat({ state: "fault", message: "gripper", batteryPct: 77, joints: [1, 2, 3, 4, 5, 6] });
  const { as } = people.admin;
  const made = await as.mutation(api.wallLinks.create, { name: " Hall 2 ", expiresAt: Date.now() + hour });
  const shown = () => as.query(api.wallLinks.list, {});
  return { t, people, robotId: seeded.robotId, as, shown, ...made };
}

test("a link shows what the wall shows and nothing else, to somebody who is not signed in", async () => {
  const { t, people, robotId, link } = await lab();
  await people.operator.as.mutation(api.attention.take, { robotId, attendedBy: null });
  expect(await t.query(api.wall.fleet, { link })).toEqual({
    organization: "Lab",
    expiresAt: expect.any(Number) as number,
    robots: [
      {
        ...{ robotId, name: "arm-1", robotSchemaName: "so101 of arm-1", isPaired: true, hasSession: false },
        ...{ link: "online", mode: "dry_run", health: "fault" },
        attendance: { name: "operator of Lab", since: Date.now() },
      },
    ],
  });
  expect(await t.query(api.wall.heard, { link, robotId })).toEqual({ link: "online", lastSeenAt: Date.now(), intervalMs: 1_000 });
});

test("its secret is kept as a hash, is in no list and no log, and is no pass for anything else", async () => {
  const { t, link, prefix, shown, robotId } = await lab();
  expect(link).toMatch(new RegExp(`^${prefix.startsWith("wall_") ? "" : "wall_"}${prefix}[0-9a-f]{64}$`));
  expect(await shown()).toMatchObject([{ name: "Hall 2", prefix, lastUsedAt: null, revokedAt: null }]);
  const kept = await t.run(async (ctx) =>
    JSON.stringify([await ctx.db.query("wallLinks").collect(), await ctx.db.query("auditEntries").collect()]),
  );
  expect(kept).not.toContain(link);
  expect(JSON.stringify(await shown())).not.toContain(link.slice(-64));
  await expect(t.query(api.robots.states, { pass: link, robotIds: [robotId] })).rejects.toThrow(/unauthenticated/);
  await expect(t.query(api.robots.live, { pass: link, robotId })).rejects.toThrow(/unauthenticated/);
});

test("one that is invented, revoked or past its end opens nothing", async () => {
  const { t, as, id, link, robotId } = await lab();
  const isClosed = async (secret: string) => {
    await expect(t.query(api.wall.fleet, { link: secret })).rejects.toThrow(/unauthenticated/);
    await expect(t.query(api.wall.heard, { link: secret, robotId })).rejects.toThrow(/unauthenticated/);
    await expect(t.mutation(api.wall.noteUse, { link: secret })).rejects.toThrow(/unauthenticated/);
  };
  for (const wrong of ["", "x", "wall_", link.slice(0, -1), `${link}0`, link.replace("wall_", "rfx_"), "x".repeat(10_000)])
    await isClosed(wrong);
  const other = await as.mutation(api.wallLinks.create, { name: "Hall 3", expiresAt: Date.now() + hour });
  await as.mutation(api.wallLinks.revoke, { id });
  await isClosed(link);
  expect(await t.query(api.wall.fleet, { link: other.link })).toMatchObject({ organization: "Lab" });
  advance(hour);
  await expect(t.mutation(api.wall.noteUse, { link: other.link })).rejects.toThrow(/unauthenticated/);
  await t.mutation(internal.sweeps.prune, {});
  await isClosed(other.link);
  const { page } = await as.query(api.audit.list, { paginationOpts: { numItems: 4, cursor: null } });
  expect(page.map(({ action, actor }) => [action, actor.name])).toEqual([
    ["wallLink.expire", "clock"],
    ["wallLink.revoke", "admin of Lab"],
    ["wallLink.create", "admin of Lab"],
    ["wallLink.create", "admin of Lab"],
  ]);
});

test("it tells when it was used and from which network, once a minute at most", async () => {
  const { t, link, shown } = await lab();
  const first = Date.now();
  const from = (ip: string) => t.withRequestMetadata({ ip }).mutation(api.wall.noteUse, { link });
  await from("203.0.113.77");
  advance(59_000);
  await from("198.51.100.1");
  expect(await shown()).toMatchObject([{ lastUsedAt: first, lastUsedFrom: "203.0.113.…" }]);
  advance(1_000);
  await from("198.51.100.1");
  expect(await shown()).toMatchObject([{ lastUsedAt: first + 60_000, lastUsedFrom: "198.51.100.…" }]);
});

test("a link of one organization shows nothing of another", async () => {
  const { t, link } = await lab("Ours");
  const theirs = await seedOrganization(t, "Theirs");
  const { robotId } = await seedRobot(t, theirs, undefined, "arm-of-theirs");
  expect(JSON.stringify(await t.query(api.wall.fleet, { link }))).not.toContain("theirs");
  expect(await t.query(api.wall.heard, { link, robotId })).toBeNull();
});

test.each([
  ["", hour],
  ["a\u202eb", hour],
  ["Hall", 0],
  ["Hall", 367 * 24 * hour],
  ["Hall", NaN],
])("the name %j for %d ms is refused and nothing is kept", async (name, life) => {
  const { as, shown } = await lab();
  await expect(as.mutation(api.wallLinks.create, { name, expiresAt: Date.now() + life })).rejects.toThrow(/name|expiresAt/);
  expect(await shown()).toHaveLength(1);
});

test("a link that still works stays in the list and can be revoked, however many were made and revoked after it", async () => {
  const { as, id, shown } = await lab();
  for (let made = 0; made < 51; made += 1) {
    const later = await as.mutation(api.wallLinks.create, { name: `Hall ${made}`, expiresAt: Date.now() + hour });
    advance(1_000);
    await as.mutation(api.wallLinks.revoke, { id: later.id });
  }
  const listed = await shown();
  expect(listed[0]).toMatchObject({ id, revokedAt: null });
  expect(listed.map(({ name }) => name).slice(1, 3)).toEqual(["Hall 50", "Hall 49"]);
  expect(listed).toHaveLength(51);
});

test.each([Number.NaN, Number.POSITIVE_INFINITY, -1, 0, 1e300])("an end of %s is refused, and nothing is made", async (expiresAt) => {
  const { as, shown } = await lab();
  await expect(as.mutation(api.wallLinks.create, { name: "Hall", expiresAt })).rejects.toThrow(/expiresAt/);
  await expect(as.mutation(api.wallLinks.create, { name: "x".repeat(10_000_000), expiresAt: Date.now() + hour })).rejects.toThrow(/name/);
  expect(await shown()).toHaveLength(1);
});
