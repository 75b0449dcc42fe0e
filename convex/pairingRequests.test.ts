import { afterEach, expect, test, vi } from "vitest";

import { api } from "./_generated/api";
import { advance, seedOrganization, seedRobot, startServer } from "./fixtures.testing";

afterEach(() => void vi.useRealTimers());

async function start() {
  const t = startServer();
  const people = await seedOrganization(t);
  const { robotId } = await seedRobot(t, people);
  const asked = await t.mutation(api.publicApi.startPairingRequest, { hostname: "edge-7", agentVersion: "1.2" });
  if (!asked.ok) throw new Error(asked.reason);
  const poll = () => t.mutation(api.publicApi.pollPairingRequest, { requestCode: asked.requestCode });
  return { t, people, robotId, userCode: asked.userCode, requestCode: asked.requestCode, poll, as: people.operator.as };
}

test("a machine whose code a person approves for a robot gets one token, and claims it as any other", async () => {
  const { t, robotId, userCode, poll, as } = await start();
  expect(await poll()).toEqual({ ok: false, reason: "pending" });
  expect(await as.query(api.pairing.request, { userCode: ` ${userCode.toLowerCase()}` })).toMatchObject({
    hostname: "edge-7",
    agentVersion: "1.2",
    state: "open",
  });
  await as.mutation(api.pairing.approveRequest, { userCode, robotId });
  const answer = await poll();
  if (!answer.ok) throw new Error(answer.reason);
  expect(await poll()).toEqual({ ok: false, reason: "used" });
  await expect(as.mutation(api.pairing.denyRequest, { userCode })).rejects.toThrow(/used/);
  expect(await t.mutation(api.publicApi.claimPairingToken, { token: answer.token, hostname: "edge-7" })).toMatchObject({
    ok: true,
    robotId,
  });
  const { page } = await as.query(api.audit.list, { paginationOpts: { numItems: 3, cursor: null } });
  expect(page.map(({ action }) => action)).toEqual(["pairing.claim", "pairing.create", "pairing.approve"]);
  expect(JSON.stringify(page)).not.toContain(answer.token);
});

test("the token that it gets is gone a minute later", async () => {
  const { t, robotId, userCode, poll, as } = await start();
  await as.mutation(api.pairing.approveRequest, { userCode, robotId });
  const answer = await poll();
  if (!answer.ok) throw new Error(answer.reason);
  advance(61_000);
  expect(await t.mutation(api.publicApi.claimPairingToken, { token: answer.token })).toMatchObject({ ok: false, reason: "expired" });
});

test("denied, expired and unknown can be told apart, and nothing of a refused approval stays", async () => {
  const { t, userCode, poll, as } = await start();
  await as.mutation(api.pairing.denyRequest, { userCode });
  expect(await poll()).toEqual({ ok: false, reason: "denied" });
  expect(await t.mutation(api.publicApi.pollPairingRequest, { requestCode: "ask_x" })).toEqual({ ok: false, reason: "unknown" });
  expect(await as.query(api.pairing.request, { userCode: "BCDF-GHJK" })).toBeNull();
  const other = await start();
  const stranger = await seedOrganization(other.t, "Other");
  const { robotId: foreign } = await seedRobot(other.t, stranger);
  await expect(other.as.mutation(api.pairing.approveRequest, { userCode: other.userCode, robotId: foreign })).rejects.toThrow(/not_found/);
  expect(await other.poll()).toEqual({ ok: false, reason: "pending" });
  advance(600_000);
  expect(await other.poll()).toEqual({ ok: false, reason: "expired" });
  await expect(other.as.mutation(api.pairing.approveRequest, { userCode: other.userCode, robotId: other.robotId })).rejects.toThrow(
    /expired/,
  );
});

test("strangers cannot fill the table", async () => {
  const { t } = await start();
  for (let index = 0; index < 59; index += 1) await t.mutation(api.publicApi.startPairingRequest, {});
  expect(await t.mutation(api.publicApi.startPairingRequest, {})).toMatchObject({ ok: false, reason: "rate_limited" });
});
