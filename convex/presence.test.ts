import { afterEach, expect, test, vi } from "vitest";

import { api } from "./_generated/api";
import { promote } from "./fixtures.testing";
import { codesOf, ready } from "./sessions.testing";

afterEach(() => void vi.useRealTimers());

/** An arm that is ready to be promoted by whoever types the code that it shows. */
async function guarded() {
  const found = await ready();
  const { people, seeded, sessionId, admin, operator, robot } = found;
  const set = (requiresPresence: boolean, reason?: string) =>
    admin.as.mutation(api.deployments.setPolicy, { id: seeded.deploymentId, policy: { requiresPresence }, reason });
  await set(true);
  const ask = () => operator.as.mutation(api.sessions.askPresence, { id: sessionId });
  const prove = (code: string, by = operator) => by.as.mutation(api.sessions.provePresence, { id: sessionId, code });
  /** One heartbeat that takes the code, and one that says that it is shown. */
  const show = async () => {
    const { presence } = await robot.beat({ sessionId });
    if (presence === undefined) throw new Error("The robot was told no code.");
    await robot.beat({ sessionId, presenceShown: presence.id });
    return presence.code;
  };
  const look = () => operator.as.query(api.sessions.presence, { id: sessionId });
  return { ...found, set, ask, prove, show, look, codes: async () => codesOf(await promote(people, sessionId)) };
}

const wrongFor = (code: string) => String((Number(code) + 1) % 10_000).padStart(4, "0");

test("whoever types the code that the robot shows may promote once, and the evidence says when they did", async () => {
  const { people, operator, sessionId, ask, prove, show, look, codes } = await guarded();
  expect(await codes()).toEqual(["presence_missing"]);
  await ask();
  const code = await show();
  expect(code).toMatch(/^\d{4}$/);
  expect(await codes()).toEqual(["presence_missing"]);
  expect(await prove(` ${code.slice(0, 2)} ${code.slice(2)} `)).toMatchObject({ ok: true });
  const proof = (await look())?.proof;
  expect(await promote(people, sessionId)).toMatchObject({ ok: true });
  const events = await operator.as.query(api.sessions.timeline, { id: sessionId });
  expect(events.map(({ kind }) => kind)).toContain("session.presence");
  expect(events.find(({ kind }) => kind === "session.promote")?.evidence).toMatchObject({ presenceProvenAt: proof?.at });
  await operator.as.mutation(api.sessions.demote, { id: sessionId });
  expect(await codes()).toContain("presence_missing");
});

test("a promote that is refused leaves the proof for the next one", async () => {
  const { people, operator, sessionId, ask, prove, show, look } = await guarded();
  await ask();
  await prove(await show());
  const { intent, version } = await operator.as.mutation(api.sessions.requestIntent, { id: sessionId });
  const late = await operator.as.mutation(api.sessions.promote, { id: sessionId, intent, version: version + 1 });
  expect(late).toMatchObject({ ok: false, reason: "stale_intent" });
  expect(await look()).toMatchObject({ usedAt: null });
  expect(await promote(people, sessionId)).toMatchObject({ ok: true });
  expect(await look()).not.toMatchObject({ usedAt: null });
});

test("the code goes to the robot alone: no answer to a person has it, and the database only its hash", async () => {
  const { t, people, sessionId, ask, show, look, operator } = await guarded();
  await ask();
  const code = await show();
  const seen = [
    await look(),
    await operator.as.query(api.sessions.get, { id: sessionId }),
    await people.admin.as.query(api.audit.list, { paginationOpts: { numItems: 50, cursor: null } }),
  ];
  expect(JSON.stringify(seen)).not.toContain(`"${code}"`);
  const rows = await t.run((ctx) => ctx.db.query("presenceChallenges").collect());
  expect(rows).toMatchObject([{ codeHash: expect.stringMatching(/^[0-9a-f]{64}$/) }]);
  expect(JSON.stringify(rows)).not.toContain(`"${code}"`);
});

