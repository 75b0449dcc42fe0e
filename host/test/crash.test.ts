import { spawn } from "node:child_process";

import { ConvexClient, ConvexHttpClient } from "convex/browser";
import { expect, onTestFinished, test } from "vitest";
import { WebSocket } from "ws";

import { checkFolder } from "../src/engine/check.ts";
import { built } from "./build.ts";
import { freePort, startChild } from "./child.ts";
import { ResendingClient } from "./resending-client.ts";
import { api, eventually, temporaryFolder } from "./setup.ts";

/** `npm run soak` asks for more. */
const ROUNDS = Number(process.env["HOST_KILL_ROUNDS"] ?? 10);
const CLIENTS = 3;
const IN_FLIGHT = 8;
const BOXES = 6;
const box = () => `box ${Math.floor(Math.random() * BOXES)}`;

test(
  "kill -9 at any moment under mixed load loses nothing that was acknowledged, doubles nothing, and shows nothing half",
  { timeout: 60_000 + ROUNDS * 15_000 },
  async () => {
    const dataDir = await temporaryFolder();
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    const args = ["--data", dataDir, "--port", String(port), "--dev"];
    let host = await startChild(args);

    // The official client waits longer after each failure, so the others keep the load up.
    const official = new ConvexClient(url, {
      webSocketConstructor: WebSocket as never,
      skipConvexDeploymentUrlCheck: true,
      unsavedChangesWarning: false,
      logger: false,
    });
    const resending = Array.from({ length: CLIENTS }, () => new ResendingClient(url));
    onTestFinished(() => {
      for (const client of resending) client.close();
      return official.close();
    });
    const sums: unknown[] = [];
    const counts: number[] = [];
    official.onUpdate(api.counters.sum, { prefix: "box" }, (sum) => sums.push(sum));
    official.onUpdate(api.counters.get, { name: "load" }, (count) => counts.push(count));

    const history = {
      add: { sent: 0, results: [] as unknown[] },
      move: { sent: 0, results: [] as unknown[] },
      addLater: { sent: 0, results: [] as unknown[] },
    };
    let isStopping = false;
    const writer = async (send: (name: string, args: Record<string, unknown>) => Promise<unknown>) => {
      while (!isStopping) {
        const dice = Math.random();
        const kind = dice < 0.6 ? "add" : dice < 0.95 ? "move" : "addLater";
        const call = {
          add: { name: "load" },
          move: { from: box(), to: box() },
          addLater: { name: "later", inMs: Math.floor(Math.random() * 500), what: "addInternal" },
        }[kind];
        if (kind === "move" && "from" in call && call.from === call.to) continue;
        history[kind].sent += 1;
        history[kind].results.push(await send(kind, call));
      }
    };
    const senders = [
      (name: string, call: Record<string, unknown>) => official.mutation(api.counters[name as "add"], call),
      ...resending.map((client) => (name: string, call: Record<string, unknown>) => client.mutation(`counters:${name}`, call)),
    ];
    const writers = senders.flatMap((send) => Array.from({ length: IN_FLIGHT }, () => writer(send)));

    const ask = new ConvexHttpClient(url, { skipConvexDeploymentUrlCheck: true, logger: false });
    const acknowledged = () => history.add.results.length;
    for (let round = 0; round < ROUNDS; round += 1) {
      const before = acknowledged();
      await eventually(() => acknowledged() > before + 40, 30_000);
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 300));
      const atLeast = acknowledged();
      host.process.kill("SIGKILL");
      await host.exited;
      if (round % 4 === 3) {
        // Also while it starts.
        const starting = spawn(process.execPath, [built.cli, "--functions", built.app, ...args], { stdio: "ignore" });
        await new Promise((resolve) => setTimeout(resolve, 100 + Math.random() * 700));
        starting.kill("SIGKILL");
        await new Promise((resolve) => starting.once("exit", resolve));
      }
      expect(checkFolder(dataDir).problems).toEqual([]);
      host = await startChild(args);
      expect(await ask.query(api.counters.get, { name: "load" })).toBeGreaterThanOrEqual(atLeast);
    }
    isStopping = true;
    await Promise.all(writers);

    for (const [kind, { sent, results }] of Object.entries(history)) expect(results.length, kind).toBe(sent);
    // Every answer was a different count: none was lost, and none was made twice.
    expect(new Set(history.add.results).size).toBe(history.add.sent);
    expect(await ask.query(api.counters.get, { name: "load" })).toBe(history.add.sent);
    // What was scheduled happened once.
    await eventually(async () => (await ask.query(api.counters.get, { name: "later" })) === history.addLater.sent);
    // Nobody has seen half of a move, or a count that went back.
    expect(new Set(sums)).toEqual(new Set([0]));
    expect(counts).toEqual([...counts].sort((a, b) => a - b));
    await eventually(() => counts.at(-1) === history.add.sent);

    host.process.kill("SIGTERM");
    expect(await host.exited).toBe(0);
    expect(checkFolder(dataDir).problems).toEqual([]);
  },
);
