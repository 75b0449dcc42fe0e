import { afterEach, expect, test, vi } from "vitest";

import { api } from "./_generated/api";
import { advance, apiKeyOf, promote, readySession, seedOrganization, seedRobot, startServer } from "./fixtures.testing";

afterEach(() => void vi.useRealTimers());

async function strict() {
  const t = startServer();
  const people = await seedOrganization(t);
  const seeded = await seedRobot(t, people);
  await people.admin.as.mutation(api.deployments.setPolicy, { id: seeded.deploymentId, policy: { requiresApproval: true } });
  const session = await readySession(t, people, seeded);
  return { t, people, seeded, ...session, ...people };
}

const codes = (answer: Awaited<ReturnType<typeof promote>>) => (answer.ok ? [] : answer.unmet.map(({ code }) => code));

test("without the second operator a promote reports approval_missing, with them it goes", async () => {
  const { people, sessionId, operator, admin } = await strict();
  expect(codes(await promote(people, sessionId))).toEqual(["approval_missing"]);
  const { id, binding } = await operator.as.mutation(api.approvals.request, { sessionId, note: "pick demo" });
  expect(codes(await promote(people, sessionId))).toEqual(["approval_missing"]);
  await expect(operator.as.mutation(api.approvals.approve, { id, binding })).rejects.toThrow(/own_request/);
  await expect(admin.as.mutation(api.approvals.approve, { id, binding: "x" })).rejects.toThrow(/not_what_you_saw/);
  expect(await admin.as.query(api.approvals.waiting, { now: Date.now() })).toMatchObject([{ id, dissolved: false }]);
  expect(await admin.as.mutation(api.approvals.approve, { id, binding })).toMatchObject({ decision: { approved: true } });
  expect(await admin.as.query(api.approvals.waiting, { now: Date.now() })).toEqual([]);
  const { intent, version } = await admin.as.mutation(api.sessions.requestIntent, { id: sessionId });
  expect(codes(await admin.as.mutation(api.sessions.promote, { id: sessionId, intent, version }))).toEqual(["approval_missing"]);
  expect(await promote(people, sessionId)).toMatchObject({ ok: true });
  const kinds = (await operator.as.query(api.sessions.timeline, { id: sessionId })).map((event) => event.kind);
  expect(kinds.slice(-3)).toEqual(["approval.request", "approval.approve", "session.promote"]);
});

test("the approval is spent by the promote, and gone with any change or ten minutes", async () => {
  const { t, people, seeded, sessionId, robot, operator, admin } = await strict();
  const approve = async () => {
    const { id, binding } = await operator.as.mutation(api.approvals.request, { sessionId });
    await admin.as.mutation(api.approvals.approve, { id, binding });
    return id;
  };
  await approve();
  expect(await promote(people, sessionId)).toMatchObject({ ok: true });
  await operator.as.mutation(api.sessions.demote, { id: sessionId });
  for (let index = 0; index < 5; index += 1) await robot.beat({ sessionId });
  expect(codes(await promote(people, sessionId))).toEqual(["approval_missing"]);

  const changes: (() => Promise<unknown>)[] = [
    () => operator.as.mutation(api.doctor.run, { deploymentId: seeded.deploymentId }),
    () => admin.as.mutation(api.deployments.setPolicy, { id: seeded.deploymentId, policy: { minDryRunSteps: 101 } }),
    () => t.run((ctx) => ctx.db.patch("robots", seeded.robotId, { calibrationId: "cal-2" })),
    () => robot.beat({ sessionId, state: "fault" }),
  ];
  for (const change of changes) {
    await approve();
    expect(await operator.as.query(api.approvals.latest, { sessionId })).toMatchObject({ dissolved: false });
    await change();
    expect(await operator.as.query(api.approvals.latest, { sessionId })).toMatchObject({ dissolved: true });
    expect(codes(await promote(people, sessionId))).toContain("approval_missing");
  }
  await approve();
  advance(600_000);
  const late = await promote(people, sessionId);
  expect(late.ok ? "" : late.unmet.find(({ code }) => code === "approval_missing")?.message).toMatch(/ten minutes/);
});

test("more steps of the same dry run keep the approval, and declining ends it", async () => {
  const { people, sessionId, robot, operator, admin } = await strict();
  const { id, binding } = await operator.as.mutation(api.approvals.request, { sessionId });
  await robot.beat({ sessionId, inferenceMs: 33 });
  await admin.as.mutation(api.approvals.approve, { id, binding });
  await robot.beat({ sessionId });
  expect(await operator.as.query(api.approvals.latest, { sessionId })).toMatchObject({ dissolved: false });
  await admin.as.mutation(api.approvals.decline, { id, reason: "a person is in the cell" });
  expect(codes(await promote(people, sessionId))).toEqual(["approval_missing"]);
  await expect(admin.as.mutation(api.approvals.approve, { id, binding })).rejects.toThrow(/decided/);
});

test("nobody approves their own promote by way of a key", async () => {
  const { t, people, sessionId, operator, admin } = await strict();
  const apiKey = await apiKeyOf(people, "operator");
  const { id, binding } = await operator.as.mutation(api.approvals.request, { sessionId });
  await admin.as.mutation(api.approvals.approve, { id, binding });
  expect(await t.mutation(api.publicApi.promoteSession, { apiKey, sessionId })).toMatchObject({
    ok: false,
    unmet: [{ code: "approval_missing", message: expect.stringMatching(/own promote/) as string }],
  });
});

test("a policy binds steps and budgets, and the log marks what was lowered", async () => {
  const { people, seeded, sessionId, operator, admin } = await strict();
  const { deploymentId: id } = seeded;
  const set = (policy: object, reason?: string) => admin.as.mutation(api.deployments.setPolicy, { id, policy, reason });
  await expect(set({ requiresApproval: false })).rejects.toThrow(/Say why requiresApproval/);
  expect(await set({ requiresApproval: false, minDryRunSteps: 1_000 }, "alone tonight")).toMatchObject({ lowered: ["requiresApproval"] });
  expect(codes(await promote(people, sessionId))).toEqual(["not_enough_steps"]);
  await expect(set({ defaultBudgetSeconds: 700, maxBudgetSeconds: 60 })).rejects.toThrow(/may not exceed/);
  await set({ minDryRunSteps: 10, defaultBudgetSeconds: 30, maxBudgetSeconds: 60 }, "short runs");
  await expect(promote(people, sessionId, 61)).rejects.toThrow(/10 to 60/);
  expect(await promote(people, sessionId)).toMatchObject({ ok: true, budgetEndsAt: Date.now() + 30_000 });
  const { version } = await operator.as.query(api.sessions.get, { id: sessionId });
  const extend = (budgetSeconds: number) => operator.as.mutation(api.sessions.extendBudget, { id: sessionId, budgetSeconds, version });
  await expect(extend(61)).rejects.toThrow(/10 to 60/);
  expect(await extend(60)).toMatchObject({ budgetEndsAt: Date.now() + 60_000 });
  expect(await operator.as.query(api.deployments.get, { id })).toMatchObject({ loweredGuards: ["minDryRunSteps"] });
  const log = await admin.as.query(api.audit.list, { paginationOpts: { numItems: 20, cursor: null }, targetId: id });
  expect(log.page.filter((entry) => entry.action === "deployment.lowerGuard").map((entry) => entry.reason)).toEqual([
    "short runs",
    "alone tonight",
  ]);
});
