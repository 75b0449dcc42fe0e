import type { Doc } from "../_generated/dataModel";
import { specText } from "./deployments";
import { variable } from "./environment";

export type Worker = { primeUrl: string | null; workerUrl: string | null };

const isUrl = (text: string | null): text is string => text !== null && /^(https?|wss?):\/\/[^\s]+$/.test(text);

/**
 * Where a session's policy runs: the deployment's `workerUrl`, else the server's `REFLEX_WORKER_URL`. The runtime
 * `edge` runs on the robot's own machine and needs none; any other runtime without a worker is refused.
 */
export function findWorker(runtime: string, deployment: Doc<"deployments"> | null): Worker | "none_available" {
  const workerUrl = specText(deployment, "workerUrl") ?? variable("REFLEX_WORKER_URL");
  const primeUrl = specText(deployment, "primeUrl") ?? variable("REFLEX_PRIME_URL");
  if (isUrl(workerUrl)) return { workerUrl, primeUrl: isUrl(primeUrl) ? primeUrl : workerUrl };
  return runtime === "edge" ? { workerUrl: null, primeUrl: null } : "none_available";
}
