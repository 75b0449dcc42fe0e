/*
 * By how much a flood slows its neighbours: an operator who reads and promotes, and an arm that sends heartbeats, beside each flood
 * of bench/lib/floods.ts, and without it, in turn. The host, the attacker and the honest ones are a process
 * each, on one machine; the attacker has a lower priority. Takes about six minutes.
 */
import { fork } from "node:child_process";
import { readFileSync } from "node:fs";
import { getPriority, setPriority } from "node:os";
import { fileURLToPath } from "node:url";

import buildChaos from "../chaos/attack/build.ts";
import { heartbeat, openTarget, type Target } from "../chaos/attack/victim.ts";
import { rpc } from "../chaos/template.ts";
import * as reflex from "../sdk/src/index.ts";
import { floods, made, type Aim } from "./lib/floods.ts";
import { report } from "./lib/report.mjs";

/** A hundred rounds with the flood and a hundred without, in turn. One heartbeat a round, so that the arm keeps to ten a second. */
const BLOCKS = 5;
const ROUNDS = 20;
/** How long a flood rages before it is measured. */
const SETTLE_MS = 500;
const ROUND_MS = 120;
type Deed = "read" | "heartbeat" | "promote";
type Times = Record<Deed, number[]> & {
  /** Promotes refused because the arm was heard too late: not online any more, or its clock taken to be behind. */ refused: number;
  /** What the host's process used of processors, of how long, ms. */ hostMs: number;
  ms: number;
};

const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));
const percentile = (times: readonly number[], share: number): number =>
  times.toSorted((a, b) => a - b)[Math.floor((times.length - 1) * share)] ?? NaN;

/** What the host's process has used of processors, ms. */
function processorMs({ host }: Target): number {
  const stat = readFileSync(`/proc/${host.pids[0]}/stat`, "utf8");
  const [user, system] = stat
    .slice(stat.lastIndexOf(")") + 2)
    .split(" ")
    .slice(11);
  return (Number(user) + Number(system)) * 10;
}

/** Resolves when the host has done what a flood left to be done. */
async function settled(target: Target): Promise<void> {
  for (let tries = 0; tries < 40; tries += 1) {
    const used = processorMs(target);
    await pause(200);
    if (processorMs(target) - used <= 20) return;
  }
}

let steps = 1_000;

/** What honest neighbours do, and how long each thing took them, ms, added to `times`. A heartbeat or read that is refused is an error: a flood may slow them, not keep them out. */
async function honestWork(target: Target, times: Times): Promise<void> {
  const { url, signedIn, sessionId, template } = target;
  const [arm] = template.arms;
  if (arm === undefined) throw new Error("no arm");
  const timed = async <T>(deed: Deed, work: () => Promise<T>): Promise<T> => {
    const begun = performance.now();
    const answer = await work();
    times[deed].push(performance.now() - begun);
    return answer;
  };
  for (let round = 0; round < ROUNDS; round += 1) {
    const next = performance.now() + ROUND_MS;
    steps += 100;
    const beat = await timed("heartbeat", () => heartbeat(arm, url, { sessionId, steps, intervalMs: 2_000 }));
    if (beat["accepted"] !== true) throw new Error(`heartbeat: ${JSON.stringify(beat)}`);
    await timed("read", () => rpc(url, "query", "sessions:get", { id: sessionId }, signedIn));
    const promoted = await timed("promote", async () => {
      const { intent, version } = await rpc<{ intent: string; version: number }>(
        url,
        "mutation",
        "sessions:requestIntent",
        { id: sessionId },
        signedIn,
      );
      return rpc<{ ok: boolean }>(url, "mutation", "sessions:promote", { id: sessionId, intent, version, budgetSeconds: 60 }, signedIn);
    });
    if (!promoted.ok && !/robot_not_online|clock_skew/.test(JSON.stringify(promoted)))
      throw new Error(`promote: ${JSON.stringify(promoted)}`);
    if (!promoted.ok) times.refused += 1;
    await rpc(url, "mutation", "sessions:demote", { id: sessionId, reason: "bench" }, signedIn);
    await pause(next - performance.now());
  }
}

