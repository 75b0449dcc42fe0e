import { makeFunctionReference } from "convex/server";
import { afterEach, expect, test, vi } from "vitest";

import { api } from "./_generated/api";
import { apiKeyOf, readySession, seedOrganization, seedRobot, so101, startServer } from "./fixtures.testing";
import { insertKeptPicture } from "./cameras.testing";
import { insertIncident } from "./incidents.testing";
import { everything } from "./isolation.testing";

afterEach(() => void vi.useRealTimers());

async function twoOrganizations() {
  const t = startServer();
  const [ours, theirs] = [await seedOrganization(t, "Ours"), await seedOrganization(t, "Theirs")];
  const seeded = await seedRobot(t, theirs);
  const session = await readySession(t, theirs, seeded);
  const closed = await readySession(t, theirs, seeded);
  const { receiptId } = await theirs.operator.as.mutation(api.sessions.close, { id: closed.sessionId });
  if (receiptId === null) throw new Error("no receipt");
  const pairing = await theirs.operator.as.mutation(api.pairing.create, { robotId: seeded.robotId });
  const endpoint = await theirs.admin.as.mutation(api.inferenceEndpoints.register, { baseModel: "m", workerUrl: "https://w.example" });
  const approval = await theirs.operator.as.mutation(api.approvals.request, { sessionId: session.sessionId });
  const webhook = await theirs.admin.as.mutation(api.webhooks.create, { url: "https://hooks.example/", kinds: [] });
  await theirs.admin.as.mutation(api.webhooks.test, { id: webhook.id });
  const [delivery] = await theirs.admin.as.query(api.webhooks.deliveries, { id: webhook.id });
  const handover = await theirs.operator.as.mutation(api.handovers.leave, { note: "Arm 2 drops its part.", since: 0 });
  const incidentId = await insertIncident(t, theirs.organizationId, seeded.robotId);
  const keptPictureId = await insertKeptPicture(t, { ...theirs, robotId: seeded.robotId, sessionId: session.sessionId });
  const wallLink = await theirs.admin.as.mutation(api.wallLinks.create, { name: "hall", expiresAt: Date.now() + 3_600_000 });
  const invitation = await theirs.admin.as.mutation(api.invitations.create, { email: "x@theirs.example", role: "viewer" });
  const [key] = await (async () => {
    await apiKeyOf(theirs);
    return await theirs.admin.as.query(api.apiKeys.list, {});
  })();
  const [member] = await theirs.admin.as.query(api.members.list, {});
  if (key === undefined || member === undefined || delivery === undefined) throw new Error("not seeded");
  return {
    ...{ t, ours, theirs, seeded, pairing, handover, incidentId, keptPictureId, wallLink, invitation, key },
    sessionId: session.sessionId,
    receiptId,
    member,
    approval,
    endpoint,
    webhook,
    delivery,
  };
}

