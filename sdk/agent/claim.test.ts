import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import * as server from "../../convex/model/pairing/words.ts";
import { startRecordingServer, type RecordingServer } from "../test/recording-server.ts";
import { claimRobot, wordsText } from "./claim.ts";
import { findRobot } from "./credential.ts";
import * as own from "./words.ts";

let recorder: RecordingServer;
let folder: string;
beforeEach(async () => {
  recorder = await startRecordingServer();
  folder = mkdtempSync(join(tmpdir(), "reflex-claim-"));
});
afterEach(async () => {
  await recorder.close();
  rmSync(folder, { recursive: true });
});

const sent = () => recorder.requests.map(({ body }) => body as { path: string; args: Record<string, string> });
const claim = () => claimRobot({ token: "pair_1", convexUrl: recorder.url, folder, hostname: "bench" });

test("tells its nonce only after it has the credential, and shows the words of both", async () => {
  recorder.answer({ status: "success", value: { ok: true, robotId: "r1", credential: "rbt_1", robotName: "arm-1" } });
  const answer = await claim();
  if (!answer.ok) throw new Error(answer.reason);
  const [first, second] = sent();
  expect([first?.path, second?.path]).toEqual(["publicApi:claimPairingToken", "publicApi:revealPairing"]);
  const { nonce = "", apiKey } = second?.args ?? {};
  expect(JSON.stringify(first)).not.toContain(nonce);
  expect(first?.args["commitment"]).toBe(own.commitmentOf(nonce));
  expect(apiKey).toBe("rbt_1");
  expect(answer.words).toEqual(own.pairingWords({ robotId: "r1", publicKey: first?.args["publicKey"] ?? "", nonce, credential: "rbt_1" }));
  expect(wordsText(answer)).toContain(answer.words.join(" "));
  expect(readFileSync(answer.file, "utf8")).not.toContain(nonce);
});

test("is paired, and says that there is nothing to compare, where the console does not take its half", async () => {
  recorder.answer({ status: "success", value: { ok: true, robotId: "r1", credential: "rbt_1" } });
  recorder.answerOf("publicApi:revealPairing", { status: "success", value: { ok: false, reason: "no_commitment" } });
  const answer = await claim();
  expect(answer).toMatchObject({ ok: true, isTold: false });
  if (answer.ok) expect(wordsText(answer)).not.toContain(answer.words.join(" "));
  expect(await findRobot(folder, () => true)).toMatchObject({ robotId: "r1" });
});

test.each([
  ["agent", own],
  ["server", server],
])("the words of the contract, made by the %s", (_who, { commitmentOf, pairingWordList, pairingWords }) => {
  const { list, vectors } = JSON.parse(readFileSync("sdk/contract/pairing-words.json", "utf8")) as {
    list: string[];
    vectors: { robotId: string; publicKey: string; nonce: string; credential: string; commitment: string; words: string[] }[];
  };
  expect(pairingWordList).toEqual(list);
  expect(vectors.length).toBeGreaterThan(2);
  for (const { commitment, words, ...facts } of vectors) {
    expect(commitmentOf(facts.nonce)).toBe(commitment);
    expect(pairingWords(facts)).toEqual(words);
  }
});
