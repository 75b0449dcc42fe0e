import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { api } from "./_generated/api";
import { readySession, seedOrganization, seedRobot, startServer, type T } from "./fixtures.testing";
import { stubRelay } from "./mail.testing";

beforeEach(stubRelay);
afterEach(() => {
  vi.unstubAllGlobals();
  vi.unstubAllEnvs();
  vi.useRealTimers();
});

/** The relay: what it was given, and how it answers. A real one, and a real SMTP server, are in e2e/notifications.spec.ts. */
function relay(...answers: number[]) {
  const letters: { to: string; subject: string; text: string }[] = [];
  vi.stubGlobal("fetch", (_url: string, init: RequestInit) => {
    expect(new Headers(init.headers).get("authorization")).toBe("Bearer the relay's");
    letters.push(JSON.parse(typeof init.body === "string" ? init.body : "{}"));
    return Promise.resolve(new Response(null, { status: (answers.length > 1 ? answers.shift() : answers[0]) ?? 200 }));
  });
  return letters;
}

async function lab() {
  const t = startServer();
  const people = await seedOrganization(t, "Ours");
  const { sessionId } = await readySession(t, people, await seedRobot(t, people));
  const want = (who: "viewer" | "operator", more = {}) =>
    people[who].as.mutation(api.notices.setMail, { kinds: ["session.stopped"], quiet: null, ...more });
  const stop = () => people.operator.as.mutation(api.sessions.stop, { id: sessionId, reason: "it shakes" });
  return { t, people, sessionId, want, stop };
}

async function pass(t: T, ms: number): Promise<void> {
  await vi.advanceTimersByTimeAsync(ms);
  await t.finishInProgressScheduledFunctions();
}

test("who wants it is written to, who did it is not, and the letter only links", async () => {
  const letters = relay(200);
  const { t, sessionId, want, stop } = await lab();
  await want("viewer");
  await want("operator");
  await stop();
  await pass(t, 1);
  expect(letters).toEqual([
    {
      to: "viewer@Ours.example",
      subject: "Reflex: Software stop on arm-1 by operator of Ours (it shakes).",
      text: expect.stringContaining(`https://console.example/sessions/${sessionId}\n`),
    },
  ]);
});

test("nobody is written to who did not ask for it, nor where the server sends no mail", async () => {
  const letters = relay(200);
  const { t, people, want, stop } = await lab();
  await want("viewer", { kinds: ["robot.offline"] });
  await stop();
  await pass(t, 1);
  vi.stubEnv("REFLEX_MAIL_URL", undefined);
  await want("viewer");
  expect(await people.viewer.as.query(api.notices.mail, {})).toMatchObject({
    isConfigured: false,
    email: "viewer@Ours.example",
    kinds: ["session.stopped"],
  });
  await people.operator.as.mutation(api.approvals.request, {
    sessionId:
      (await people.operator.as.query(api.sessions.list, { paginationOpts: { numItems: 1, cursor: null } })).page[0]?.id ??
      expect.fail("no session"),
  });
  await pass(t, 1);
  expect(letters).toEqual([]);
});

test("in quiet hours a letter waits for their end, and is not sent when the notice was seen until then", async () => {
  const letters = relay(200);
  const { t, people, want, stop } = await lab();
  // The tests' clock starts at midnight, UTC.
  const quiet = { from: 22 * 60, to: 6 * 60, timeZone: "UTC" };
  await want("viewer", { quiet });
  await stop();
  await pass(t, 5 * 3_600_000);
  expect(letters).toEqual([]);
  await pass(t, 3_600_000);
  expect(letters).toHaveLength(1);
  await want("operator", { quiet: { from: 0, to: 12 * 60, timeZone: "UTC" }, kinds: ["approval.wanted"] });
  await expect(want("viewer", { quiet: { ...quiet, timeZone: "Mars/Olympus" } })).rejects.toThrow(/"invalid"/);
  expect(await people.viewer.as.query(api.notices.mail, {})).toMatchObject({ quiet });
});

