/*
 * How long a writer waits for its answer while others make the host work: a query that reads 20,000 documents, one write that touches 1,000
 * different followed queries, a client that follows much and reads nothing. Each beside the same writer alone.
 *
 * Also (on Linux) how much processor time the host's main thread used meanwhile: what the writer would have waited, but for the disk, if other processes
 * had left the host a core.
 *
 * The host runs in a process of its own (`serve`), the clients in this one.
 */
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { platform, tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";

import { WebSocket } from "ws";

import { createHost } from "../host/src/index.ts";
import { report } from "./lib/report.mjs";

const DOCUMENTS = 20_000;
const QUERIES = 1000;
const SAMPLES = 400;

async function serve(dataDir: string): Promise<void> {
  const host = await createHost({ dataDir, port: 0, functions: join(import.meta.dirname, "../bench/app"), log: () => undefined });
  process.stdout.write(`${host.url}\n`);
  process.stdin.on("end", () => void host.close().then(() => process.exit(0))).resume();
}

/** A raw socket, of which every message is handed on. */
async function open(url: string, onMessage: (type: string, requestId: number | undefined) => void = () => undefined): Promise<WebSocket> {
  const socket = new WebSocket(`${url.replace("http", "ws")}/api/1.48.0/sync`);
  socket.on("message", (data) => {
    const { type, requestId }: { type: string; requestId?: number } = JSON.parse((data as Buffer).toString("utf8"));
    onMessage(type, requestId);
  });
  await new Promise((resolve) => socket.once("open", resolve));
  socket.send(
    JSON.stringify({ type: "Connect", sessionId: `stall-${Math.random()}`, connectionCount: 0, lastCloseReason: null, clientTs: 0 }),
  );
  return socket;
}

async function writer(url: string) {
  const waiting = new Map<number, () => void>();
  const socket = await open(url, (type, requestId) => {
    if (type === "MutationResponse" && requestId !== undefined) waiting.get(requestId)?.();
  });
  let next = 0;
  return {
    write: (udfPath: string, args: object) =>
      new Promise<void>((resolve) => {
        const requestId = next++;
        waiting.set(requestId, resolve);
        socket.send(JSON.stringify({ type: "Mutation", requestId, udfPath, args: [args] }));
      }),
    close: () => socket.close(),
  };
}

async function follow(url: string, udfPath: string, args: readonly object[]): Promise<WebSocket> {
  let seen: () => void = () => undefined;
  const arrived = new Promise<void>((resolve) => (seen = resolve));
  const socket = await open(url, (type) => type === "Transition" && seen());
  const modifications = args.map((one, queryId) => ({ type: "Add", queryId, udfPath, args: [one] }));
  socket.send(JSON.stringify({ type: "ModifyQuerySet", baseVersion: 0, newVersion: 1, modifications }));
  await arrived;
  return socket;
}

/** Milliseconds of a processor that the first thread of a process has used. */
function threadTime(pid: number): number {
  if (platform() !== "linux") return Number.NaN;
  return Number(readFileSync(`/proc/${pid}/task/${pid}/schedstat`, "utf8").split(" ")[0]) / 1e6;
}

function tell(what: string, values: readonly number[]): void {
  const inOrder = [...values].sort((a, b) => a - b);
  for (const [name, share] of [
    ["p50", 0.5],
    ["p99", 0.99],
    ["most", 1],
  ] as const) {
    const value = inOrder[Math.min(SAMPLES - 1, Math.floor(SAMPLES * share))] ?? 0;
    report({ section: "host", what: `${what}, ${name}`, value, unit: "ms", ...(name === "p99" ? { goal: { most: 20 } } : {}) });
  }
}

async function measure(what: string, { url, pid }: { readonly url: string; readonly pid: number }): Promise<void> {
  const { write, close } = await writer(url);
  const times: number[] = [];
  const used: number[] = [];
  for (let n = -20; n < SAMPLES; n++) {
    const [begin, before] = [performance.now(), threadTime(pid)];
    await write("items:set", { key: DOCUMENTS - 1, value: n });
    if (n >= 0) times.push(performance.now() - begin);
    if (n >= 0) used.push(threadTime(pid) - before);
    await delay(2);
  }
  close();
  tell(`a writer ${what}`, times);
  if (used.every(Number.isFinite)) tell(`the host's processor time while a writer waits ${what}`, used);
}

async function main(): Promise<void> {
  const dataDir = mkdtempSync(join(tmpdir(), "bench-stall-"));
  const child = spawn(process.execPath, [process.argv[1] ?? "", "serve", dataDir], { stdio: ["pipe", "pipe", "inherit"] });
  try {
    const url = await new Promise<string>((resolve) => child.stdout.once("data", (data) => resolve(String(data).trim())));
    const filler = await writer(url);
    for (let from = 0; from < DOCUMENTS; from += 1000) await filler.write("items:fill", { from, count: 1000, body: "x".repeat(100) });
    const host = { url, pid: child.pid ?? 0 };
    await measure("alone", host);

    let isReading = true;
    const reading = (async () => {
      while (isReading)
        await fetch(`${url}/api/query`, {
          method: "POST",
          body: JSON.stringify({ path: "items:sum", args: { count: DOCUMENTS }, format: "json" }),
        });
    })();
    await measure(`beside a query that reads ${DOCUMENTS} documents`, host);
    isReading = false;
    await reading;

    const follower = await follow(
      url,
      "items:first",
      Array.from({ length: QUERIES }, (_, n) => ({ count: 1 + (n % 10), of: n })),
    );
    let isTouching = true;
    const touching = (async () => {
      for (let n = 0; isTouching; n++) {
        await filler.write("items:set", { key: 0, value: n });
        await delay(100);
      }
    })();
    await measure(`beside writes that touch ${QUERIES} followed queries`, host);
    isTouching = false;
    await touching;
    follower.close();

    const silent = await follow(
      url,
      "items:first",
      Array.from({ length: 20 }, (_, n) => ({ count: 1000 + n })),
    );
    silent.pause();
    isTouching = true;
    const pushing = (async () => {
      for (let n = 0; isTouching; n++) {
        await filler.write("items:set", { key: 0, value: n });
        await delay(100);
      }
    })();
    await measure("beside a client that follows 2 MB and reads nothing", host);
    isTouching = false;
    await pushing;
    silent.terminate();
    filler.close();
  } finally {
    child.stdin.end();
    await new Promise((resolve) => child.once("exit", resolve));
    rmSync(dataDir, { recursive: true, force: true });
  }
}

const [, , mode, folder] = process.argv;
await (mode === "serve" && folder !== undefined ? serve(folder) : main());
