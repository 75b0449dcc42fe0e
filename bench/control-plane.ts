/*
 * What the control plane costs: a heartbeat beside a bare insert on the same host, the rows a heartbeat touches as the fleet
 * grows, and the first page of sessions and receipts as they grow. Not a test: the numbers vary with whatever else runs;
 * the counts of rows do not.
 *
 *   npx esbuild bench/control-plane.ts --bundle --platform=node --format=esm --packages=external --outfile=build/bench-control-plane.mjs
 *   node build/bench-control-plane.mjs [most rows, default 100000]
 */
import { report } from "./lib/report.mjs";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { createHost } from "../host/src/index.ts";
import { seedingAndCounting } from "./lib/control-functions.ts";

const mostRows = Number(process.argv[2] ?? 100_000);
const functions = join(process.cwd(), "build", "bench-control-functions");

rmSync(functions, { recursive: true, force: true });
mkdirSync(functions, { recursive: true });
cpSync("convex", functions, { recursive: true, filter: (path) => !path.includes(".test.") && !path.includes(".testing.") });
// Seeding and counting have no business in the real folder, so they live in a copy of it.
writeFileSync(join(functions, "bench.ts"), seedingAndCounting);
const dataDir = mkdtempSync(join(tmpdir(), "reflex-bench-"));
const host = await createHost({ dataDir, port: 0, functions, log: () => undefined });

type Json = string | number | boolean;
const run = async <T>(path: string, args: Record<string, Json | null | number[]>, kind: "query" | "mutation" = "mutation"): Promise<T> =>
  (await host.run(path, args as never, kind)) as T;
const say = (name: string, text: string) => console.log(`${name.padEnd(58)} ${text}`);
const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));

function percentile(times: readonly number[], share: number): number {
  const sorted = times.toSorted((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) * share)] ?? 0;
}

async function timesOf(rounds: number, work: (round: number) => Promise<unknown>): Promise<number[]> {
  const times: number[] = [];
  for (let round = -Math.ceil(rounds / 10); round < rounds; round += 1) {
    const begun = performance.now();
    await work(round);
    if (round >= 0) times.push(performance.now() - begun);
  }
  return times;
}

type Ok<T> = { ok: true } & T;
const schema = { control_hz: 25, actions: { action: { shape: [6], safe_stop: { mode: "hold" } } } };
const { apiKey } = await run<{ apiKey: string }>("setup:createApiKey", { name: "bench", role: "admin" });
const { id: robotSchemaId } = await run<Ok<{ id: string }>>("publicApi:registerRobotSchema", {
  apiKey,
  name: "so101",
  schema: JSON.stringify(schema),
});
const { id: deploymentId } = await run<Ok<{ id: string }>>("publicApi:createDeployment", {
  apiKey,
  name: "bench",
  modelId: "pi0.5",
  robotSchemaId,
});

/** A robot with a credential of its own and an open session. */
async function robotNamed(name: string) {
  const { id: robotId } = await run<Ok<{ id: string }>>("publicApi:registerRobot", { apiKey, name, robotSchemaId });
  const { token } = await run<Ok<{ token: string }>>("publicApi:createPairingToken", { apiKey, robotId });
  const { credential } = await run<Ok<{ credential: string }>>("publicApi:claimPairingToken", { token });
  const { sessionId } = await run<Ok<{ sessionId: string }>>("publicApi:authorizeSession", { apiKey: credential, deploymentId });
  return { robotId, credential, sessionId, seq: 0 };
}

// Many robots in turn, because one alone may report ten times a second.
const fleet: Awaited<ReturnType<typeof robotNamed>>[] = [];
const spare = await robotNamed("arm-receipt");
for (let index = 0; index < 64; index += 1) fleet.push(await robotNamed(`arm-${index}`));
const joints = [0, 0, 0, 0, 0, 0];

async function beat(index: number): Promise<void> {
  const robot = fleet[((index % fleet.length) + fleet.length) % fleet.length];
  if (robot === undefined) throw new Error("no robot");
  robot.seq += 1;
  const { credential, robotId, sessionId, seq } = robot;
  const facts = { mode: "dry_run", state: "running", steps: seq * 25, inferenceMs: 30, controlHz: 25, batteryPct: 80, joints };
  const answer = await run<{ ok: boolean; accepted?: boolean }>("publicApi:heartbeatRobot", {
    apiKey: credential,
    robotId,
    sessionId,
    seq,
    sentAt: Date.now(),
    intervalMs: 1_000,
    ...facts,
  });
  if (!answer.ok) throw new Error(`heartbeat refused: ${JSON.stringify(answer)}`);
}

