import { mkdir } from "node:fs/promises";
import path from "node:path";

import { ConvexClient, ConvexHttpClient } from "convex/browser";
import { expect, test } from "vitest";
import { WebSocket } from "ws";

import { buildCli, freePort, startChild } from "./child.ts";
import { api, temporaryFolder } from "./setup.ts";

const ROUNDS = 10;
const CLIENTS = 4;
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

  const clients = Array.from({ length: CLIENTS }, () => new ConvexClient(url, { webSocketConstructor: WebSocket as never, skipConvexDeploymentUrlCheck: true, unsavedChangesWarning: false, logger: false }));
  let sent = 0;
  let acknowledged = 0;
  let isStopping = false;
  const results: number[] = [];
  const writer = async (client: ConvexClient) => {
    while (!isStopping) {
      sent += 1;
      results.push(await client.mutation(api.counters.add, { name: "load" }));
      acknowledged += 1;
    }
  };
  const writers = clients.flatMap((client) => Array.from({ length: IN_FLIGHT }, () => writer(client)));

  for (let round = 0; round < ROUNDS; round += 1) {
    const before = acknowledged;
    const deadline = Date.now() + 20_000;
    while (acknowledged < before + 100 && Date.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 20));
    expect(acknowledged, `round ${round} makes progress`).toBeGreaterThan(before);
    host.process.kill("SIGKILL");
    await host.exited;
    host = await startChild(cli, args);
    const count = await new ConvexHttpClient(url, { skipConvexDeploymentUrlCheck: true, logger: false }).query(api.counters.get, { name: "load" });
    expect(count).toBeGreaterThanOrEqual(acknowledged - clients.length * IN_FLIGHT);
  }
  isStopping = true;
  await Promise.all(writers);
  const count = await new ConvexHttpClient(url, { skipConvexDeploymentUrlCheck: true, logger: false }).query(api.counters.get, { name: "load" });
  await Promise.all(clients.map((client) => client.close()));
  expect(acknowledged).toBe(sent);
  // Every answer was a different count: none was lost, and none was made twice.
  expect(new Set(results).size).toBe(sent);
  expect(count).toBe(sent);

  host.process.kill("SIGTERM");
  expect(await host.exited).toBe(0);
});
