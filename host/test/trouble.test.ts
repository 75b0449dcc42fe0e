import { mkdir } from "node:fs/promises";
import path from "node:path";

import { expect, test } from "vitest";

import { describeEvent } from "../src/log.ts";
import { STUCK_SIGNAL } from "../src/watchdog.ts";
import { buildCli, freePort, startChild } from "./child.ts";
import { api, httpClient, startHost, temporaryFolder } from "./setup.ts";

test("a failure inside of another call names both places, and keeps the data and the error's own name", async () => {
  const client = httpClient(await startHost());
  await expect(client.action(api.trouble.failInside)).rejects.toMatchObject({
    data: "stop",
    message: expect.stringMatching(/Server Error\nUncaught ConvexError: Uncaught OwnError: stop\n {4}at .*\(\.\.\/app\/trouble\.ts:\d+:\d+\)\n\n {4}at async .*\(\.\.\/app\/trouble\.ts:\d+:\d+\)/) as unknown,
  });
});

test("an action that never ends is ended, and one whose timer throws fails", async () => {
  const client = httpClient(await startHost({ actionTimeoutMs: 300 }));
  await expect(client.action(api.trouble.wait)).rejects.toThrow("Action `wait` execution timed out (maximum duration: 0.3s)");
  await expect(httpClient(await startHost()).action(api.trouble.leaveTimer)).rejects.toThrow("uncaughtException: left behind");
});

test("timers of the console warn as they do elsewhere", async () => {
  const host = await startHost();
  const answer = await fetch(`${host.url}/api/action`, { method: "POST", body: JSON.stringify({ path: "trouble:label", args: {} }) });
  const { logLines }: { logLines: unknown } = JSON.parse(await answer.text());
  expect(logLines).toEqual([
    expect.stringMatching(/^\[WARN\] .*Timer 'a' already exists/),
    expect.stringMatching(/^\[INFO\] 'a: \d+ms'$/),
    expect.stringMatching(/^\[WARN\] .*Timer 'a' does not exist/),
  ]);
});

test("a function that never lets go ends the process, is named, and loses nothing", { timeout: 60_000 }, async () => {
  const buildFolder = path.join(import.meta.dirname, "../../node_modules/.cache/host-test");
  await mkdir(buildFolder, { recursive: true });
  const cli = await buildCli(buildFolder);
  const port = await freePort();
  const args = ["--data", await temporaryFolder(), "--port", String(port), "--watchdog", "1", "--log", "json"];
  const host = await startChild(cli, args);
  let errors = "";
  host.process.stderr?.on("data", (data) => (errors += String(data)));
  const client = httpClient({ url: `http://127.0.0.1:${port}` } as never);
  await client.mutation(api.counters.add, { name: "kept" });
  const ended = new Promise((resolve) => host.process.once("exit", (_code, signal) => resolve(signal)));
  await expect(client.mutation(api.trouble.spin, { isEndless: true })).rejects.toThrow();
  expect(await ended).toBe(STUCK_SIGNAL);
  expect(errors).toMatch(/"event":"function_stuck","path":"trouble:spin"/);
  await startChild(cli, args);
  expect(await client.query(api.counters.get, { name: "kept" })).toBe(1);
});

test("people read one line for an event, and no lists of nothing", () => {
  expect(describeEvent("info", "schema_applied", { createdTables: 12, droppedIndexes: [], validatedDocuments: 0 })).toBe("schema applied: created tables 12");
  expect(describeEvent("warn", "function_failed", { path: "a:b", message: "one\n  two" })).toBe("warn: function failed: path a:b, message one | two");
  expect(describeEvent("info", "function_log", { path: "a:b", line: "[LOG] 'x'" })).toBe("a:b [LOG] 'x'");
});
