/*
 * By how much a flood slows its neighbours: an operator who reads and promotes, and an arm that sends heartbeats, beside each flood
 * of bench/lib/floods.ts, and without any in the same run, before and after. The host, the attacker and the honest ones are a process
 * or thread each, on one machine: the attacker's own work is part of what slows them. Takes about three minutes.
 */
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";

import buildChaos from "../chaos/attack/build.ts";
import { heartbeat, openTarget, type Target } from "../chaos/attack/victim.ts";
import { rpc } from "../chaos/template.ts";
import * as reflex from "../sdk/src/index.ts";
import { floods, type Aim } from "./lib/floods.ts";
import { report } from "./lib/report.mjs";

/** One a round, so that the arm keeps to ten heartbeats a second. */
const ROUNDS = 100;
const ROUND_MS = 120;
type Deed = "read" | "heartbeat" | "promote";
type Times = Record<Deed, number[]> & {
  /** Promotes refused because the arm was heard too late: not online any more, or its clock taken to be behind. */ refused: number;
};

const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));
const percentile = (times: readonly number[], share: number): number =>
  times.toSorted((a, b) => a - b)[Math.floor((times.length - 1) * share)] ?? NaN;

let steps = 1_000;

/** What honest neighbours do, and how long each thing took them, ms. A heartbeat or read that is refused is an error: a flood may slow them, not keep them out. */
async function honestTimes(target: Target): Promise<Times> {
  const { url, signedIn, sessionId, template } = target;
  const [arm] = template.arms;
  if (arm === undefined) throw new Error("no arm");
  const times: Times = { read: [], heartbeat: [], promote: [], refused: 0 };
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
  return times;
}

/** Runs the flood in a thread of its own while the neighbours work; answers their times, and how many requests it made a second. */
async function beside(flood: string, aim: Aim, target: Target): Promise<{ times: Times; perSecond: number }> {
  const worker = new Worker(new URL(import.meta.url), { workerData: { flood, aim } });
  const begun = performance.now();
  const ended = new Promise<number>((done, refuse) => worker.once("message", done).once("error", refuse));
  await pause(1_000);
  const times = await honestTimes(target).finally(() => worker.postMessage("over"));
  const perSecond = (await ended) / ((performance.now() - begun) / 1_000);
  await worker.terminate();
  return { times, perSecond };
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
    await honestTimes(target);
    // Before and after each, so that whatever else the machine does falls on both.
    let before = await honestTimes(target);
    for (const flood of Object.keys(floods).filter((name) => wanted.length === 0 || wanted.some((word) => name.includes(word)))) {
      const { times, perSecond } = await beside(flood, aim, target);
      await pause(1_000);
      const after = await honestTimes(target);
      for (const deed of ["read", "heartbeat", "promote"] as const) {
        const alone = [...before[deed], ...after[deed]];
        const p50 = percentile(times[deed], 0.5) / percentile(alone, 0.5);
        report({
          section: "attack",
          what: `${deed}, 99 of 100, beside ${flood}`,
          value: percentile(times[deed], 0.99),
          unit: "ms",
          floor: { name: "without it", value: percentile(alone, 0.99) },
          goal: { most: 2, of: "ratio" },
          note: `half: ${p50.toFixed(2)} times; ${Math.round(perSecond)} a second${deed === "promote" && times.refused > 0 ? `; ${times.refused} refused, the arm heard too late` : ""}`,
        });
      }
      before = after;
    }
  } finally {
    await target.close();
  }
}

async function attack(): Promise<void> {
  const { flood, aim } = workerData as { flood: string; aim: Aim };
  let isOver = false;
  parentPort?.once("message", () => (isOver = true));
  parentPort?.postMessage((await floods[flood]?.(aim, () => isOver)) ?? 0);
}

await (isMainThread ? main() : attack());
