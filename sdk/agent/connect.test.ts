import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { startRecordingServer, type RecordingServer } from "../test/recording-server.ts";
import { pair } from "./connect.ts";
import { findRobot, readToken } from "./credential.ts";

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
  expect(server.requests).toHaveLength(1);
  expect(JSON.stringify(await findRobot(folder, () => true))).not.toContain("rpt_1");
});

test("a refused token says why and leaves nothing behind", async () => {
  server.answer({ status: "success", value: { ok: false, reason: "used" } });
  await expect(pair({ token: "rpt_1", convexUrl: server.url, folder })).rejects.toMatchObject({ code: "used" });
  expect(await findRobot(folder, () => true)).toBeNull();
});
