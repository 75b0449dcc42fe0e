import { afterEach, expect, test, vi } from "vitest";

import { api } from "./_generated/api";
import { advance, apiKeyOf, promote } from "./fixtures.testing";
import { codesOf, ready, refusalOf } from "./sessions.testing";

afterEach(() => void vi.useRealTimers());

async function start() {
  const world = await ready();
  const { people, sessionId, seeded } = world;
  const { robotId, deploymentId } = seeded;
  const { operator, admin, viewer } = people;
  const members = await admin.as.query(api.members.list, {});
  const memberId = (userId: string) => members.find((member) => member.userId === userId)?.id ?? Promise.reject(new Error("no member"));
  const control = () => viewer.as.query(api.control.get, { robotId });
  const take = (as: typeof admin, heldBy: string | null = null, reason?: string) =>
    as.as.mutation(api.control.take, { robotId, heldBy, ...(reason === undefined ? {} : { reason }) });
  const answer = (as: typeof admin, accept: boolean) => as.as.mutation(api.control.answer, { robotId, accept });
  const offerTo = async (userId: string, as = operator) => as.as.mutation(api.control.offer, { robotId, to: await memberId(userId) });
  const actions = async () => {
    const { page } = await viewer.as.query(api.audit.list, { targetId: robotId, paginationOpts: { numItems: 30, cursor: null } });
    return page.filter(({ action }) => action.startsWith("control.")).map(({ action, actor, reason }) => [action, actor.name, reason]);
  };
  const told = async (as: typeof admin, kind: string) =>
    (await as.as.query(api.notices.list, {})).notices.filter((notice) => notice.kind === kind).map(({ text }) => text);
  const promoteAs = async (as: typeof admin) => {
    const { intent, version } = await as.as.mutation(api.sessions.requestIntent, { id: sessionId });
    return await as.as.mutation(api.sessions.promote, { id: sessionId, intent, version });
  };
  const close = () => admin.as.mutation(api.sessions.close, { id: sessionId });
  return { ...world, robotId, deploymentId, memberId, control, take, answer, offerTo, actions, told, promoteAs, close };
}

test("who holds a robot alone promotes on it and gives it time; going back, stopping and closing stay everybody's", async () => {
  const { t, people, sessionId, operator, admin, viewer, take, control, promoteAs, close } = await start();
  await take(operator);
  expect(await control()).toEqual({ by: expect.objectContaining({ id: operator.userId }), since: Date.now() });
  const refused = await promoteAs(admin);
  expect(codesOf(refused)).toEqual(["held_by_other"]);
  const readiness = await admin.as.query(api.sessions.promoteReadiness, { id: sessionId, now: Date.now() });
  expect(readiness.unmet).toContainEqual({
    code: "held_by_other",
    message: "operator of Lab holds this robot.",
    fix: "Ask them to hand it over, or take it with a reason.",
  });
  const key = await apiKeyOf(people);
  const wired = await t.mutation(api.publicApi.promoteSession, { sessionId, apiKey: key });
  expect(codesOf(wired)).toContain("held_by_other");
  expect(await promoteAs(operator)).toMatchObject({ ok: true });
  const { version } = await viewer.as.query(api.sessions.get, { id: sessionId });
  const more = (as: typeof admin) => as.as.mutation(api.sessions.extendBudget, { id: sessionId, budgetSeconds: 60, version });
  expect(await refusalOf(more(admin))).toMatchObject({
    code: "conflict",
    reason: "held_by_other",
    message: "operator of Lab holds this robot.",
  });
  await more(operator);
  await viewer.as.mutation(api.sessions.stop, { id: sessionId });
  await viewer.as.mutation(api.sessions.demote, { id: sessionId });
  await close();
});

test("while nobody holds it, whoever may promote does", async () => {
  const { people, sessionId } = await start();
  expect(await promote(people, sessionId)).toMatchObject({ ok: true });
});

test("it is handed over by an offer that the other accepts, and is told of", async () => {
  const { operator, admin, viewer, take, offerTo, answer, control, told, actions, promoteAs } = await start();
  await take(operator);
  await offerTo(admin.userId);
  expect(await control()).toMatchObject({ by: { id: operator.userId }, offer: { to: { id: admin.userId }, until: Date.now() + 120_000 } });
  expect(await told(admin, "control.offered")).toEqual([
    "operator of Lab hands arm-1 to admin of Lab: accept within two minutes on its session's page.",
  ]);
  // Until then it is the offerer's.
  expect(codesOf(await promoteAs(admin))).toEqual(["held_by_other"]);
  expect(await refusalOf(answer(operator, true))).toMatchObject({ reason: "no_offer" });
  advance(119_999);
  await answer(admin, true);
  expect(await control()).toEqual({ by: expect.objectContaining({ id: admin.userId }), since: Date.now() });
  expect(codesOf(await promoteAs(operator))).toContain("held_by_other");
  expect(await actions()).toEqual([
    ["control.accept", "admin of Lab", null],
    ["control.offer", "operator of Lab", null],
    ["control.take", "operator of Lab", null],
  ]);
  expect(await refusalOf(offerTo(viewer.userId))).toMatchObject({ reason: "not_yours" });
});

