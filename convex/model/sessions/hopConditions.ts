import { linkAt } from "../heartbeats/link";
import { type Condition, unmet } from "./condition";

// Pure: no database, no clock. What of a promote depends on the way to the arm. The promote and the page's map of that way ask these same
// checks, so the map cannot list what the server would allow.

export const greatestClockSkewMs = 500;
/** A robot that reports less often than this could not keep a lease that is short enough to be one. */
export const longestIntervalMs = 2_000;

/** From the server to the robot's agent, and from the agent to the arm that it drives. */
export type Hop = "agent" | "arm";

/** What a robot said last, as far as a promote asks for it. */
export type RobotFacts = {
  retired: boolean;
  lastSeenAt: number | null;
  saidGoodbye: boolean;
  intervalMs: number;
  sessionId: string | null;
  mode: "dry_run" | "apply_actions";
  health: "unknown" | "ok" | "warning" | "fault" | "safe_stop";
  clockSkewMs: number | null;
};

export type HopFacts = {
  now: number;
  /** `null`: there is no robot to ask. */
  robot: RobotFacts | null;
  /** `null`: of no session; whether the robot is in it is then not asked. */
  session: { id: string; status: "authorized" | "active" | "closed" } | null;
  /** A software stop that the robot has not acknowledged, or not yet followed by a report that nothing moves. */
  stopPending: boolean;
};

type HopCheck = (facts: HopFacts & { robot: RobotFacts }) => Condition | null;

/** In the order in which they are told. */
const checks: { hop: Hop; check: HopCheck }[] = [
  {
    hop: "agent",
    check: ({ robot, now }) =>
      !robot.saidGoodbye && linkAt(robot.lastSeenAt, robot.intervalMs, now) === "online"
        ? null
        : unmet("robot_not_online", "The robot is not online.", "Start the robot's agent and check its network."),
  },
  {
    hop: "agent",
    check: ({ robot, session }) =>
      session === null || (robot.sessionId === session.id && session.status !== "authorized")
        ? null
        : unmet("robot_elsewhere", "The robot's last heartbeat does not name this session.", "Start this session on the robot."),
  },
  {
    hop: "arm",
    check: ({ robot }) =>
      robot.mode === "dry_run"
        ? null
        : unmet("robot_applying", "The robot says that it applies actions already.", "Stop the robot, then start over."),
  },
  {
    hop: "arm",
    check: ({ robot: { health } }) =>
      health !== "fault" && health !== "safe_stop"
        ? null
        : unmet("robot_not_healthy", `The robot reports ${health}.`, "Look at the robot and clear its fault."),
  },
  {
    hop: "agent",
    check: ({ robot }) =>
      robot.intervalMs <= longestIntervalMs
        ? null
        : unmet(
            "heartbeat_too_slow",
            `The robot reports every ${robot.intervalMs} ms; applying needs a report at least every ${longestIntervalMs} ms.`,
            `Set the agent's interval to ${longestIntervalMs} ms or less.`,
          ),
  },
  { hop: "agent", check: checkClock },
];

function checkClock({ robot: { clockSkewMs } }: { robot: RobotFacts }): Condition | null {
  if (clockSkewMs !== null && Math.abs(clockSkewMs) < greatestClockSkewMs) return null;
  const message =
    clockSkewMs === null
      ? "The robot's clock is not known."
      : clockSkewMs > 0
        ? `The robot's clock is ${Math.round(clockSkewMs)} ms ahead.`
        : `The robot's clock is ${Math.round(-clockSkewMs)} ms behind, or its heartbeats take that long.`;
  return unmet("clock_skew", message, "Send sentAt with every heartbeat and keep the robot's clock with NTP.");
}

/** What the robot's own last word has against a promote, each with the hop that it is about. */
export function unmetOfRobot(facts: HopFacts): { hop: Hop; condition: Condition }[] {
  const { robot } = facts;
  if (robot === null) return [];
  return checks.flatMap(({ hop, check }) => {
    const condition = check({ ...facts, robot });
    return condition === null ? [] : [{ hop, condition }];
  });
}

/** Whether the arm is known to rest: nothing else may be applied before. */
export function unmetOfStop({ stopPending }: Pick<HopFacts, "stopPending">): { hop: Hop; condition: Condition }[] {
  if (!stopPending) return [];
  return [
    {
      hop: "arm",
      condition: unmet(
        "stop_unconfirmed",
        "A software stop is not confirmed yet.",
        "Wait until the robot acknowledges it and reports no motion.",
      ),
    },
  ];
}

/** All that is unmet because of the way to the arm. */
export const unmetOfHops = (facts: HopFacts) => [...unmetOfRobot(facts), ...unmetOfStop(facts)];