const noTimes = (): Times => ({ read: [], heartbeat: [], promote: [], refused: 0, hostMs: 0, ms: 0 });

/** Starts the flood in a process of its own. `end` kills that, with all that it has under way, and answers how much it asked for. */
async function startFlood(flood: string, aim: Aim): Promise<{ end: () => Promise<number> }> {
  const attacker = fork(fileURLToPath(import.meta.url), [JSON.stringify({ flood, aim })]);
  const told = (): Promise<number> => new Promise((done, refuse) => attacker.once("message", done).once("error", refuse));
  // An attacker sits elsewhere: here its own work gets less of the processors than that of the others.
  setPriority(attacker.pid ?? 0, Math.min(19, getPriority() + 19));
  await told();
  return {
    end: async () => {
      const counted = told();
      attacker.send("over");
      const count = await counted;
      attacker.kill("SIGKILL");
      return count;
    },
  };
}

/** Works beside the flood and without it in turn: whatever else the machine does falls on both. */
async function beside(flood: string, aim: Aim, target: Target): Promise<{ flooded: Times; alone: Times; perSecond: number }> {
  const [flooded, alone] = [noTimes(), noTimes()];
  let asked = 0;
  for (let block = 0; block < BLOCKS; block += 1) {
    await settled(target);
    await timedWork(target, alone);
    const { end } = await startFlood(flood, aim);
    await pause(SETTLE_MS);
    await timedWork(target, flooded);
    asked += await end();
  }
  return { flooded, alone, perSecond: asked / ((BLOCKS * SETTLE_MS + flooded.ms) / 1_000) };
}

async function timedWork(target: Target, times: Times): Promise<void> {
  const [from, used] = [performance.now(), processorMs(target)];
  await honestWork(target, times);
  times.ms += performance.now() - from;
  times.hostMs += processorMs(target) - used;
}

async function main(): Promise<void> {
  buildChaos();
  const target = await openTarget();
  try {
    const [, other] = target.template.arms;
    if (other === undefined) throw new Error("no second arm");
    const { id: robotId } = await reflex.registerRobot({
      name: "arm-to-be-claimed",
      robotSchemaId: String((await reflex.listRobots(target.as)).robots[0]?.["robotSchemaId"]),
      ...target.as,
    });
    const { token } = await reflex.createPairingToken(robotId, target.as);
    const aim: Aim = {
      url: target.url,
      email: "operator@chaos.example",
      robotId: other.robotId,
      credential: other.credential,
      claim: String(token).slice(0, -8),
    };
    const wanted = process.argv.slice(2);
    await honestWork(target, noTimes());
    for (const flood of Object.keys(floods).filter((name) => wanted.length === 0 || wanted.some((word) => name.includes(word)))) {
      const { flooded, alone, perSecond } = await beside(flood, aim, target);
      const share = ({ hostMs, ms }: Times): number => Math.round((100 * hostMs) / ms);
      for (const deed of ["read", "heartbeat", "promote"] as const) {
        const p50 = percentile(flooded[deed], 0.5) / percentile(alone[deed], 0.5);
        const refused = deed === "promote" && flooded.refused > 0 ? `; ${flooded.refused} refused, the arm heard too late` : "";
        report({
          section: "attack",
          what: `${deed}, 99 of 100, beside ${flood}`,
          value: percentile(flooded[deed], 0.99),
          unit: "ms",
          floor: { name: "without it", value: percentile(alone[deed], 0.99) },
          goal: { most: 2, of: "ratio" },
          note: `half: ${p50.toFixed(2)} times; ${Math.round(perSecond)} a second; the host uses ${share(flooded)} % of a core, ${share(alone)} % without${refused}`,
        });
      }
    }
  } finally {
    await target.close();
  }
}

function attack(): void {
  const { flood, aim } = JSON.parse(process.argv[2] ?? "") as { flood: string; aim: Aim };
  process.once("message", () => process.send?.(made.count));
  process.send?.("ready");
  void floods[flood]?.(aim);
}

await (process.send === undefined ? main() : attack());