const page = { numItems: 50, cursor: null };
test("an admin of another organization reads nothing and changes nothing", async () => {
  const {
    t,
    ours,
    seeded,
    sessionId,
    receiptId,
    pairing,
    handover,
    incidentId,
    keptPictureId,
    wallLink,
    invitation,
    key,
    member,
    approval,
    endpoint,
    webhook,
    delivery,
  } = await twoOrganizations();
  const credentialId = await t.run(
    async (ctx) => (await ctx.db.query("robotCredentials").collect())[0]?._id ?? Promise.reject(new Error("no credential")),
  );
  const { robotId, robotSchemaId, deploymentId } = seeded;
  const me = ours.admin.as;
  const before = await everything(t);
  const refused = [
    me.query(api.robots.get, { id: robotId }),
    me.query(api.robotSchemas.get, { id: robotSchemaId }),
    me.query(api.deployments.get, { id: deploymentId }),
    me.query(api.sessions.get, { id: sessionId }),
    me.query(api.sessions.live, { id: sessionId }),
    me.query(api.sessions.timeline, { id: sessionId }),
    me.query(api.sessions.promoteReadiness, { id: sessionId, now: 0 }),
    me.query(api.receipts.get, { id: receiptId }),
    me.query(api.receipts.trend, { deploymentId }),
    me.query(api.receipts.lastGood, { id: receiptId }),
    me.query(api.receipts.sinceLastGood, { sessionId }),
    me.query(api.doctor.readiness, { deploymentId }),
    me.query(api.doctor.latest, { deploymentId }),
    ...[api.heartbeats.recent, api.heartbeats.minutes].map((read) => me.query(read, { robotId })),
    me.query(api.heartbeats.compared, { robotIds: [robotId], field: "batteryPct", since: 0, until: 60_000, isDrawn: true }),
    me.mutation(api.sessions.mark, { id: sessionId }),
    me.query(api.sessions.presence, { id: sessionId }),
    me.mutation(api.sessions.askPresence, { id: sessionId }),
    me.mutation(api.sessions.provePresence, { id: sessionId, code: "0000" }),
    me.mutation(api.robots.register, { name: "mine", robotSchemaId }),
    me.mutation(api.robots.retire, { id: robotId }),
    me.mutation(api.robots.setSchema, { id: robotId, robotSchemaId }),
    me.query(api.robotSchemas.diff, { from: robotSchemaId, to: robotSchemaId }),
    me.query(api.robotSchemas.usage, { id: robotSchemaId }),
    me.mutation(api.pairing.create, { robotId }),
    me.mutation(api.pairing.revoke, { id: pairing.id }),
    me.mutation(api.handovers.take, { id: handover.id }),
    me.query(api.incidents.list, { show: "all", paginationOpts: page, robotId }),
    me.mutation(api.incidents.note, { id: incidentId, robotId, note: "mine" }),
    me.mutation(api.incidents.settle, { id: incidentId, robotId, note: "mine" }),
    me.mutation(api.attention.take, { robotId, attendedBy: null }),
    me.mutation(api.attention.give, { robotId, attendedBy: null, to: member.id }),
    me.mutation(api.attention.done, { robotId }),
    me.query(api.control.get, { robotId }),
    me.mutation(api.control.take, { robotId, heldBy: null }),
    me.mutation(api.control.offer, { robotId, to: null }),
    me.mutation(api.control.answer, { robotId, accept: true }),
    me.mutation(api.control.release, { robotId }),
    me.query(api.cameras.list, { robotId }),
    me.query(api.cameras.newest, { robotId, camera: "front" }),
    me.mutation(api.cameras.look, { robotId }),
    me.query(api.cameras.ofSession, { id: sessionId }),
    me.query(api.cameras.kept, { id: keptPictureId }),
    me.query(api.watchers.list, { robotId }),
    me.mutation(api.watchers.tell, { robotId, tab: "t", device: "phone", isInSight: true }),
    me.mutation(api.watchers.leave, { robotId, tab: "t" }),
    me.query(api.pairing.words, { robotId }),
    me.mutation(api.pairing.agree, { robotId, credentialId }),
    me.mutation(api.pairing.differ, { robotId, credentialId }),
    me.mutation(api.deployments.create, { name: "d", modelId: "m", robotSchemaId }),
    me.mutation(api.doctor.run, { deploymentId }),
    me.action(api.doctor.check, { deploymentId }),
    me.action(api.inferenceEndpoints.check, { id: endpoint.id }),
    me.mutation(api.inferenceEndpoints.remove, { id: endpoint.id }),
    me.mutation(api.deployments.setPolicy, { id: deploymentId, policy: { minDryRunSteps: 1 }, reason: "x" }),
    me.query(api.approvals.latest, { sessionId }),
    me.mutation(api.approvals.request, { sessionId }),
    me.mutation(api.approvals.approve, { id: approval.id, binding: approval.binding }),
    me.mutation(api.approvals.decline, { id: approval.id }),
    me.mutation(api.sessions.authorize, { deploymentId, robotId }),
    me.mutation(api.sessions.requestIntent, { id: sessionId }),
    me.mutation(api.sessions.promote, { id: sessionId, intent: "x", version: 2 }),
    me.mutation(api.sessions.demote, { id: sessionId }),
    me.mutation(api.sessions.stop, { id: sessionId }),
    me.mutation(api.sessions.extendBudget, { id: sessionId, budgetSeconds: 60, version: 2 }),
    me.mutation(api.sessions.close, { id: sessionId }),
    me.mutation(api.sessions.keepSamples, { id: sessionId }),
    me.mutation(api.sessions.releaseSamples, { id: sessionId }),
    me.query(api.sessions.samples, { id: sessionId, paginationOpts: page }),
    me.query(api.messages.list, { id: sessionId, order: "desc" }),
    me.mutation(api.receipts.review, { id: receiptId, verdict: "bad" }),
    me.mutation(api.reviews.undo, { receiptId }),
    me.mutation(api.reviews.resolve, { receiptId, verdict: "good", note: "x" }),
    me.mutation(api.reviews.overrule, { receiptId, verdict: "good", note: "x" }),
    me.query(api.reviews.history, { receiptId }),
    me.mutation(api.members.setRole, { id: member.id, role: "viewer" }),
    me.mutation(api.members.remove, { id: member.id }),
    me.mutation(api.secondFactor.reset, { id: member.id }),
    me.mutation(api.invitations.revoke, { id: invitation.id }),
    me.mutation(api.wallLinks.revoke, { id: wallLink.id }),
    me.mutation(api.apiKeys.setLimits, { id: key.id, limits: {} }),
    me.mutation(api.apiKeys.revoke, { id: key.id }),
    me.mutation(api.webhooks.update, { id: webhook.id, kinds: [] }),
    me.mutation(api.webhooks.rotateSecret, { id: webhook.id }),
    me.mutation(api.webhooks.remove, { id: webhook.id }),
    me.mutation(api.webhooks.test, { id: webhook.id }),
    me.query(api.webhooks.deliveries, { id: webhook.id }),
    me.mutation(api.webhooks.replay, { id: delivery.id }),
  ];
  for (const result of await Promise.allSettled(refused)) {
    expect(String(result.status === "rejected" ? result.reason : "")).toMatch(/not_found/);
  }
  expect(await me.query(api.pairing.watch, { id: pairing.id })).toBeNull();
  expect(await me.query(api.robots.status, { robotId })).toEqual([]);
  expect(await everything(t)).toBe(before);
});