test("an offer is declined, taken back, or too old after two minutes; it stays with who holds it", async () => {
  const { robotId, operator, admin, take, offerTo, answer, control } = await start();
  await take(operator);
  await offerTo(admin.userId);
  await answer(admin, false);
  expect(await control()).toEqual({ by: expect.objectContaining({ id: operator.userId }), since: expect.any(Number) });
  await offerTo(admin.userId);
  await operator.as.mutation(api.control.offer, { robotId, to: null });
  expect(await refusalOf(answer(admin, true))).toMatchObject({ reason: "no_offer" });
  await offerTo(admin.userId);
  advance(120_000);
  expect(await refusalOf(answer(admin, true))).toMatchObject({ reason: "offer_too_old" });
  expect(await control()).toMatchObject({ by: { id: operator.userId } });
});

test("it is offered to nobody who may not act, nor to oneself", async () => {
  const { operator, admin, viewer, memberId, take, offerTo } = await start();
  await take(admin);
  expect(await refusalOf(offerTo(viewer.userId, admin))).toMatchObject({ reason: "viewer" });
  expect(await refusalOf(offerTo(admin.userId, admin))).toMatchObject({ reason: "yours" });
  await admin.as.mutation(api.members.setLimits, { id: await memberId(operator.userId), limits: { robots: [] } });
  expect(await refusalOf(offerTo(operator.userId, admin))).toMatchObject({ reason: "limited" });
});

test("somebody else takes it only with a reason, from whom the page shows, and they are told", async () => {
  const { operator, admin, take, control, told, actions } = await start();
  await take(operator);
  expect(await refusalOf(take(admin, operator.userId))).toMatchObject({ code: "invalid", path: "$.reason" });
  expect(await refusalOf(take(admin, null, "she left"))).toMatchObject({ reason: "changed" });
  expect(await control()).toMatchObject({ by: { id: operator.userId } });
  await take(admin, operator.userId, "she left");
  expect(await control()).toMatchObject({ by: { id: admin.userId } });
  expect(await told(operator, "control.taken")).toEqual(["admin of Lab took over arm-1, which you held: she left"]);
  expect((await actions())[0]).toEqual(["control.take", "admin of Lab", "she left"]);
});

test("it is released by who holds it or an admin, and by nobody else", async () => {
  const { robotId, operator, admin, take, control } = await start();
  await take(admin);
  const release = (as: typeof admin) => as.as.mutation(api.control.release, { robotId });
  expect(await refusalOf(release(operator))).toMatchObject({ reason: "not_yours" });
  await release(admin);
  expect(await control()).toBeNull();
  await take(operator);
  await release(admin);
  expect(await control()).toBeNull();
  // Released twice is released once.
  await release(operator);
});

test("it ends with the last session on the robot, and cannot be taken without one", async () => {
  const { people, deploymentId, robotId, operator, admin, take, control, actions, close } = await start();
  const other = await operator.as.mutation(api.sessions.authorize, { deploymentId, robotId });
  await take(operator);
  await close();
  expect(await control()).toMatchObject({ by: { id: operator.userId } });
  await admin.as.mutation(api.sessions.close, { id: other.sessionId });
  expect(await people.viewer.as.query(api.control.get, { robotId })).toBeNull();
  expect((await actions())[0]).toEqual(["control.end", "clock", "No session is open on it"]);
  expect(await refusalOf(take(operator))).toMatchObject({ reason: "no_session" });
});

test.each(["viewer", "removed", "kept from this robot"])("it ends with the right to act: %s", async (how) => {
  const { operator, admin, robotId, memberId, take, control, actions } = await start();
  await take(operator);
  const id = await memberId(operator.userId);
  await admin.as.mutation(api.members.setLimits, { id, limits: { robots: [robotId] } });
  expect(await control()).toMatchObject({ by: { id: operator.userId } });
  if (how === "kept from this robot") await admin.as.mutation(api.members.setLimits, { id, limits: { robots: [] } });
  else if (how === "viewer") await admin.as.mutation(api.members.setRole, { id, role: "viewer" });
  else await admin.as.mutation(api.members.remove, { id });
  expect(await control()).toBeNull();
  expect((await actions())[0]).toEqual(["control.end", "admin of Lab", "May no longer act"]);
});
