import { t } from "@lingui/core/macro";
import { useSyncExternalStore } from "react";

import { api } from "#convex/_generated/api.js";
import { convex } from "#src/api/client.ts";
import type { RobotId } from "#src/api/robots.ts";
import type { FromSimulation, ToSimulation } from "#src/api/simulation-messages.ts";
import { serverWords } from "#src/api/server-words.ts";
import { convexUrl } from "#src/api/urls.ts";
import { addToast } from "#src/lib/toast.ts";

/** A simulated robot that this tab runs, or tried to. */
export type Simulation = { state: "starting" | "running" | "ended" } | { state: "failed"; message: string };

const workers = new Map<RobotId, Worker>();
let simulations: ReadonlyMap<RobotId, Simulation> = new Map();
const listeners = new Set<() => void>();

function set(robotId: RobotId, simulation: Simulation): void {
  simulations = new Map(simulations).set(robotId, simulation);
  for (const listener of listeners) listener();
}

const send = (worker: Worker, message: ToSimulation) => worker.postMessage(message);

/** Pairs a simulated machine in this tab with the robot, and runs it until it is ended or the tab closes. Whatever was paired before loses its credential. */
export async function startSimulation(robotId: RobotId): Promise<void> {
  const { token } = await convex.mutation(api.pairing.create, { robotId, ttlSeconds: 60 });
  workers.get(robotId)?.terminate();
  const worker = new Worker(new URL("simulated-robot.worker.ts", import.meta.url), { type: "module" });
  workers.set(robotId, worker);
  set(robotId, { state: "starting" });
  worker.addEventListener("message", ({ data }: MessageEvent<FromSimulation>) => {
    if (data.kind === "code") {
      const { code } = data;
      // This tab is the robot's only display.
      return addToast({ tone: "info", text: t`The simulated robot shows ${code}.` });
    }
    set(robotId, data.kind === "failed" ? { state: "failed", message: serverWords(data.message) } : { state: data.kind });
    if (data.kind !== "running") worker.terminate();
  });
  worker.addEventListener("error", () =>
    set(robotId, { state: "failed", message: t`The simulated robot broke. Reload the page and try again.` }),
  );
  send(worker, { kind: "start", token, convexUrl });
}

/** Lets the simulated machine say goodbye and end. */
export function endSimulation(robotId: RobotId): void {
  const worker = workers.get(robotId);
  if (worker !== undefined) send(worker, { kind: "end" });
}

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => void listeners.delete(listener);
};

/** What this tab knows of its simulation of a robot; undefined when it runs none. */
export const useSimulation = (robotId: RobotId): Simulation | undefined => useSyncExternalStore(subscribe, () => simulations.get(robotId));
