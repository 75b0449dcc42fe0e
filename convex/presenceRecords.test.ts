import { afterEach, expect, test, vi } from "vitest";

import { api } from "./_generated/api";
import type { MutationCtx } from "./_generated/server";
import type { Doc } from "./_generated/dataModel";
import { promote } from "./fixtures.testing";
import * as Presence from "./model/sessions/presence";
import { presenceLifeMs, proofLifeMs } from "./model/sessions/presenceRule";
import { ready, refusalOf } from "./sessions.testing";

// What each step of a code at the robot is refused for, draws and writes.

afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

async function asked() {
  const found = await ready();
  const { t, people, operator, sessionId } = found;
  const actor = { kind: "operator" as const, id: people.operator.userId, name: "operator of Lab" };
  const me = { organizationId: people.organizationId, actor };
  const ask = (id = sessionId) => operator.as.mutation(api.sessions.askPresence, { id });
  const inSession = <Value>(work: (ctx: MutationCtx, session: Doc<"sessions">) => Promise<Value>): Promise<Value> =>
    t.run(async (ctx) => {
      const session = await ctx.db.get("sessions", sessionId);
      if (session === null) throw new Error("no session");
      return await work(ctx as unknown as MutationCtx, session);
    });
  const told = (shown: string | null, now = Date.now()) => inSession((ctx, session) => Presence.tellRobot(ctx, session, shown, now));
  const row = () => inSession((ctx, session) => Presence.challengeOf(ctx, session));
  const look = () => operator.as.query(api.sessions.presence, { id: sessionId });
  return { ...found, actor, me, ask, told, row, look, inSession };
}

test("why no code can be asked for is told: the session is over, has no robot, or applies already", async () => {
  const { t, people, seeded, operator, sessionId, ask, look } = await asked();
  expect(await look()).toBeNull();
  await t.run((ctx) => ctx.db.patch("sessions", sessionId, { robotId: null }));
  expect(await refusalOf(ask())).toMatchObject({ code: "conflict", reason: "no_robot", message: "The session has no robot." });
  await t.run((ctx) => ctx.db.patch("sessions", sessionId, { robotId: seeded.robotId }));
  expect(await promote(people, sessionId)).toMatchObject({ ok: true });
  expect(await refusalOf(ask())).toMatchObject({ code: "conflict", reason: "not_dry_run", message: "Actions are applied already." });
  await operator.as.mutation(api.sessions.close, { id: sessionId });
  expect(await refusalOf(ask())).toMatchObject({ code: "conflict", reason: "closed", message: "The session is closed." });
});

test("a code has four digits, each as likely: what lies beyond the last whole ten thousand is drawn again", async () => {
  const { ask, told } = await asked();
  await ask();
  const drawn: number[] = [];
  const draw = crypto.getRandomValues.bind(crypto);
  vi.spyOn(crypto, "getRandomValues").mockImplementation((values) => {
    if (!(values instanceof Uint16Array)) return draw(values);
    values[0] = drawn.shift() ?? 0;
    return values;
  });
  drawn.push(7, 65_535, 60_000, 59_998);
  expect((await told(null))?.code).toBe("0007");
  expect((await told(null))?.code).toBe("9998");
});

test("a robot is told a code until it says that it shows one, and none after the time of it", async () => {
  const { ask, told, row } = await asked();
  await ask();
  const { _id: id = "", expiresAt = 0 } = (await row()) ?? {};
  // It cannot show what it was never told.
  expect(await told(id)).toMatchObject({ id, expiresAt });
  expect(await told(null, expiresAt - 1)).not.toBeNull();
  expect(await told(null, expiresAt)).toBeNull();
  expect(await told(id, expiresAt - 1)).toBeNull();
  expect(await row()).toMatchObject({ shownAt: expiresAt - 1 });
  expect(await told(null, expiresAt - 1)).toBeNull();
});

test("the codes of one session do not use up another's", async () => {
  const { seeded, operator, ask } = await asked();
  const { sessionId: other } = await operator.as.mutation(api.sessions.authorize, {
    deploymentId: seeded.deploymentId,
    robotId: seeded.robotId,
  });
  for (let index = 0; index < 6; index += 1) await ask();
  expect(await refusalOf(ask())).toMatchObject({ code: "rate_limited" });
  expect(await ask(other)).toMatchObject({ expiresAt: Date.now() + presenceLifeMs });
});

test("each try and each proof is in the log, and a proof holds for its time, once", async () => {
  const { people, operator, sessionId, actor, me, ask, told, row, look, inSession } = await asked();
  await ask();
  const code = (await told(null))?.code ?? "";
  await told((await row())?._id ?? "");
  const wrong = code === "0000" ? "0001" : "0000";
  await operator.as.mutation(api.sessions.provePresence, { id: sessionId, code: wrong });
  const now = Date.now();
  expect(await inSession((ctx) => Presence.prove(ctx, me, { id: sessionId, code }, now))).toEqual({ ok: true, until: now + proofLifeMs });
  const { page } = await people.admin.as.query(api.audit.list, { targetId: sessionId, paginationOpts: { numItems: 50, cursor: null } });
  expect(page.slice(0, 2)).toMatchObject([
    { action: "session.provePresence", after: null },
    { action: "session.mistypeCode", after: JSON.stringify({ triesLeft: 2 }) },
  ]);
  expect(await look()).toMatchObject({ triesLeft: 2, proof: { at: now, until: now + proofLifeMs }, usedAt: null });
  const provenAt = (at: number) => inSession((ctx, session) => Presence.provenAt(ctx, session, actor, at));
  expect(await provenAt(now + proofLifeMs - 1)).toBe(now);
  expect(await provenAt(now + proofLifeMs)).toBeNull();
  for (const at of [now + 5, now + 9]) await inSession((ctx, session) => Presence.useUp(ctx, session, at));
  expect(await row()).toMatchObject({ usedAt: now + 5 });
  expect(await provenAt(now + 10)).toBeNull();
});
