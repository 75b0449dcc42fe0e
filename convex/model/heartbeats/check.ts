import type { Id } from "../../_generated/dataModel";
import { appError } from "../../errors";
import { checkCameraNames } from "../cameras/rules";
import { checkNumber, checkText } from "../checks";

// Pure: what a heartbeat is, and what of it no honest robot sends.

export const numberNames = [
  "steps",
  "appliedSteps",
  "safeStops",
  "controlHz",
  "inferenceMs",
  "roundTripMs",
  "batteryPct",
  "temperatureC",
  "cpuPct",
] as const;
export type Numbers = { [Name in (typeof numberNames)[number]]?: number };

export type Heartbeat = Numbers & {
  seq: number;
  sentAt?: number;
  intervalMs?: number;
  countsSince?: number;
  mode?: "dry_run" | "apply_actions";
  state?: string;
  joints?: number[];
  firstMove?: number[];
  message?: string;
  goodbye?: boolean;
  presenceShown?: string;
  cameras?: string[];
  sessionId?: Id<"sessions"> | null;
  deploymentId?: Id<"deployments"> | null;
};

/** The least and the greatest that each may be. */
export const boundsOf: Record<(typeof numberNames)[number], [number, number]> = {
  steps: [0, 1e12],
  appliedSteps: [0, 1e12],
  safeStops: [0, 1e9],
  controlHz: [0, 100_000],
  inferenceMs: [0, 1e7],
  roundTripMs: [0, 1e7],
  batteryPct: [0, 100],
  temperatureC: [-273.15, 10_000],
  cpuPct: [0, 100_000],
};

export function numbersOf(heartbeat: Numbers): Numbers {
  const numbers: Numbers = {};
  for (const name of numberNames) {
    const value = heartbeat[name];
    if (value !== undefined) numbers[name] = checkNumber(value, `$.${name}`, ...boundsOf[name]);
  }
  return numbers;
}

/** Refuses what no honest robot sends, before anything is read or written. */
export function checkHeartbeat(heartbeat: Heartbeat): void {
  const { seq, sentAt, intervalMs, countsSince, state, message, presenceShown, cameras } = heartbeat;
  if (!Number.isSafeInteger(seq) || seq < 0) {
    throw appError({ code: "invalid", path: "$.seq", message: "Give a whole number from 0." });
  }
  if (sentAt !== undefined) checkNumber(sentAt, "$.sentAt", 0, 8.64e15);
  if (intervalMs !== undefined) checkNumber(intervalMs, "$.intervalMs", 50, 60_000);
  if (countsSince !== undefined) checkNumber(countsSince, "$.countsSince", 0, 8.64e15);
  numbersOf(heartbeat);
  for (const name of ["joints", "firstMove"] as const) checkJoints(heartbeat[name] ?? [], `$.${name}`);
  if (state !== undefined) checkText(state, "$.state", 50);
  if (presenceShown !== undefined) checkText(presenceShown, "$.presenceShown", 64);
  if (cameras !== undefined) checkCameraNames(cameras);
  if (message !== undefined) checkText(message, "$.message", 500);
}

function checkJoints(joints: readonly number[], path: string): void {
  if (joints.length > 64) throw appError({ code: "invalid", path, message: "Give at most 64 numbers." });
  joints.forEach((joint, index) => checkNumber(joint, `${path}[${index}]`, -1e9, 1e9));
}