async function heartbeatCost(): Promise<void> {
  // In turns, so that whatever else the machine does falls on both alike.
  const bare: number[] = [];
  const beats: number[] = [];
  for (let turn = 0; turn < 6; turn += 1) {
    bare.push(...(await timesOf(100, (n) => run("bench:bare", { n }))));
    beats.push(...(await timesOf(100, beat)));
    await pause(500);
  }
  for (const share of [0.5, 0.95]) {
    const [one, other] = [percentile(bare, share), percentile(beats, share)];
    say(
      `one at a time, p${share * 100}`,
      `insert ${one.toFixed(2)} ms, heartbeat ${other.toFixed(2)} ms, ratio ${(other / one).toFixed(2)}`,
    );
  }
  const throughput = async (work: (n: number) => Promise<unknown>) => {
    const begun = performance.now();
    for (let wave = 0; wave < 8; wave += 1) await Promise.all(fleet.map((_, index) => work(index)));
    return (8 * fleet.length) / ((performance.now() - begun) / 1_000);
  };
  await pause(2_000);
  const inserts = await throughput((n) => run("bench:bare", { n }));
  const heartbeats = await throughput(beat);
  report({
    section: "server",
    what: "heartbeats a second, 64 in flight, no page",
    value: heartbeats,
    unit: "/s",
    floor: { name: "bare inserts", value: inserts },
  });
  say(
    "64 at a time, per second",
    `insert ${Math.round(inserts)}, heartbeat ${Math.round(heartbeats)}, ratio ${(inserts / heartbeats).toFixed(2)}`,
  );
}

async function rowsOfHeartbeat(): Promise<void> {
  const [robot] = fleet;
  if (robot === undefined) throw new Error("no robot");
  let stored = fleet.length + 1;
  for (const wanted of [stored, 1_000, 10_000]) {
    for (; stored < wanted; stored += Math.min(1_000, wanted - stored)) {
      await run("bench:robots", { count: Math.min(1_000, wanted - stored), from: stored });
    }
    await pause(2_100);
    const rows = [];
    for (let n = 0; n < 3; n += 1) {
      robot.seq += 1;
      rows.push(
        await run<{ reads: number; writes: number }>("bench:countedBeat", {
          robotId: robot.robotId,
          sessionId: robot.sessionId,
          seq: robot.seq,
        }),
      );
      await pause(250);
    }
    const bare = await timesOf(100, (salt) => run("bench:bare", { n: salt }));
    const times = await timesOf(100, beat);
    const ratio = percentile(times, 0.5) / percentile(bare, 0.5);
    const { reads, writes } = rows.at(-1) ?? { reads: 0, writes: 0 };
    say(
      `heartbeat with ${stored} robots stored`,
      `${reads} rows read, ${writes} written, p50 ${percentile(times, 0.5).toFixed(2)} ms, ${ratio.toFixed(2)} bare inserts`,
    );
  }
}

async function firstPages(): Promise<void> {
  await run("publicApi:closeSession", { apiKey, sessionId: spare.sessionId });
  const before: Record<string, number> = {};
  let stored = 0;
  for (const wanted of [1_000, mostRows]) {
    const begun = performance.now();
    for (; stored < wanted; stored += Math.min(1_000, wanted - stored)) {
      const count = Math.min(1_000, wanted - stored);
      await run("bench:sessions", { count });
      await run("bench:receipts", { count });
    }
    say(`seeded ${wanted} sessions and receipts`, `${((performance.now() - begun) / 1_000).toFixed(1)} s`);
    for (const name of ["firstSessions", "firstReceipts"]) {
      const times = await timesOf(200, (salt) => run(`bench:${name}`, { salt }, "query"));
      const p50 = percentile(times, 0.5);
      const was = before[name];
      before[name] = p50;
      const change = was === undefined ? "" : `, ${((p50 / was - 1) * 100).toFixed(0)} % more than at 1000`;
      say(`${name}, 50 rows of ${wanted}`, `p10 ${percentile(times, 0.1).toFixed(2)} ms, p50 ${p50.toFixed(2)} ms${change}`);
    }
  }
}

try {
  await heartbeatCost();
  await rowsOfHeartbeat();
  await firstPages();
} finally {
  await host.close();
  rmSync(dataDir, { recursive: true, force: true });
  rmSync(functions, { recursive: true, force: true });
}
