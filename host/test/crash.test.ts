import { mkdir } from "node:fs/promises";
import path from "node:path";

import { ConvexClient, ConvexHttpClient } from "convex/browser";
import { expect, onTestFinished, test } from "vitest";
import { WebSocket } from "ws";

import { buildCli, freePort, startChild } from "./child.ts";
import { ResendingClient } from "./resending-client.ts";
import { api, eventually, temporaryFolder } from "./setup.ts";

const ROUNDS = 10;
const CLIENTS = 3;
const IN_FLIGHT = 16;

test("kill -9 under load loses no acknowledged mutation and doubles none", { timeout: 240_000 }, async () => {
  // Inside the repository, so that the built file finds its packages.
  const buildFolder = path.join(import.meta.dirname, "../../node_modules/.cache/host-test");
  await mkdir(buildFolder, { recursive: true });
  const cli = await buildCli(buildFolder);
  const dataDir = await temporaryFolder();
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const args = ["--data", dataDir, "--port", String(port), "--dev"];
  let host = await startChild(cli, args);

  // The official client waits longer after each failure, so the others keep the load up.
  const official = new ConvexClient(url, { webSocketConstructor: WebSocket as never, skipConvexDeploymentUrlCheck: true, unsavedChangesWarning: false, logger: false });
  const resending = Array.from({ length: CLIENTS }, () => new ResendingClient(url));
  onTestFinished(() => {
    for (const client of resending) client.close();
    return official.close();
  });
  const calls = [() => official.mutation(api.counters.add, { name: "load" }), ...resending.map((client) => () => client.mutation("counters:add", { name: "load" }))];
  let sent = 0;
  let acknowledged = 0;
  let isStopping = false;
  const results: unknown[] = [];
  const writer = async (call: () => Promise<unknown>) => {
    while (!isStopping) {
      sent += 1;
      results.push(await call());
      acknowledged += 1;
    }
  };
  const writers = calls.flatMap((call) => Array.from({ length: IN_FLIGHT }, () => writer(call)));

  for (let round = 0; round < ROUNDS; round += 1) {
    const before = acknowledged;
    await eventually(() => acknowledged > before + 200 + round * 37, 30_000);
    const acknowledgedBeforeKill = acknowledged;
    host.process.kill("SIGKILL");
    await host.exited;
    host = await startChild(cli, args);
    const count = await new ConvexHttpClient(url, { skipConvexDeploymentUrlCheck: true, logger: false }).query(api.counters.get, { name: "load" });
    expect(count).toBeGreaterThanOrEqual(acknowledgedBeforeKill);
  }
  isStopping = true;
  await Promise.all(writers);
  const count = await new ConvexHttpClient(url, { skipConvexDeploymentUrlCheck: true, logger: false }).query(api.counters.get, { name: "load" });
  expect(acknowledged).toBe(sent);
  // Every answer was a different count: none was lost, and none was made twice.
  expect(new Set(results).size).toBe(sent);
  expect(count).toBe(sent);

  host.process.kill("SIGTERM");
  expect(await host.exited).toBe(0);
});