test("no list of another organization shows anything", async () => {
  const { ours, seeded, sessionId } = await twoOrganizations();
  const me = ours.admin.as;
  const { robotId, deploymentId } = seeded;
  const lists = await Promise.all([
    me.query(api.robots.list, { includeRetired: true }),
    me.query(api.robots.status, {}),
    me.query(api.robots.states, { pass: await me.query(api.robots.watchPass, {}), robotIds: [robotId] }),
    me.query(api.robotSchemas.list, {}),
    me.query(api.deployments.list, {}),
    me.query(api.apiKeys.list, {}),
    me.query(api.wallLinks.list, {}),
    me.query(api.invitations.list, {}),
    me.query(api.webhooks.list, {}),
    me.query(api.inferenceEndpoints.list, {}),
    me.query(api.approvals.waiting, { now: 0 }),
    me.query(api.pairing.open, {}),
    me.query(api.handovers.list, {}),
    me.query(api.reviews.disagreements, { state: "disputed" }),
    me.query(api.receipts.checkpoints, {}),
  ]);
  expect(lists).toEqual(lists.map(() => []));
  const pages = await Promise.all([
    me.query(api.sessions.list, { paginationOpts: page }),
    me.query(api.sessions.list, { paginationOpts: page, robotId }),
    me.query(api.sessions.list, { paginationOpts: page, deploymentId }),
    me.query(api.receipts.list, { paginationOpts: page }),
    me.query(api.receipts.list, { paginationOpts: page, robotId }),
    me.query(api.receipts.list, { paginationOpts: page, verdict: "none" }),
    me.query(api.audit.list, { paginationOpts: page, targetId: sessionId }),
    me.query(api.incidents.list, { show: "all", paginationOpts: page }),
    me.query(api.incidents.list, { show: "open", paginationOpts: page }),
    me.query(api.incidents.list, { show: "moving", paginationOpts: page }),
  ]);
  for (const { page: rows } of pages) expect(rows).toEqual([]);
  expect((await me.query(api.receipts.chain, {})).head).toBeNull();
  const today = Math.floor(Date.now() / 86_400_000) * 86_400_000;
  const days = { from: today - 86_400_000, to: today + 86_400_000, per: "day" as const, cursor: null };
  const sums = await Promise.all([
    me.query(api.trends.part, { ...days, groupBy: "nothing" }),
    me.query(api.trends.part, { ...days, groupBy: "robot", robotId }),
    me.query(api.trends.part, { ...days, groupBy: "deployment", deploymentId }),
    me.query(api.trends.part, { ...days, groupBy: "model", modelId: "pi0.5" }),
  ]);
  for (const { points, names, isCounting } of sums)
    expect({ points, names, isCounting }).toEqual({ points: [], names: [], isCounting: false });
  expect((await me.query(api.members.list, {})).map((member) => member.name)).not.toContain("admin of Theirs");
});

test("keys and robots of one organization cannot act in another", async () => {
  const { t, ours, theirs, seeded, sessionId, receiptId } = await twoOrganizations();
  const ourKey = await apiKeyOf(ours, "admin");
  const ourRobot = await seedRobot(t, ours, so101, "arm-ours");
  const theirSecond = await seedRobot(t, theirs, so101, "arm-2");
  const { robotId, deploymentId } = seeded;
  const before = await everything(t);
  const calls: [string, Record<string, unknown>][] = [
    ["heartbeatRobot", { robotId, seq: 1 }],
    ["promoteSession", { sessionId }],
    ["stopSession", { sessionId }],
    ["closeSession", { sessionId }],
    ["renewGrant", { sessionId }],
    ["reportRunSummary", { sessionId, summary: { ok: true, steps: 0, appliedSteps: 0, safeStops: 0, errors: [] } }],
    ["authorizeSession", { robotId, deploymentId }],
  ];
  for (const apiKey of [ourKey, ourRobot.credential, theirSecond.credential]) {
    for (const [name, args] of calls) {
      const call = t.mutation(makeFunctionReference<"mutation">(`publicApi:${name}`), { ...args, apiKey });
      await expect(call, name).rejects.toThrow(/not_found/);
    }
    await expect(t.query(api.publicApi.watchRobot, { apiKey, robotId })).rejects.toThrow(/not_found/);
  }
  await expect(t.query(api.publicApi.getReceipt, { apiKey: ourKey, receiptId })).rejects.toThrow(/not_found/);
  expect(await t.query(api.publicApi.getReceiptChain, { apiKey: ourKey })).toMatchObject({ receipts: [], head: null, checkpoint: null });
  expect(await t.query(api.publicApi.listInferenceSessions, { apiKey: theirSecond.credential })).toEqual({ ok: true, sessions: [] });
  expect(await everything(t)).toBe(before);
});
