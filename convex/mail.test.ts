import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { api } from "./_generated/api";
import { readySession, seedOrganization, seedRobot, startServer, type T } from "./fixtures.testing";

beforeEach(() => {
  vi.stubEnv("REFLEX_MAIL_URL", "http://127.0.0.1:9/mail");
  vi.stubEnv("REFLEX_MAIL_TOKEN", "the relay's");
  vi.stubEnv("SITE_URL", "https://console.example");
});
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
  const want = (who: "viewer" | "operator", more = {}) => people[who].as.mutation(api.notices.setMail, { kinds: ["session.stopped"], quiet: null, ...more });
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
  expect(letters).toEqual([{ to: "viewer@Ours.example", subject: "Reflex: Software stop on arm-1 by operator of Ours (it shakes).", text: expect.stringContaining(`https://console.example/sessions/${sessionId}\n`) }]);
});

test("nobody is written to who did not ask for it, nor where the server sends no mail", async () => {
  const letters = relay(200);
  const { t, people, want, stop } = await lab();
  await want("viewer", { kinds: ["robot.offline"] });
  await stop();
  await pass(t, 1);
  vi.stubEnv("REFLEX_MAIL_URL", undefined);
  await want("viewer");
  expect(await people.viewer.as.query(api.notices.mail, {})).toMatchObject({ isConfigured: false, email: "viewer@Ours.example", kinds: ["session.stopped"] });
  await people.operator.as.mutation(api.approvals.request, { sessionId: (await people.operator.as.query(api.sessions.list, { paginationOpts: { numItems: 1, cursor: null } })).page[0]?.id ?? expect.fail("no session") });
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
