import { afterEach, expect, test, vi } from "vitest";

import { api } from "./_generated/api";
import { advance, apiKeyOf } from "./fixtures.testing";
import { codesOf, ready, refusalOf } from "./sessions.testing";

// A promotion that is bound to a number of actions, and the trial that a policy asks for first.

afterEach(() => void vi.useRealTimers());

type Ready = Awaited<ReturnType<typeof ready>>;

async function promoteWith({ people, sessionId }: Pick<Ready, "people" | "sessionId">, actionBudget?: number) {
  const { as } = people.operator;
  const { intent, version } = await as.mutation(api.sessions.requestIntent, { id: sessionId });
  return await as.mutation(api.sessions.promote, { id: sessionId, intent, version, actionBudget });
}

const asksFor = async ({ people, seeded }: Pick<Ready, "people" | "seeded">, trialActions: number | null, reason?: string) =>
  await people.admin.as.mutation(api.deployments.setPolicy, { id: seeded.deploymentId, policy: { trialActions }, reason });

/** The dry run that the next promote rests on. */
async function dryRun({ robot, sessionId }: Pick<Ready, "robot" | "sessionId">, steps: number, appliedSteps: number) {
  for (let index = 0; index < 3; index += 1) await robot.beat({ sessionId, steps: steps + 100 * index, appliedSteps });
}

test("the robot is told how many actions it may apply, and with the last of them the session is in its dry run", async () => {
  const it = await ready();
  const { robot, sessionId, operator } = it;
  expect(await promoteWith(it, 50)).toMatchObject({ ok: true });
  const promotedAt = Date.now();
  const told = await robot.beat({ sessionId, mode: "apply_actions", appliedSteps: 49 });
  expect(told.session).toMatchObject({ mode: "apply_actions", actionBudget: 50, modeSince: promotedAt });
  expect(await operator.as.query(api.sessions.get, { id: sessionId })).toMatchObject({ actions: { budget: 50, from: 0 } });
  const over = await robot.beat({ sessionId, mode: "apply_actions", appliedSteps: 50 });
  expect(over.session).toMatchObject({ mode: "dry_run", actionBudget: null, modeSince: Date.now() });
  expect(await operator.as.query(api.sessions.get, { id: sessionId })).toMatchObject({ actions: null, trialActions: 50 });
  const events = await operator.as.query(api.sessions.timeline, { id: sessionId });
  expect(events.at(-1)).toMatchObject({ kind: "session.demote", reason: "actions_ended", mode: "dry_run" });
  expect(events.at(-2)).toMatchObject({ kind: "session.promote", evidence: { actionBudget: 50 } });
  // Whoever promoted chose this end: nobody has to look at it.
  expect(await it.t.run((ctx) => ctx.db.query("incidents").collect())).toEqual([]);
});

test("the next promotion counts its own actions", async () => {
  const it = await ready();
  const { robot, sessionId } = it;
  await promoteWith(it, 50);
  await robot.beat({ sessionId, mode: "apply_actions", appliedSteps: 53 });
  await dryRun(it, 1_000, 53);
  expect(await promoteWith(it, 10)).toMatchObject({ ok: true });
  expect((await robot.beat({ sessionId, mode: "apply_actions", appliedSteps: 62 })).session).toMatchObject({ mode: "apply_actions" });
  expect((await robot.beat({ sessionId, mode: "dry_run", appliedSteps: 63 })).session).toMatchObject({ mode: "dry_run" });
});

test("a policy's trial comes first, and trouble takes back what it has shown", async () => {
  const it = await ready();
  const { people, robot, sessionId, operator } = it;
  await asksFor(it, 50);
  const readiness = () => operator.as.query(api.sessions.promoteReadiness, { id: sessionId, now: Date.now() });
  expect(await readiness()).toMatchObject({ ready: true, trial: { needed: 50, passed: 0 } });
  expect(codesOf(await promoteWith(it))).toEqual(["trial_missing"]);
  expect(codesOf(await promoteWith(it, 51))).toEqual(["trial_missing"]);
  expect(await promoteWith(it, 50)).toMatchObject({ ok: true });
  await robot.beat({ sessionId, mode: "apply_actions", appliedSteps: 50 });
  await dryRun(it, 1_000, 50);
  expect(await readiness()).toMatchObject({ ready: true, trial: { needed: 50, passed: 50 } });
  expect(await promoteWith(it)).toMatchObject({ ok: true });
  advance(5_000);
  await robot.beat({ sessionId, steps: 2_000, appliedSteps: 80 });
  await dryRun(it, 2_100, 80);
  expect(await readiness()).toMatchObject({ trial: { passed: 0 } });
  expect(codesOf(await promoteWith(it))).toEqual(["trial_missing"]);
  const apiKey = await apiKeyOf(people);
  const asked = { apiKey, sessionId, actionBudget: 20 };
  expect(await it.t.mutation(api.publicApi.promoteSession, { ...asked, actionBudget: 60 })).toMatchObject({
    ok: false,
    unmet: [{ code: "trial_missing", fix: "Promote with at most 50 actions, and let them end by themselves." }],
  });
  expect(await it.t.mutation(api.publicApi.promoteSession, asked)).toMatchObject({ ok: true, mode: "apply_actions" });
});

