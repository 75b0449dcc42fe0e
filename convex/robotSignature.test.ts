import canonicalize from "canonicalize";
import { expect, test } from "vitest";

import { api } from "./_generated/api";
import { readySession, seedOrganization, seedRobot, startServer } from "./fixtures.testing";
import { verifyChain } from "./model/receipts/chain";
import { createSigningKey, signText, type SigningKey } from "./model/signing/ed25519";

const summary = { ok: true, steps: 210, appliedSteps: 10, safeStops: 1, errors: ["slipped"] };

async function lab() {
  const t = startServer();
  const people = await seedOrganization(t);
  const seeded = await seedRobot(t, people);
  const pairAgain = async (publicKey?: string) => {
    const { token } = await people.operator.as.mutation(api.pairing.create, { robotId: seeded.robotId });
    const claimed = await t.mutation(api.publicApi.claimPairingToken, { token, ...(publicKey === undefined ? {} : { publicKey }) });
    if (!claimed.ok) throw new Error(claimed.reason);
    seeded.credential = claimed.credential;
  };
  const open = async () => {
    const { sessionId } = await readySession(t, people, seeded);
    const text = (change: object = {}) =>
      canonicalize({ kind: "robot-run-summary", format: 1, robotId: seeded.robotId, sessionId, ...summary, ...change }) ?? "";
    const report = (signed?: { body: string; signature: string }) =>
      t.mutation(api.publicApi.reportRunSummary, {
        apiKey: seeded.credential,
        sessionId,
        summary,
        ...(signed === undefined ? {} : { signed }),
      });
    const sign = (key: SigningKey, change: object = {}) => ({ body: text(change), signature: signText(key, text(change)) });
    const close = async () => {
      await people.operator.as.mutation(api.sessions.close, { id: sessionId });
      const chain = await people.viewer.as.query(api.receipts.chain, {});
      expect(verifyChain(chain.receipts, chain.publicKeys, chain)).toMatchObject({ ok: true });
      return JSON.parse(chain.receipts.at(-1)?.body ?? "") as { runSummary: unknown; robotSignature: unknown };
    };
    return { report, sign, close };
  };
  return { people, pairAgain, open };
}

test("what the robot's own key signed is in the receipt, and pairing again brings a new key that leaves the old receipts true", async () => {
  const { people, pairAgain, open } = await lab();
  for (const key of [createSigningKey("robot"), createSigningKey("robot")]) {
    await pairAgain(key.publicKey);
    const { report, sign, close } = await open();
    const signed = sign(key);
    expect(await report(signed)).toMatchObject({ ok: true });
    expect(await close()).toMatchObject({ runSummary: summary, robotSignature: { ...signed, publicKey: key.publicKey } });
    const { page } = await people.viewer.as.query(api.audit.list, { paginationOpts: { numItems: 50, cursor: null } });
    expect(page.filter(({ action }) => action === "pairing.claim").map(({ after }) => after)).toContainEqual(
      expect.stringContaining(key.publicKey),
    );
  }
});

test("a signature of another key, of other counts or of another run is refused, and what was reported before stands", async () => {
  const { pairAgain, open } = await lab();
  const key = createSigningKey("robot");
  await pairAgain(key.publicKey);
  const { report, sign, close } = await open();
  const good = sign(key);
  await report(good);
  for (const wrong of [
    sign(createSigningKey("robot")),
    sign(key, { steps: 211 }),
    sign(key, { sessionId: "other" }),
    { ...good, body: `${good.body} ` },
    { ...good, body: "x".repeat(30_000) },
  ]) {
    expect(await report(wrong)).toEqual({ ok: false, reason: "wrong_signature" });
  }
  expect(await close()).toMatchObject({ robotSignature: good });
});

test("a robot without a key is not signed for, and an unsigned account takes the signature of an earlier one away", async () => {
  const { pairAgain, open } = await lab();
  const key = createSigningKey("robot");
  const old = await open();
  expect(await old.report(old.sign(key))).toEqual({ ok: false, reason: "wrong_signature" });
  await old.report();
  expect(await old.close()).toMatchObject({ runSummary: summary, robotSignature: null });
  await pairAgain(key.publicKey);
  const { report, sign, close } = await open();
  await report(sign(key));
  await report();
  expect(await close()).toMatchObject({ runSummary: summary, robotSignature: null });
});
