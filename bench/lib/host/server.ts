import { spawn } from "node:child_process";
import { closeSync, fdatasyncSync, openSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";

import { WebSocketServer } from "ws";

import { bundleFunctions, createHost } from "../../../host/src/index.ts";
import { rawInserts } from "./raw-driver.ts";
import { BODY, DOCUMENTS, INSERTS, pipelined } from "./work.ts";

/** Beside `build/`, where the bundle of all this stands. */
const FUNCTIONS = join(import.meta.dirname, "../bench/app");
/** The functions as one file, which a server is given. */
const bundleIn = (dataDir: string) => join(dataDir, "functions.cjs");

/** Must come before the host serves. */
export async function bundleApp(dataDir: string): Promise<void> {
  writeFileSync(bundleIn(dataDir), await bundleFunctions(FUNCTIONS));
}

interface Ready {
  readonly url: string;
  readonly echo: string;
  readonly rssMb: number;
  /** Processor time of the whole process until then. */
  readonly cpuMs: number;
}

/** The host's side. Tells where it is on a line of JSON, answers each command with a number, and ends when its input does. */
export async function serve(dataDir: string): Promise<void> {
  const host = await createHost({ dataDir: join(dataDir, "host"), port: 0, functions: bundleIn(dataDir), log: () => undefined });
  const commands: Record<string, () => number | Promise<number>> = {
    raw: () => rawInserts(join(dataDir, "raw")),
    inside: () => pipelined(INSERTS, 256, (key) => host.run("items:insert", { key: DOCUMENTS + key, body: BODY })),
    rss: () => process.memoryUsage.rss() / 2 ** 20,
  };
  const file = openSync(join(dataDir, "echo"), "w");
  const echo = new WebSocketServer({ port: 0, host: "127.0.0.1" });
  echo.on("connection", (socket) => {
    socket.on("message", (message) => {
      const bytes = message instanceof Buffer ? message : Buffer.alloc(0);
      writeSync(file, bytes);
      fdatasyncSync(file);
      socket.send(bytes, { binary: false });
    });
  });
  await new Promise((resolve) => echo.once("listening", resolve));
  const address = echo.address();
  const echoUrl = `ws://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}`;
  const { user, system } = process.cpuUsage();
  const ready: Ready = { url: host.url, echo: echoUrl, rssMb: process.memoryUsage.rss() / 2 ** 20, cpuMs: (user + system) / 1000 };
  process.stdout.write(`${JSON.stringify(ready)}\n`);
  for await (const line of createInterface(process.stdin)) process.stdout.write(`${await commands[line]?.()}\n`);
  echo.close();
  closeSync(file);
  await host.close();
  process.exit(0);
}

/** Starts the host's process and answers what it told, and how long that took. */
export async function start(dataDir: string) {
  const begin = performance.now();
  const child = spawn(process.execPath, [...process.execArgv, process.argv[1] ?? "", "serve", dataDir], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  const read = async () => String((await lines.next()).value);
  const ready = JSON.parse(await read()) as Ready;
  const startMs = performance.now() - begin;
  const exited = new Promise((resolve) => child.once("exit", resolve));
  const ask = async (command: "raw" | "inside" | "rss") => {
    child.stdin.write(`${command}\n`);
    return Number(await read());
  };
  const stop = () => {
    child.stdin.end();
    return exited;
  };
  return { ready, startMs, ask, stop };
}
