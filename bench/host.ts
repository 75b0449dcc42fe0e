/*
 * How fast the whole host is on this machine, each figure beside what the machine can do without it: the raw SQLite driver for
 * writes, a bare WebSocket echo with one fsync for latency. Not a test: figures vary with the disk and with whatever else runs,
 * so only those of one run may be compared.
 *
 *   npm run bench
 *
 * The host runs in a process of its own (`serve`), the clients in this one.
 */
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { Client } from "./lib/host/client.ts";
import { echoLatency, pushLatency, type Spread } from "./lib/host/latency.ts";
import { bundleApp, serve, start } from "./lib/host/server.ts";
import { BODY, DOCUMENTS, INSERTS, pipelined } from "./lib/host/work.ts";
import { report as tell } from "./lib/report.mjs";

/** Each write figure is taken so often, in turns, and the ratio is the median of the rounds: the disk is never the same twice. */
const ROUNDS = 3;
const IN_FLIGHT = 64;

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

function line(name: string, ours: string, beside = "", ratio = ""): void {
  process.stdout.write(`${name.padEnd(44)} ${ours.padStart(20)} ${beside.padStart(28)} ${ratio.padStart(8)}\n`);
}

const perSecond = (value: number) => `${Math.round(value)} /s`;
const milliseconds = ({ p50, p99 }: Spread) => `${p50.toFixed(2)} / ${p99.toFixed(2)} ms`;

async function main(): Promise<void> {
  const dataDir = mkdtempSync(join(tmpdir(), "bench-host-"));
  try {
    await bundleApp(dataDir);
    let host = await start(dataDir);
    // The raw driver runs in a process like the host's, but not in the host's, whose memory is measured.
    const bareDir = join(dataDir, "bare");
    mkdirSync(bareDir);
    await bundleApp(bareDir);
    const bare = await start(bareDir);
    const writer = new Client(host.ready.url);
    await writer.open();
    const insert = (key: number) => writer.mutate("items:insert", { key: DOCUMENTS * 2 + key, body: BODY });
    await pipelined(2000, IN_FLIGHT, insert);
    const rounds: { raw: number; inside: number; socket: number }[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      rounds.push({ raw: await bare.ask("raw"), inside: await host.ask("inside"), socket: await pipelined(INSERTS, IN_FLIGHT, insert) });
    }
    await bare.stop();
    line("figure", "host", "machine", "ratio");
    for (const [name, of] of [
      ["durable inserts, in process", "inside"],
      [`durable inserts, 1 socket, ${IN_FLIGHT} in flight`, "socket"],
    ] as const) {
      tell({
        section: "host",
        what: name,
        value: median(rounds.map((round) => round[of])),
        unit: "/s",
        floor: { name: "the raw driver", value: median(rounds.map(({ raw }) => raw)) },
      });
      line(
        name,
        perSecond(median(rounds.map((round) => round[of]))),
        `raw driver ${perSecond(median(rounds.map(({ raw }) => raw)))}`,
        median(rounds.map((round) => round[of] / round.raw)).toFixed(2),
      );
    }
    for (let from = 0; from < DOCUMENTS; from += 1000) await writer.mutate("items:fill", { from, count: 1000, body: BODY });
    writer.close();
    const echo = await echoLatency(host.ready.echo);
    for (const queries of [1, 1000]) {
      const push = await pushLatency(host.ready.url, queries);
      for (const share of ["p50", "p99"] as const)
        tell({
          section: "host",
          what: `mutation to subscriber, ${queries} live queries, ${share}`,
          value: push[share],
          unit: "ms",
          floor: { name: "echo and fsync", value: echo[share] },
        });
      line(
        `mutation to subscriber, ${queries} live queries (p50/p99)`,
        milliseconds(push),
        `echo+fsync ${milliseconds(echo)}`,
        (push.p50 / echo.p50).toFixed(1),
      );
    }
    tell({ section: "host", what: `memory with ${DOCUMENTS} documents, after all that`, value: await host.ask("rss"), unit: "MiB" });
    line("memory after all that", `${Math.round(await host.ask("rss"))} MiB`);
    await host.stop();
    host = await start(dataDir);
    tell({ section: "host", what: `start to ready, over ${DOCUMENTS} documents`, value: host.startMs, unit: "ms" });
    line(`start to ready, over ${DOCUMENTS} documents`, `${Math.round(host.startMs)} ms`);
    line("memory after the start", `${Math.round(host.ready.rssMb)} MiB`);
    await host.stop();
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
}

const [, , mode, folder] = process.argv;
await (mode === "serve" && folder !== undefined ? serve(folder) : main());
