import { afterEach, expect, test, vi } from "vitest";

import { api } from "./_generated/api";
import { advance, promote, readySession, seedOrganization, seedRobot } from "./fixtures.testing";
import { ready, refusalOf } from "./sessions.testing";

// What a request for an approval and its answer are, what is kept of them, and which are refused.

afterEach(() => void vi.useRealTimers());

async function asked(note?: string) {
  const found = await ready();
  const { operator, sessionId } = found;
  const request = await operator.as.mutation(api.approvals.request, { sessionId, ...(note === undefined ? {} : { note }) });
  const entries = async () =>
    (await operator.as.query(api.audit.list, { targetId: sessionId, paginationOpts: { numItems: 50, cursor: null } })).page;
  const by = (role: "operator" | "admin") => ({ kind: "operator" as const, id: found.people[role].userId, name: `${role} of Lab` });
  return { ...found, request, entries, by };
}

const refused = (reason: string, message: string) => ({ code: "conflict", reason, message });

test("a request is told whole, and stands in the timeline and in the log", async () => {
  const { sessionId, operator, request, entries, by } = await asked("pick demo");
  const now = Date.now();
  expect(request.expiresAt).toBe(now + 600_000);
  const { evidence } = await operator.as.query(api.sessions.promoteReadiness, { id: sessionId, now });
  expect(await operator.as.query(api.approvals.latest, { sessionId })).toEqual({
    ...{ id: request.id, sessionId, binding: request.binding, evidence: { ...evidence, decidedAt: now, actionBudget: null } },
    ...{ requestedBy: by("operator"), requestedAt: now, expiresAt: request.expiresAt, note: "pick demo", decision: null, dissolved: false },
  });
  const events = await operator.as.query(api.sessions.timeline, { id: sessionId });
  expect(events.at(-1)).toMatchObject({
    at: now,
    kind: "approval.request",
    actor: by("operator"),
    mode: "dry_run",
    version: 2,
    reason: "pick demo",
    evidence: { ...evidence, decidedAt: now, actionBudget: null },
  });
  const [entry] = await entries();
  expect(entry).toMatchObject({
    at: now,
    action: "approval.request",
    actor: by("operator"),
    targetKind: "session",
    targetId: sessionId,
    targetName: "arm-1 · pi0.5",
    before: null,
    reason: "pick demo",
  });
  expect(JSON.parse(entry?.after ?? "")).toEqual({
    ...{ approvalId: request.id, binding: request.binding, expiresAt: request.expiresAt },
    actionBudget: null,
  });
});

test.each([
  ["approve", true],
  ["decline", false],
] as const)("to %s is told whole, and stands in the timeline and in the log, with its reason or none", async (verb, approved) => {
  const { sessionId, operator, admin, request, entries, by } = await asked();
  expect((await entries())[0]).toMatchObject({ action: "approval.request", reason: null });
  const answer = verb === "approve" ? { id: request.id, binding: request.binding, reason: "seen" } : { id: request.id, reason: "seen" };
  advance(1_000);
  const now = Date.now();
  const told = await admin.as.mutation(verb === "approve" ? api.approvals.approve : api.approvals.decline, answer as never);
  const decision = { by: by("admin"), at: now, approved, reason: "seen" };
  expect(told).toMatchObject({ id: request.id, decision, note: "", dissolved: false });
  expect(await operator.as.query(api.approvals.latest, { sessionId })).toEqual(told);
  expect((await operator.as.query(api.sessions.timeline, { id: sessionId })).at(-1)).toMatchObject({
    kind: `approval.${verb}`,
    actor: by("admin"),
    reason: "seen",
  });
  const [entry] = await entries();
  expect(entry).toMatchObject({ action: `approval.${verb}`, reason: "seen" });
  expect(JSON.parse(entry?.after ?? "")).toEqual({ approvalId: request.id, binding: request.binding, actionBudget: null });
});

test("what cannot be a note or a reason is named", async () => {
  const { sessionId, operator, admin, request } = await asked();
  const long = "x".repeat(501);
  expect(await refusalOf(operator.as.mutation(api.approvals.request, { sessionId, note: long }))).toMatchObject({
    code: "invalid",
    path: "$.note",
  });
  expect(await refusalOf(admin.as.mutation(api.approvals.decline, { id: request.id, reason: long }))).toMatchObject({
    code: "invalid",
    path: "$.reason",
  });
  expect(await admin.as.mutation(api.approvals.decline, { id: request.id })).toMatchObject({ decision: { approved: false, reason: "" } });
});

