import type { RunSummary } from "../src/index.ts";

/** What a robot says of a session; `at` is epoch ms of the robot's clock. */
export type Account = { sessionId: string; summary: RunSummary; at: number; agentVersion: string };

/** The text that a robot signs of a session: canonical JSON (RFC 8785). Pure, so that an agent in a browser says exactly the same. */
export function accountText(robotId: string, { agentVersion, at, sessionId, summary }: Account): string {
  const { ok, steps, appliedSteps, safeStops, errors } = summary;
  // Written in the order of the names, so that this plain JSON is the canonical one.
  return JSON.stringify({
    agentVersion,
    appliedSteps,
    at,
    errors,
    format: 1,
    kind: "robot-run-summary",
    ok,
    robotId,
    safeStops,
    sessionId,
    steps,
  });
}
