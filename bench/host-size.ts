/*
 * A host over many documents: how long from the start of its process until it is ready, its memory then and after some work, and how long a
 * read and a write take, beside the same over a tenth of the documents.
 *
 *   npx esbuild bench/host-size.ts --bundle --platform=node --format=esm --packages=external --outfile=build/bench-host-size.mjs
 *   node build/bench-host-size.mjs [documents, default 100000; 10000000 take about 4 GB of disk]
 *
 * The functions are a ready bundle, as on a server. Documents are small (about 100 characters) with one index besides that of their creation.
 */
import { mkdtempSync, rmSync, statfsSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import schema from "./app/schema.ts";
import { openEngine } from "../host/src/engine/engine.ts";
import { Client } from "./lib/host/client.ts";
import { bundleApp, serve, start } from "./lib/host/server.ts";
import { report } from "./lib/report.mjs";

const ROUNDS = 5;
const CALLS = 300;
const PER_COMMIT = 2000;
/** Rows and log of a document on disk, generously. */
const BYTES_PER_DOCUMENT = 700;

const percentile = (values: readonly number[], share: number): number =>
  values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) * share)] ?? 0;

/** By the engine itself, as its users do, but without functions. */
function fill(dataDir: string, documents: number): void {
  const engine = openEngine(join(dataDir, "host"));
  // What it exports for a deployment is no part of its public type.
  engine.applySchema((schema as unknown as { export(): string }).export());
  for (let key = 0; key < documents;) {
    const tx = engine.begin("mutation");
    for (const end = Math.min(documents, key + PER_COMMIT); key < end; key++) tx.insert("items", { key, value: 0, body: "x".repeat(20) });
    engine.stage(tx);
    engine.flush();
    if (key % 1_000_000 === 0) process.stderr.write(`${key} documents\n`);
  }
  engine.close();
}

async function query(url: string, key: number): Promise<void> {
  const answer = await fetch(`${url}/api/query`, { method: "POST", body: JSON.stringify({ path: "items:value", args: { key } }) });
  const { status, value } = (await answer.json()) as { status: string; value: unknown };
  if (status !== "success" || value === null) throw new Error(`Document ${key} is not there.`);
}

async function timed(calls: number, call: (n: number) => Promise<unknown>): Promise<number[]> {
  const times: number[] = [];
  for (let n = 0; n < calls; n++) {
    const begun = performance.now();
    await call(n);
    times.push(performance.now() - begun);
  }
  return times;
}

interface Measured {
  readonly startMs: number;
  readonly startCpuMs: number;
  readonly readMs: number;
  readonly writeMs: number;
  readonly readyMb: number;
  readonly usedMb: number;
}

async function measure(documents: number): Promise<Measured> {
  const dataDir = mkdtempSync(join(tmpdir(), "bench-host-size-"));
  try {
    await bundleApp(dataDir);
    fill(dataDir, documents);
    process.stderr.write(`${Math.round(statSync(join(dataDir, "host", "data.sqlite3")).size / 2 ** 20)} MiB for ${documents} documents\n`);
    // The first one compiles the functions, and keeps that.
    await (await start(dataDir)).stop();
    const starts: number[] = [];
    const startCpus: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const host = await start(dataDir);
      starts.push(host.startMs);
      startCpus.push(host.ready.cpuMs);
      await host.stop();
    }
    const host = await start(dataDir);
    const client = new Client(host.ready.url);
    await client.open();
    const anyKey = () => Math.floor(Math.random() * documents);
    const reads = await timed(CALLS, () => query(host.ready.url, anyKey()));
    const writes = await timed(CALLS, (n) => client.mutate("items:set", { key: anyKey(), value: n + 1 }));
    const usedMb = await host.ask("rss");
    client.close();
    await host.stop();
    return {
      startMs: percentile(starts, 0.5),
      startCpuMs: percentile(startCpus, 0.5),
      readMs: percentile(reads, 0.5),
      writeMs: percentile(writes, 0.5),
      readyMb: host.ready.rssMb,
      usedMb,
    };
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
}

async function main(documents: number): Promise<void> {
  const { bavail, bsize } = statfsSync(tmpdir());
  if (bavail * bsize < documents * BYTES_PER_DOCUMENT * 2)
    throw new Error(`${tmpdir()} has too little room for ${documents} documents. Set TMPDIR to a folder with more.`);
  const few = await measure(documents / 10);
  const many = await measure(documents);
  const tell = (what: string, field: keyof typeof many, unit: string, goal?: { most: number }) =>
    report({
      section: "host",
      what: `${documents} documents: ${what}`,
      value: many[field],
      unit,
      floor: { name: `over ${documents / 10}`, value: few[field] },
      ...(goal === undefined ? {} : { goal }),
    });
  tell("start to ready (median of 5)", "startMs", "ms", { most: documents > 1_000_000 ? 3000 : 500 });
  tell("start to ready, processor time (median of 5)", "startCpuMs", "ms");
  tell("memory when ready", "readyMb", "MiB");
  tell("memory after 300 reads and 300 writes at random", "usedMb", "MiB", { most: 200 });
  tell("a query of one at random, p50", "readMs", "ms");
  tell("a change of one at random, p50", "writeMs", "ms");
}

const [, , mode, folder] = process.argv;
await (mode === "serve" && folder !== undefined ? serve(folder) : main(Number(mode ?? (process.env["BENCH_FULL"] === "1" ? 1e7 : 1e5))));
