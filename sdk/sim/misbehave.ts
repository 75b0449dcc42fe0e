import type { Clock, Transport } from "../agent/index.ts";
import type { Answer } from "../src/index.ts";

/** A line to the server with the faults of a real one, to see what the console and the agent make of them. */
export function misbehave(line: Transport, faults: { silentAfterS: number | null; ignoreStop: boolean }, clock: Clock): Transport {
  /** When a heartbeat first said that actions are applied. */
  let appliedAt: number | null = null;
  const silent = (): boolean =>
    faults.silentAfterS !== null && appliedAt !== null && clock.monotonicMs() - appliedAt >= faults.silentAfterS * 1000;
  let last: Answer | null = null;
  /** From the first stop on, a robot that ignores stops believes what it heard before it. */
  const deaf = (answer: Answer): Answer => {
    if (!faults.ignoreStop || (answer["stop"] ?? null) === null) return (last = answer);
    return { ...(last ?? answer), stop: null };
  };
  const { picture, summary, watch } = line;
  return {
    heartbeat: async (fields, signal) => {
      if (fields.mode === "apply_actions") appliedAt ??= clock.monotonicMs();
      if (silent()) throw new Error("silent, as asked by --silent-after");
      return deaf(await line.heartbeat(fields, signal));
    },
    ...(summary === undefined ? {} : { summary: async (sessionId, run) => (silent() ? undefined : summary(sessionId, run)) }),
    ...(picture === undefined
      ? {}
      : { picture: (...args) => (silent() ? Promise.reject(new Error("silent, as asked by --silent-after")) : picture(...args)) }),
    // A robot that is to fall silent or deaf must not hear of the stop on its socket either.
    ...(watch === undefined || faults.ignoreStop || faults.silentAfterS !== null ? {} : { watch }),
  };
}
