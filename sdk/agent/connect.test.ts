import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { startRecordingServer, type RecordingServer } from "../test/recording-server.ts";
import { isOfRobot } from "../../convex/model/receipts/robotSignature.ts";
import { connect, pair } from "./connect.ts";
import { findRobot, readToken } from "./credential.ts";
import { signSummary } from "./signing.ts";

let server: RecordingServer;
let folder: string;
beforeEach(async () => {
  server = await startRecordingServer();
  folder = mkdtempSync(join(tmpdir(), "reflex-robot-"));
});
afterEach(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

test.each([
  ["rpt_abc.def", "rpt_abc.def"],
  [" rpt_abc \n", "rpt_abc"],
  ["http://127.0.0.1:3210/claim#token=rpt_abc", "rpt_abc"],
  ["https://console.example/p#robot=1&token=rpt%5Fabc", "rpt_abc"],
])("the token of %j is %j", (text, token) => {
  expect(readToken(text)).toBe(token);
});

test("claims once, keeps the credential for its owner only, and needs no second claim after a restart", async () => {
  server.answer({ status: "success", value: { ok: true, robotId: "r1", credential: "rbt_secret" } });
  const options = { token: "rpt_1", convexUrl: server.url, folder, hostname: "bench" };
  const first = await pair(options);
  expect(first).toMatchObject({ robotId: "r1", credential: "rbt_secret" });
  expect(statSync(join(folder, "r1.json")).mode & 0o777).toBe(0o600);
  expect(await pair(options)).toEqual(first);
  expect(server.requests.map(({ body }) => (body as { path: string }).path)).toEqual([
    "publicApi:claimPairingToken",
    "publicApi:revealPairing",
  ]);
  expect(JSON.stringify(await findRobot(folder, () => true))).not.toContain("rpt_1");
});

test("makes a key of its own at pairing, sends its public half only, and signs its account with it", async () => {
  server.answer({ status: "success", value: { ok: true, robotId: "r1", credential: "rbt_secret" } });
  const robot = await pair({ token: "rpt_1", convexUrl: server.url, folder });
  const summary = { ok: false, steps: 3, appliedSteps: 1, safeStops: 0, errors: ["größe \u2028 🤖 \ud800"] };
  await connect(robot).summary?.("s1", summary);
  const old = { ...robot, signingSeed: undefined };
  await connect(old).summary?.("s1", summary);
  const [claim, , signed, unsigned] = server.requests.map(({ body }) => (body as { args: Record<string, unknown> }).args);
  const publicKey = String(claim?.["publicKey"]);
  expect(
    isOfRobot({ ...(signed?.["signed"] as { body: string; signature: string }), publicKey }, { robotId: "r1", sessionId: "s1", summary }),
  ).toBe(true);
  expect(unsigned).not.toHaveProperty("signed");
  expect(robot.signingSeed).toMatch(/^[\w-]{43}$/);
  expect(JSON.stringify(server.requests)).not.toContain(robot.signingSeed);
});

test("signs as the standard does", () => {
  const vectors = JSON.parse(readFileSync("sdk/contract/receipt-vectors.json", "utf8")) as {
    signatures: { seed: string; publicKey: string }[];
  };
  const [{ seed, publicKey } = { seed: "", publicKey: "" }] = vectors.signatures;
  const base64Url = (hex: string) => Buffer.from(hex, "hex").toString("base64url");
  const summary = { ok: true, steps: 1, appliedSteps: 0, safeStops: 0, errors: [] };
  const signed = signSummary({ robotId: "r", signingSeed: base64Url(seed) }, { sessionId: "s", summary, at: 1, agentVersion: "x" });
  expect(isOfRobot({ ...signed, publicKey: base64Url(publicKey) }, { robotId: "r", sessionId: "s", summary })).toBe(true);
});

test("a refused token says why and leaves nothing behind", async () => {
  server.answer({ status: "success", value: { ok: false, reason: "used" } });
  await expect(pair({ token: "rpt_1", convexUrl: server.url, folder })).rejects.toMatchObject({ code: "used" });
  expect(await findRobot(folder, () => true)).toBeNull();
});
