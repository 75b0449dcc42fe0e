import { afterEach, expect, test, vi } from "vitest";

import { api } from "./_generated/api";
import { seedOrganization, seedRobot, startServer } from "./fixtures.testing";
import { commitmentOf, pairingWordList, pairingWords } from "./model/pairing/words";

afterEach(() => void vi.useRealTimers());

const nonce = "a1".repeat(32);
const publicKey = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo";

async function claimed(commitment: string | undefined = commitmentOf(nonce)) {
  const t = startServer();
  const people = await seedOrganization(t);
  const { robotId } = await seedRobot(t, people);
  const { as } = people.operator;
  const pair = async (given?: { commitment?: string; publicKey?: string }) => {
    const { token } = await as.mutation(api.pairing.create, { robotId });
    const answer = await t.mutation(api.publicApi.claimPairingToken, { token, hostname: "pi-2", publicKey, ...given });
    if (!answer.ok) throw new Error(answer.reason);
    return answer.credential;
  };
  const credential = await pair({ commitment });
  const words = () => as.query(api.pairing.words, { robotId });
  const reveal = (text: string, apiKey = credential) => t.mutation(api.publicApi.revealPairing, { apiKey, nonce: text });
  const credentialId = async () => {
    const shown = await words();
    if (shown === null) throw new Error("no credential");
    return shown.credentialId;
  };
  return { t, as, robotId, pair, credential, words, reveal, credentialId };
}

test("both sides come to the same three words, each from what it holds", async () => {
  const { credential, robotId, words, reveal } = await claimed();
  expect(await words()).toMatchObject({ state: "awaited", words: [], hostname: "pi-2", agreed: null });
  expect(await reveal(nonce)).toEqual({ ok: true });
  const own = pairingWords({ robotId, publicKey, nonce, credential });
  expect(own).toHaveLength(3);
  expect(await words()).toMatchObject({ state: "shown", words: own });
  expect(await reveal(nonce)).toEqual({ ok: true });
  expect(await words()).toMatchObject({ words: own });
});

test("whoever relays a claim under a key, a nonce or a credential of their own makes other words", () => {
  const facts = { robotId: "r", publicKey, nonce, credential: "rbt_1" };
  const all = [
    facts,
    { ...facts, robotId: "s" },
    { ...facts, publicKey: "x" },
    { ...facts, nonce: "b2".repeat(32) },
    { ...facts, credential: "rbt_2" },
  ].map((each) => pairingWords(each).join(" "));
  expect(new Set(all).size).toBe(all.length);
});

test("another nonce than the one committed to shows nothing", async () => {
  const { words, reveal } = await claimed();
  for (const wrong of ["b2".repeat(32), nonce.toUpperCase(), nonce.slice(1), ""])
    expect(await reveal(wrong)).toEqual({ ok: false, reason: "wrong_nonce" });
  expect(await words()).toMatchObject({ state: "awaited", words: [] });
});

test("a machine that claimed without words has none to show, and can still be refused", async () => {
  const { t, robotId, as, pair, words, credentialId } = await claimed();
  const credential = await pair();
  expect(await t.mutation(api.publicApi.revealPairing, { apiKey: credential, nonce })).toEqual({ ok: false, reason: "no_commitment" });
  expect(await words()).toMatchObject({ state: "none", words: [] });
  await expect(as.mutation(api.pairing.agree, { robotId, credentialId: await credentialId() })).rejects.toThrow(/no_words/);
  await as.mutation(api.pairing.differ, { robotId, credentialId: await credentialId() });
  expect(await words()).toBeNull();
});

test("a commitment that is none changes nothing, and the token stays good", async () => {
  const { t, as, robotId, credential, words } = await claimed();
  const { token } = await as.mutation(api.pairing.create, { robotId });
  for (const commitment of ["", "x".repeat(64), "A1".repeat(32), "a1".repeat(33)]) {
    await expect(t.mutation(api.publicApi.claimPairingToken, { token, commitment })).rejects.toThrow(/commitment/);
  }
  expect(await words()).toMatchObject({ hostname: "pi-2" });
  expect(await t.mutation(api.publicApi.heartbeatRobot, { apiKey: credential, robotId, seq: 1 })).toMatchObject({ ok: true });
  expect(await t.mutation(api.publicApi.claimPairingToken, { token })).toMatchObject({ ok: true });
});

test("who agreed and when is kept, once, and is in the audit log with the words", async () => {
  const { as, robotId, words, reveal, credentialId } = await claimed();
  const args = { robotId, credentialId: await credentialId() };
  await expect(as.mutation(api.pairing.agree, args)).rejects.toThrow(/no_words/);
  await reveal(nonce);
  await as.mutation(api.pairing.agree, args);
  const first = await words();
  expect(first?.agreed).toMatchObject({ at: Date.now() });
  await as.mutation(api.pairing.agree, args);
  expect(await words()).toEqual(first);
  const { page } = await as.query(api.audit.list, { paginationOpts: { numItems: 9, cursor: null } });
  const entries = page.filter(({ action }) => action === "pairing.agree");
  expect(entries.map(({ after }) => JSON.parse(after ?? ""))).toMatchObject([{ words: first?.words, hostname: "pi-2" }]);
});

test("words that differ end the credential at once", async () => {
  const { t, as, robotId, credential, reveal, credentialId } = await claimed();
  await reveal(nonce);
  await as.mutation(api.pairing.differ, { robotId, credentialId: await credentialId() });
  expect(await t.mutation(api.publicApi.heartbeatRobot, { apiKey: credential, robotId, seq: 1 })).toEqual({
    ok: false,
    reason: "revoked_key",
  });
  expect(await reveal(nonce)).toEqual({ ok: false, reason: "revoked_key" });
  const { page } = await as.query(api.audit.list, { paginationOpts: { numItems: 1, cursor: null } });
  expect(page).toMatchObject([{ action: "pairing.differ", after: '{"credentialRevoked":true}' }]);
});

test("a word on a machine that was replaced meanwhile says nothing of the new one", async () => {
  const { as, robotId, pair, words, reveal, credentialId } = await claimed();
  await reveal(nonce);
  const args = { robotId, credentialId: await credentialId() };
  await pair({ commitment: commitmentOf("c3".repeat(32)) });
  await expect(as.mutation(api.pairing.agree, args)).rejects.toThrow(/replaced/);
  await expect(as.mutation(api.pairing.differ, args)).rejects.toThrow(/replaced/);
  expect(await words()).toMatchObject({ state: "awaited", agreed: null });
});

test("the words are 256 that can be told apart aloud", () => {
  expect(new Set(pairingWordList).size).toBe(256);
  expect(new Set(pairingWordList.map((word) => word.slice(0, 3))).size).toBe(256);
  for (const word of pairingWordList) expect(word).toMatch(/^[a-z]{4,6}$/);
  const alike = pairingWordList.flatMap((word) =>
    pairingWordList
      .filter((other) => other < word && other.length === word.length && differing(word, other) < 2)
      .map((other) => `${other} ${word}`),
  );
  expect(alike).toEqual([]);
});

const differing = (a: string, b: string) => Array.from(a).filter((letter, at) => letter !== b[at]).length;