test.each([0, -1, 1.5, 1_000_001, Number.NaN, Infinity])("%d is no number of actions, and changes nothing", async (actionBudget) => {
  const it = await ready();
  const message = Number.isInteger(actionBudget) ? "Give a number from 1 to 1000000." : "Give a whole number of actions.";
  expect(await refusalOf(promoteWith(it, actionBudget))).toMatchObject({ code: "invalid", path: "$.actionBudget", message });
  expect(await it.operator.as.query(api.sessions.get, { id: it.sessionId })).toMatchObject({ mode: "dry_run", promotions: 0 });
});

test("to ask for no trial any more, or a shorter one, wants a reason", async () => {
  const it = await ready();
  await expect(asksFor(it, 0)).rejects.toThrow(/1 to 10000/);
  expect(await asksFor(it, 50)).toMatchObject({ lowered: [] });
  expect(await asksFor(it, 80)).toMatchObject({ lowered: [] });
  await expect(asksFor(it, 79)).rejects.toThrow(/Say why trialActions/);
  await expect(asksFor(it, null)).rejects.toThrow(/Say why trialActions/);
  expect(await asksFor(it, null, "tried enough")).toMatchObject({ lowered: ["trialActions"] });
});

/** Asked for by the operator, given by the admin. */
async function approve({ operator, admin, sessionId }: Ready, actionBudget?: number) {
  const { id, binding } = await operator.as.mutation(api.approvals.request, { sessionId, actionBudget, note: "" });
  await admin.as.mutation(api.approvals.approve, { id, binding });
  return id;
}

test("an approval of a trial serves for no more actions than it names, and its number stands in timeline, log and receipt", async () => {
  const it = await ready();
  const { people, seeded, sessionId, operator, admin, robot } = it;
  await admin.as.mutation(api.deployments.setPolicy, { id: seeded.deploymentId, policy: { requiresApproval: true } });
  const readiness = () => operator.as.query(api.sessions.promoteReadiness, { id: sessionId, now: Date.now() });
  const id = await approve(it, 50);
  expect(await operator.as.query(api.approvals.latest, { sessionId })).toMatchObject({
    id,
    evidence: { actionBudget: 50 },
    dissolved: false,
  });
  expect(await readiness()).toMatchObject({ ready: true, approvedActions: 50 });
  for (const more of [undefined, 51]) {
    expect(await promoteWith(it, more)).toMatchObject({
      ok: false,
      unmet: [{ code: "approval_missing", message: "The approval is for at most 50 actions." }],
    });
  }
  const apiKey = await apiKeyOf(people);
  expect(await it.t.mutation(api.publicApi.promoteSession, { apiKey, sessionId, actionBudget: 51 })).toMatchObject({ ok: false });
  expect(await promoteWith(it, 49)).toMatchObject({ ok: true });
  const events = await operator.as.query(api.sessions.timeline, { id: sessionId });
  expect(events.slice(-3).map(({ kind, evidence }) => [kind, evidence?.actionBudget])).toEqual([
    ["approval.request", 50],
    ["approval.approve", 50],
    ["session.promote", 49],
  ]);
  const log = await admin.as.query(api.audit.list, { targetId: sessionId, paginationOpts: { numItems: 10, cursor: null } });
  const told = log.page.filter(({ action }) => action.startsWith("approval.")).map(({ after }) => JSON.parse(after ?? "") as object);
  expect(told).toMatchObject([{ actionBudget: 50 }, { actionBudget: 50 }]);
  await robot.beat({ sessionId, mode: "apply_actions", appliedSteps: 49 });
  await dryRun(it, 1_000, 49);
  expect(await readiness()).toMatchObject({ ready: false, approvedActions: null });
});

test("an approval of any number of actions serves for each", async () => {
  const it = await ready();
  await it.admin.as.mutation(api.deployments.setPolicy, { id: it.seeded.deploymentId, policy: { requiresApproval: true } });
  await approve(it);
  expect(await promoteWith(it, 1_000)).toMatchObject({ ok: true });
});

test("who approved a small trial has not approved the larger one that is asked for next", async () => {
  const it = await ready();
  await it.admin.as.mutation(api.deployments.setPolicy, { id: it.seeded.deploymentId, policy: { requiresApproval: true } });
  await approve(it, 50);
  await it.operator.as.mutation(api.approvals.request, { sessionId: it.sessionId, actionBudget: 500 });
  expect(codesOf(await promoteWith(it, 50))).toEqual(["approval_missing"]);
});

test.each([0, 1.5, 1_000_001, Number.NaN])("%d is no number of actions to ask an approval for", async (actionBudget) => {
  const it = await ready();
  await expect(it.operator.as.mutation(api.approvals.request, { sessionId: it.sessionId, actionBudget })).rejects.toThrow(/actionBudget/);
  expect(await it.operator.as.query(api.approvals.latest, { sessionId: it.sessionId })).toBeNull();
});
