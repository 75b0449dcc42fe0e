import type { Heartbeat } from "../src/index.ts";
import type { StopCommand } from "./answer.ts";
import type { Counts } from "./counts.ts";
import type { Observation } from "./policy.ts";

/** What an agent knows of its robot when it reports. */
export type Known = {
  seq: number;
  /** Epoch ms of the robot's clock. */
  wallMs: number;
  intervalMs: number;
  applying: boolean;
  sessionId: string | null;
  fault: string | null;
  stop: StopCommand | null;
  observation: Observation | null;
  /** How far the newest row would move each joint at once; null when that is not known. */
  firstMove: number[] | null;
  /** The code that is shown since the last heartbeat. */
  presenceShown: string | undefined;
  roundTripMs: number | undefined;
  inferenceMs: number | undefined;
  controlHz: number | undefined;
  counts: Counts;
};

function stateOf({ fault, stop, applying, sessionId }: Known): NonNullable<Heartbeat["state"]> {
  if (fault !== null) return "fault";
  if (stop !== null) return "safe_stop";
  if (applying) return "applying";
  return sessionId === null ? "idle" : "running";
}

/** One heartbeat. A session's counts are told while there is one, an acknowledgement while a stop is being obeyed. */
export function reportOf(known: Known): Heartbeat {
  const { applying, sessionId, observation: seen, stop, counts, inferenceMs } = known;
  return {
    seq: known.seq,
    sentAt: known.wallMs,
    intervalMs: known.intervalMs,
    mode: applying ? "apply_actions" : "dry_run",
    state: stateOf(known),
    message: known.fault ?? undefined,
    // Where no inference is reported, the server takes the way to it for the policy's latency: not in a session that has yet to infer.
    roundTripMs: sessionId !== null && inferenceMs === undefined ? undefined : known.roundTripMs,
    batteryPct: seen?.batteryPct,
    temperatureC: seen?.temperatureC,
    cpuPct: seen?.cpuPct,
    joints: seen?.joints,
    ...(stop === null ? {} : { ack: { ...stop, motionZero: seen !== null && !seen.moving } }),
    ...(sessionId === null
      ? {}
      : {
          sessionId,
          countsSince: counts.since,
          steps: counts.steps,
          appliedSteps: counts.appliedSteps,
          safeStops: counts.safeStops,
          controlHz: known.controlHz,
          inferenceMs,
          firstMove: known.firstMove ?? undefined,
          presenceShown: known.presenceShown,
        }),
  };
}
