/*
 * How fast the whole host is on this machine, each figure beside what the machine can do without it: the raw SQLite driver for
 * writes, a bare WebSocket echo with one fsync for latency. Not a test: figures vary with the disk and with whatever else runs,
 * so only those of one run may be compared.
 *
 *   npm run bench
 *
 * The host runs in a process of its own (`serve`), the clients in this one.
 */
import { spawn } from "node:child_process";
import { closeSync, fdatasyncSync, mkdirSync, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

import { WebSocket, WebSocketServer } from "ws";

import { report as tell } from "./lib/report.mjs";
import { createHost } from "../host/src/index.ts";
import { openSqliteStore } from "../host/src/store/sqlite.ts";

const BODY = "x".repeat(100);
const DOCUMENTS = 100_000;
const INSERTS = 10_000;
/** Each write figure is taken so often, in turns, and the ratio is the median of the rounds: the disk is never the same twice. */
const ROUNDS = 3;
const IN_FLIGHT = 64;
const SAMPLES = 500;
const FUNCTIONS = join(import.meta.dirname, "../bench/app");

interface Ready {
  readonly url: string;
  readonly echo: string;
  readonly rssMb: number;
}

/** Document, creation-time entry and index entry, as the host writes them, in commits of 100. */
function rawInserts(directory: string): number {
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(directory);
  const store = openSqliteStore(directory);
  const begin = performance.now();
  for (let done = 0; done < INSERTS;) {
    store.begin();
    for (let i = 0; i < 100; i++, done++) {
      const id = String(done).padStart(16, "0");
      store.put("docs", `\0\0\0\x01${id}`, JSON.stringify({ _creationTime: done, _id: id, key: done, value: 0, body: BODY }));
      store.put("idx", `\x80\0\0\x01${id}${id}`, `\0\0\0\x01${id}`);
      store.put("idx", `\x80\0\0\x02${String((done * 7919) % INSERTS).padStart(8, "0")}${id}${id}`, `\0\0\0\x01${id}`);
    }
    store.commit();
  }
  const rate = INSERTS / ((performance.now() - begin) / 1000);
  store.close();
  return rate;
}

async function pipelined(count: number, inFlight: number, call: (n: number) => Promise<unknown>): Promise<number> {
  let next = 0;
  const begin = performance.now();
  const lane = async () => {
    while (next < count) await call(next++);
  };
  await Promise.all(Array.from({ length: inFlight }, lane));
  return count / ((performance.now() - begin) / 1000);
}

/** The host's side. Tells where it is on a line of JSON, answers each command with a number, and ends when its input does. */
async function serve(dataDir: string): Promise<void> {
  const host = await createHost({ dataDir: join(dataDir, "host"), port: 0, functions: FUNCTIONS, log: () => undefined });
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
  process.stdout.write(`${JSON.stringify({ url: host.url, echo: echoUrl, rssMb: process.memoryUsage.rss() / 2 ** 20 } satisfies Ready)}\n`);
  for await (const line of createInterface(process.stdin)) process.stdout.write(`${await commands[line]?.()}\n`);
  echo.close();
  closeSync(file);
  await host.close();
  process.exit(0);
}

/** Starts the host's process and answers what it told, and how long that took. */
async function start(dataDir: string) {
  const begin = performance.now();
  const child = spawn(process.execPath, [...process.execArgv, process.argv[1] ?? "", "serve", dataDir], { stdio: ["pipe", "pipe", "inherit"] });
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

/** The least of a sync client that can be measured. */
class Client {
  private readonly socket: WebSocket;
  private readonly waiting = new Map<number, () => void>();
  private nextRequest = 0;
  onUpdate: () => void = () => undefined;

  constructor(url: string) {
    this.socket = new WebSocket(`${url.replace(/^http/, "ws")}/api/1.48.0/sync`);
    this.socket.on("message", (data) => {
      const text = data instanceof Buffer ? data.toString("utf8") : "";
      const message = JSON.parse(text) as { type: string; requestId?: number; success?: boolean; modifications?: unknown[] };
      if (message.type === "MutationResponse" && message.requestId !== undefined) {
        if (message.success !== true) throw new Error(text);
        this.waiting.get(message.requestId)?.();
        this.waiting.delete(message.requestId);
      }
      if (message.type === "Transition" && (message.modifications?.length ?? 0) > 0) this.onUpdate();
    });
  }

  async open(): Promise<void> {
    await new Promise((resolve) => this.socket.once("open", resolve));
    this.send({ type: "Connect", sessionId: `bench-${Math.random()}`, connectionCount: 0, lastCloseReason: null, clientTs: 0 });
  }

  /** Follows the values of keys from 0, and resolves when all are there. */
  follow(count: number): Promise<void> {
    const modifications = Array.from({ length: count }, (_, key) => ({ type: "Add", queryId: key, udfPath: "items:value", args: [{ key }] }));
    const arrived = new Promise<void>((resolve) => (this.onUpdate = resolve));
    this.send({ type: "ModifyQuerySet", baseVersion: 0, newVersion: 1, modifications });
    return arrived;
  }

  mutate(udfPath: string, args: object): Promise<void> {
    const requestId = this.nextRequest++;
    const answered = new Promise<void>((resolve) => this.waiting.set(requestId, resolve));
    this.send({ type: "Mutation", requestId, udfPath, args: [args] });
    return answered;
  }

  close(): void {
    this.socket.close();
  }

  private send(message: object): void {
    this.socket.send(JSON.stringify(message));
  }
}

interface Spread {
  readonly p50: number;
  readonly p99: number;
}

async function sample(once: (n: number) => Promise<void>): Promise<Spread> {
  const times: number[] = [];
  for (let n = -50; n < SAMPLES; n++) {
    const begin = performance.now();
    await once(n);
    if (n >= 0) times.push(performance.now() - begin);
  }
  times.sort((a, b) => a - b);
  return { p50: times[Math.floor(SAMPLES * 0.5)] ?? 0, p99: times[Math.floor(SAMPLES * 0.99)] ?? 0 };
}

async function echoLatency(url: string): Promise<Spread> {
  const socket = new WebSocket(url);
  await new Promise((resolve) => socket.once("open", resolve));
  const spread = await sample(async (n) => {
    const back = new Promise((resolve) => socket.once("message", resolve));
    socket.send(JSON.stringify({ type: "Mutation", requestId: n, udfPath: "items:set", args: [{ key: 0, value: n }] }));
    await back;
  });
  socket.close();
  return spread;
}

/** From the call of a mutation to the news of it at another socket, which follows `queries` queries; one is touched. */
async function pushLatency(url: string, queries: number): Promise<Spread> {
  const [writer, reader] = [new Client(url), new Client(url)];
  await Promise.all([writer.open(), reader.open()]);
  await reader.follow(queries);
  const spread = await sample(async (n) => {
    const told = new Promise<void>((resolve) => (reader.onUpdate = resolve));
    const answered = writer.mutate("items:set", { key: 0, value: n + 1000 * queries });
    await told;
    await answered;
  });
  writer.close();
  reader.close();
  return spread;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

function report(name: string, ours: string, beside = "", ratio = ""): void {
  process.stdout.write(`${name.padEnd(44)} ${ours.padStart(20)} ${beside.padStart(28)} ${ratio.padStart(8)}\n`);
}

const perSecond = (value: number) => `${Math.round(value)} /s`;
const milliseconds = ({ p50, p99 }: Spread) => `${p50.toFixed(2)} / ${p99.toFixed(2)} ms`;

async function main(): Promise<void> {
  const dataDir = mkdtempSync(join(tmpdir(), "bench-host-"));
  try {
    let host = await start(dataDir);
    const writer = new Client(host.ready.url);
    await writer.open();
    const insert = (key: number) => writer.mutate("items:insert", { key: DOCUMENTS * 2 + key, body: BODY });
    await pipelined(2000, IN_FLIGHT, insert);
    const rounds: { raw: number; inside: number; socket: number }[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      rounds.push({ raw: await host.ask("raw"), inside: await host.ask("inside"), socket: await pipelined(INSERTS, IN_FLIGHT, insert) });
    }
    report("figure", "host", "machine", "ratio");
    for (const [name, of] of [["durable inserts, in process", "inside"], [`durable inserts, 1 socket, ${IN_FLIGHT} in flight`, "socket"]] as const) {
      tell({ section: "host", what: name, value: median(rounds.map((round) => round[of])), unit: "/s", floor: { name: "the raw driver", value: median(rounds.map(({ raw }) => raw)) } });
      report(name, perSecond(median(rounds.map((round) => round[of]))), `raw driver ${perSecond(median(rounds.map(({ raw }) => raw)))}`, median(rounds.map((round) => round[of] / round.raw)).toFixed(2));
    }
    for (let from = 0; from < DOCUMENTS; from += 1000) await writer.mutate("items:fill", { from, count: 1000, body: BODY });
    writer.close();
    const echo = await echoLatency(host.ready.echo);
    for (const queries of [1, 1000]) {
      const push = await pushLatency(host.ready.url, queries);
      for (const share of ["p50", "p99"] as const) tell({ section: "host", what: `mutation to subscriber, ${queries} live queries, ${share}`, value: push[share], unit: "ms", floor: { name: "echo and fsync", value: echo[share] } });
      report(`mutation to subscriber, ${queries} live queries (p50/p99)`, milliseconds(push), `echo+fsync ${milliseconds(echo)}`, (push.p50 / echo.p50).toFixed(1));
    }
    tell({ section: "host", what: `memory with ${DOCUMENTS} documents, after all that`, value: await host.ask("rss"), unit: "MiB" });
    report("memory after all that", `${Math.round(await host.ask("rss"))} MiB`);
    await host.stop();
    host = await start(dataDir);
    tell({ section: "host", what: `start to ready, over ${DOCUMENTS} documents`, value: host.startMs, unit: "ms" });
    report(`start to ready, over ${DOCUMENTS} documents`, `${Math.round(host.startMs)} ms`);
    report("memory after the start", `${Math.round(host.ready.rssMb)} MiB`);
    await host.stop();
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
}

const [, , mode, folder] = process.argv;
await (mode === "serve" && folder !== undefined ? serve(folder) : main());