test("what was read before its letter went out is not written", async () => {
  const letters = relay(200);
  const { t, people, want, stop } = await lab();
  await want("viewer", { quiet: { from: 22 * 60, to: 6 * 60, timeZone: "UTC" } });
  await stop();
  await people.viewer.as.mutation(api.notices.markRead, { at: Date.now() });
  await pass(t, 7 * 3_600_000);
  expect(letters).toEqual([]);
});

test("a relay that is down is asked again", async () => {
  const letters = relay(503, 200);
  const { t, want, stop } = await lab();
  await want("viewer");
  await stop();
  await pass(t, 1);
  expect(letters).toHaveLength(1);
  await pass(t, 5_001);
  await pass(t, 60_000);
  expect(letters).toHaveLength(2);
});

test("each is written to in their own language, with the time in their own zone", async () => {
  const letters = relay(200);
  const { t, people, sessionId, want, stop } = await lab();
  await want("viewer");
  await people.viewer.as.mutation(api.account.writeIn, { language: "de", timeZone: "Europe/Berlin" });
  await people.admin.as.mutation(api.notices.setMail, { kinds: ["session.stopped"], quiet: null });
  await people.admin.as.mutation(api.account.writeIn, { timeZone: "America/Sao_Paulo" });
  await stop();
  await pass(t, 1);
  const link = `https://console.example/sessions/${sessionId}`;
  expect(letters.toSorted((a, b) => b.to.localeCompare(a.to))).toEqual([
    {
      to: "viewer@Ours.example",
      subject: "Reflex: Software-Stopp für arm-1 durch operator of Ours (it shakes).",
      text: `Software-Stopp für arm-1 durch operator of Ours (it shakes).\n\nMitgeteilt am 01.01.2030, 01:00:05 MEZ. Die Seite (sie zeigt nur; durch das Öffnen geschieht nichts):\n${link}\n\nWas Ihnen per E-Mail mitgeteilt wird: https://console.example/settings/notifications\n`,
    },
    {
      to: "admin@Ours.example",
      subject: "Reflex: Software stop on arm-1 by operator of Ours (it shakes).",
      text: `Software stop on arm-1 by operator of Ours (it shakes).\n\nTold on 31 Dec 2029, 21:00:05 GMT-3. The page (it only shows, nothing is done by opening it):\n${link}\n\nWhat you are told of by e-mail: https://console.example/settings/notifications\n`,
    },
  ]);
});

test("the language of letters is the person's own choice, kept until another, and a zone that nobody knows is refused", async () => {
  const { people } = await lab();
  const kept = async () => (await people.viewer.as.query(api.account.me, {}))?.user;
  expect(await kept()).not.toHaveProperty("language");
  await people.viewer.as.mutation(api.account.writeIn, { language: "de", timeZone: "Europe/Berlin" });
  await people.viewer.as.mutation(api.account.writeIn, { timeZone: "UTC" });
  await expect(people.viewer.as.mutation(api.account.writeIn, { timeZone: "Mars/Olympus" })).rejects.toThrow(/"invalid"/);
  expect(await kept()).toMatchObject({ language: "de", timeZone: "UTC" });
  expect((await people.operator.as.query(api.account.me, {}))?.user).not.toHaveProperty("language");
});

test("a notice from before its sentence was kept is quoted as it stands", async () => {
  const letters = relay(200);
  const { t, people, want, stop } = await lab();
  await want("viewer", { quiet: { from: 22 * 60, to: 6 * 60, timeZone: "UTC" } });
  await people.viewer.as.mutation(api.account.writeIn, { language: "de" });
  await stop();
  await t.run(async (ctx) => {
    const notice = await ctx.db.query("notices").order("desc").first();
    if (notice !== null) await ctx.db.patch("notices", notice._id, { said: undefined });
  });
  await pass(t, 6 * 3_600_000);
  expect(letters).toMatchObject([
    { subject: "Reflex: Software stop on arm-1 by operator of Ours (it shakes).", text: expect.stringContaining("Mitgeteilt am") },
  ]);
});

