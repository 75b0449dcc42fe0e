import { leaseMs } from "#convex/model/sessions/state.ts";
import { type HopFacts, unmetOfHops } from "#convex/model/sessions/hopConditions.ts";
import type { Connection } from "#src/api/connection.ts";
import type { RobotStatus } from "#src/api/robots.ts";
import type { Session, UnmetCondition } from "#src/api/sessions.ts";
import { type Act, outOfReach } from "#src/lib/reach.ts";

/** From this browser to the server, from there to the robot's agent, from there to the arm. */
export type HopName = "server" | "agent" | "arm";

/** What each hop makes impossible: acts, where this page is not connected; a promote, by its own unmet conditions, behind the server. */
export type Refusals = { server: readonly Act[]; agent: readonly UnmetCondition[]; arm: readonly UnmetCondition[] };

export type HopInput = {
  connection: Connection;
  /** `null`: not known yet. */
  status: RobotStatus | null;
  isRetired: boolean;
  /** The session of the page; `null` on the page of a robot. */
  session: Pick<Session, "id" | "status" | "mode" | "stop"> | null;
  /** Server time, epoch ms. */
  now: number;
};

/** What its robot said last, as the promote asks for it. */
function robotOf(status: RobotStatus, isRetired: boolean): HopFacts["robot"] {
  const { link, lastSeenAt, intervalMs, sessionId, mode, health, clockSkewMs } = status;
  return { retired: isRetired, lastSeenAt, saidGoodbye: link === "offline", intervalMs, sessionId, mode, health, clockSkewMs };
}

/** Whether the page is about an arm that may move now: there is nothing to promote then. */
export const isApplying = ({ session, status }: Pick<HopInput, "session" | "status">): boolean =>
  session === null ? status?.mode === "apply_actions" && status.sessionId !== null : session.mode === "apply_actions";

/**
 * What is not possible because of each hop: without a connection by the rule that turns the page's controls off, behind it by the very
 * checks of the promote. A page that is cut off claims nothing of the hops behind the server.
 */
export function refusalsOf(input: HopInput): Refusals {
  const { connection, session, status, now } = input;
  const server = outOfReach(connection.kind);
  if (connection.kind !== "connected" || status === null || isApplying(input)) return { server, agent: [], arm: [] };
  const stop = session?.stop ?? null;
  const unmet = unmetOfHops({
    now,
    robot: robotOf(status, input.isRetired),
    session,
    stopPending: stop !== null && (stop.acknowledgedAt === null || stop.motionZeroAt === null),
  });
  const of = (wanted: "agent" | "arm") => unmet.flatMap(({ hop, condition }) => (hop === wanted ? [condition] : []));
  return { server, agent: of("agent"), arm: of("arm") };
}

/** How long a robot that falls silent may go on applying, ms: the server and its own agent both end it then. */
export const silenceEndsAfter = (status: RobotStatus): number => leaseMs(status.intervalMs);