test("an answer that is lost costs nothing: until the robot says that it shows a code, each answer has a new one, and only the last counts", async () => {
  const { robot, sessionId, ask, prove, look } = await guarded();
  await ask();
  const { presence: lost } = await robot.beat({ sessionId });
  const { presence: taken } = await robot.beat({ sessionId, presenceShown: "of another time" });
  expect(await prove(taken?.code ?? "")).toEqual({ ok: false, reason: "not_shown", triesLeft: 3 });
  expect(await robot.beat({ sessionId, presenceShown: taken?.id ?? "" })).not.toHaveProperty("presence");
  expect(await look()).toMatchObject({ shownAt: expect.any(Number), triesLeft: 3 });
  if (lost?.code !== taken?.code) expect(await prove(lost?.code ?? "")).toMatchObject({ reason: "wrong" });
  expect(await prove(taken?.code ?? "")).toMatchObject({ ok: true });
});

test("three wrong codes end a code, and each stands in the audit log; a new one begins anew", async () => {
  const { people, ask, prove, show, codes } = await guarded();
  await ask();
  const code = await show();
  for (const triesLeft of [2, 1, 0]) expect(await prove(wrongFor(code))).toEqual({ ok: false, reason: "wrong", triesLeft });
  expect(await prove(code)).toEqual({ ok: false, reason: "used_up", triesLeft: 0 });
  const { page } = await people.admin.as.query(api.audit.list, { paginationOpts: { numItems: 50, cursor: null } });
  expect(page.filter(({ action }) => action === "session.mistypeCode")).toHaveLength(3);
  await ask();
  expect(await prove(await show())).toMatchObject({ ok: true });
  expect(await codes()).toEqual([]);
});

test("a code and a proof run out, and one person's proof is nobody else's", async () => {
  vi.useFakeTimers({ toFake: ["Date"] });
  const { people, robot, sessionId, ask, prove, show, codes } = await guarded();
  await ask();
  const code = await show();
  vi.setSystemTime(Date.now() + 120_000);
  expect(await prove(code)).toMatchObject({ ok: false, reason: "expired" });
  await ask();
  expect(await prove(await show(), people.admin)).toMatchObject({ ok: true });
  expect(await codes()).toContain("presence_missing");
  await ask();
  expect(await prove(await show())).toMatchObject({ ok: true });
  vi.setSystemTime(Date.now() + 60_000);
  await robot.beat({ sessionId });
  expect(await codes()).toContain("presence_missing");
});

test("only a dry run with a robot has a code, six in ten minutes, and none is told to a robot that is elsewhere", async () => {
  const { operator, robot, sessionId, ask, prove, show } = await guarded();
  expect(await prove("1234")).toEqual({ ok: false, reason: "not_asked", triesLeft: 0 });
  for (let asked = 0; asked < 5; asked += 1) await ask();
  expect(await robot.beat({ sessionId: null })).not.toHaveProperty("presence");
  await ask();
  await expect(ask()).rejects.toThrow("rate_limited");
  expect(await prove(await show())).toMatchObject({ ok: true });
  await operator.as.mutation(api.sessions.close, { id: sessionId });
  await expect(ask()).rejects.toThrow("closed");
});

test("an admin may ask for it and no longer ask, the latter with a reason; whom it does not concern may not", async () => {
  const { people, sessionId, set, codes } = await guarded();
  await expect(set(false)).rejects.toThrow("requiresPresence");
  await set(false, "the arm stands in a cage");
  expect(await codes()).toEqual([]);
  await expect(people.viewer.as.mutation(api.sessions.askPresence, { id: sessionId })).rejects.toThrow("forbidden");
  await expect(people.viewer.as.mutation(api.sessions.provePresence, { id: sessionId, code: "1234" })).rejects.toThrow("forbidden");
});