test("each refusal says which it is, to a program and to a person", async () => {
  const { t, seeded, sessionId, robot, operator, admin, request } = await asked();
  const { id } = request;
  const approve = (as = admin.as, of: { id: typeof id; binding: string } = request) =>
    refusalOf(as.mutation(api.approvals.approve, { id: of.id, binding: of.binding }));
  expect(await approve(operator.as)).toEqual(refused("own_request", "Nobody approves their own request."));
  expect(await approve(admin.as, { id, binding: "another" })).toEqual(
    refused("not_what_you_saw", "This is not the request that you saw. Look again."),
  );
  advance(600_000);
  expect(await approve()).toEqual(refused("expired", "This request is older than ten minutes."));
  await robot.beat({ sessionId, state: "fault" });
  const anew = await operator.as.mutation(api.approvals.request, { sessionId });
  await t.run((ctx) => ctx.db.patch("robots", seeded.robotId, { calibrationId: "cal-2" }));
  expect(await approve(admin.as, anew)).toEqual(refused("dissolved", "Something changed since the request. Ask for a new one."));
  const third = await operator.as.mutation(api.approvals.request, { sessionId });
  await admin.as.mutation(api.approvals.decline, { id: third.id });
  expect(await approve(admin.as, third)).toEqual(refused("decided", "This request was decided already."));
  await t.run((ctx) => ctx.db.delete("approvals", third.id));
  expect(await approve(admin.as, third)).toEqual({ code: "not_found", what: "approval" });
});

test("only a dry run can be asked for", async () => {
  const { people, sessionId, operator } = await ready();
  const ask = () => refusalOf(operator.as.mutation(api.approvals.request, { sessionId }));
  await promote(people, sessionId);
  const notDry = refused("not_dry_run", "Only a dry run can be approved to be promoted.");
  expect(await ask()).toEqual(notDry);
  await operator.as.mutation(api.sessions.close, { id: sessionId });
  expect(await ask()).toEqual(notDry);
});

test("what waits is told soonest end first, without what ended or was decided, and says what has dissolved", async () => {
  const { t, people, sessionId, operator, admin, viewer } = await ready();
  expect(await operator.as.query(api.approvals.latest, { sessionId })).toBeNull();
  const other = await seedRobot(t, people, undefined, "arm-2");
  const second = await readySession(t, people, other);
  const ask = async (id: typeof sessionId) => (await operator.as.mutation(api.approvals.request, { sessionId: id })).id;
  const ended = await ask(sessionId);
  advance(300_000);
  const declined = await ask(sessionId);
  await admin.as.mutation(api.approvals.decline, { id: declined });
  const later = await ask(second.sessionId);
  advance(1_000);
  const last = await ask(sessionId);
  const waiting = async (now = Date.now()) =>
    (await viewer.as.query(api.approvals.waiting, { now })).map(({ id, dissolved }) => [id, dissolved]);
  expect(await waiting()).toEqual([
    [ended, false],
    [later, false],
    [last, false],
  ]);
  expect(await waiting(Date.now() + 299_000)).toEqual([
    [later, false],
    [last, false],
  ]);
  await t.run((ctx) => ctx.db.patch("robots", other.robotId, { calibrationId: "cal-2" }));
  expect(await waiting(Date.now() + 299_000)).toEqual([
    [later, true],
    [last, false],
  ]);
  expect(await operator.as.query(api.approvals.latest, { sessionId })).toMatchObject({ id: last });
});

test("a request of another organization is none", async () => {
  const { t, request } = await asked();
  const stranger = (await seedOrganization(t, "Theirs")).admin;
  expect(await refusalOf(stranger.as.mutation(api.approvals.decline, { id: request.id }))).toEqual({ code: "not_found", what: "approval" });
});

test("a request keeps when who asked proved to stand at the robot", async () => {
  const { t, sessionId, operator, by } = await asked();
  const at = Date.now();
  const presenceId = await t.run((ctx) =>
    ctx.db.insert("presenceChallenges", {
      sessionId,
      askedBy: by("operator"),
      askedAt: at,
      expiresAt: at + 60_000,
      codeHash: null,
      shownAt: at,
      wrong: 0,
      proof: { by: by("operator"), at },
      usedAt: null,
    }),
  );
  await t.run((ctx) => ctx.db.patch("sessions", sessionId, { presenceId }));
  await operator.as.mutation(api.approvals.request, { sessionId });
  expect(await operator.as.query(api.approvals.latest, { sessionId })).toMatchObject({ evidence: { presenceProvenAt: at } });
});