test("somebody of several organizations is written to by each that they chose it in", async () => {
  const letters = relay(200);
  const { t, people, want, stop } = await lab();
  // Their first membership is in another organization.
  await t.run(async (ctx) => {
    const own = await ctx.db
      .query("memberships")
      .withIndex("by_userId", (q) => q.eq("userId", people.viewer.userId))
      .unique();
    if (own === null) throw new Error("no membership");
    const organizationId = await ctx.db.insert("organizations", { name: "Theirs", createdAt: 0 });
    await ctx.db.delete("memberships", own._id);
    const { userId, role, createdAt } = own;
    await ctx.db.insert("memberships", { organizationId, userId, role, createdAt });
    await ctx.db.insert("memberships", { organizationId: own.organizationId, userId, role, createdAt });
  });
  await want("viewer", { organization: people.organizationId });
  await stop();
  await pass(t, 1);
  expect(letters.map(({ to }) => to)).toEqual(["viewer@Ours.example"]);
});

test("an invitation is sent to its address by its admin, with the code behind the # of the link, which is kept nowhere", async () => {
  const letters = relay(200, 500, 200);
  const t = startServer();
  const people = await seedOrganization(t, "Ours");
  const { invitation, id } = await people.admin.as.mutation(api.invitations.create, { email: "Bob@Lab.example", role: "operator" });
  await expect(people.operator.as.action(api.invitations.send, { invitation })).rejects.toThrow(/forbidden/);
  const others = await seedOrganization(t, "Theirs");
  await expect(others.admin.as.action(api.invitations.send, { invitation })).rejects.toThrow(/not_found/);
  expect(letters).toEqual([]);
  await people.admin.as.action(api.invitations.send, { invitation });
  expect(letters).toMatchObject([{ to: "bob@lab.example", subject: "Reflex: admin of Ours invites you to Ours" }]);
  expect(letters[0]?.text).toContain(`https://console.example/invite#token=${invitation}\n`);
  expect(await people.admin.as.query(api.invitations.list, {})).toMatchObject([{ id, mailedAt: Date.now() }]);
  const log = await t.run((ctx) => ctx.db.query("auditEntries").collect());
  expect(log.filter(({ action }) => action === "invitation.mail")).toHaveLength(1);
  expect(JSON.stringify([log, await t.run((ctx) => ctx.db.query("invitations").collect())])).not.toContain(invitation);
  // Not taken is said, and not noted; in the language of who sends it.
  await people.admin.as.mutation(api.account.writeIn, { language: "de", timeZone: "Europe/Berlin" });
  await expect(people.admin.as.action(api.invitations.send, { invitation })).rejects.toThrow(/did not take the letter/);
  expect((await t.run((ctx) => ctx.db.query("auditEntries").collect())).filter(({ action }) => action === "invitation.mail")).toHaveLength(
    1,
  );
  expect(letters[1]).toMatchObject({
    subject: "Reflex: admin of Ours lädt Sie zu Ours ein",
    text: expect.stringContaining("als Bediener"),
  });
  await people.admin.as.mutation(api.invitations.revoke, { id });
  await expect(people.admin.as.action(api.invitations.send, { invitation })).rejects.toThrow(/not_found/);
});

test("an organization sends at most thirty invitations an hour, and none where the server sends no mail", async () => {
  const letters = relay(200);
  const t = startServer();
  const people = await seedOrganization(t, "Ours");
  const { invitation } = await people.admin.as.mutation(api.invitations.create, { email: "bob@lab.example", role: "operator" });
  const send = () => people.admin.as.action(api.invitations.send, { invitation });
  vi.stubEnv("REFLEX_MAIL_URL", undefined);
  await expect(send()).rejects.toThrow(/sends no e-mail/);
  vi.stubEnv("REFLEX_MAIL_URL", "http://127.0.0.1:9/mail");
  for (let sent = 0; sent < 30; sent += 1) await send();
  await expect(send()).rejects.toThrow(/rate_limited/);
  expect(letters).toHaveLength(30);
});
