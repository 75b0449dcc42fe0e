import type { Robot, RobotState } from "#src/api/robots.ts";
import { attentionOf } from "#src/lib/attention.ts";
import type { Link } from "#src/lib/link.ts";
import { compareNames } from "#src/lib/names.ts";

/** A pairing code that waits for its machine; `expiresAt` server time, epoch ms. */
export type OpenPairing = { robotId: Robot["id"]; expiresAt: number };

/** A robot with its state, and what a person should know of it first. Its numbers are asked for by the row that shows them. */
export type FleetRow = { robot: Robot; state: RobotState | null; link: Link; rank: number; reason: string | null };

export const fleetFilters = ["all", "attention", "applying", "online", "late", "offline", "never"] as const;
export type FleetFilter = (typeof fleetFilters)[number];

/** Joins robots with their states, the most urgent first and by name within; `now` (server time, ms) is for pairing codes that run out. */
export function fleetRows(
  robots: readonly Robot[],
  states: readonly RobotState[],
  now: number,
  pairings: readonly OpenPairing[] = [],
): FleetRow[] {
  const pairingOf = new Map(pairings.map(({ robotId, expiresAt }) => [robotId, expiresAt]));
  const byRobot = new Map(states.map((state) => [state.robotId, state]));
  return robots
    .map((robot) => {
      const state = byRobot.get(robot.id) ?? null;
      const link: Link = robot.retiredAt !== null ? "retired" : (state?.link ?? "never");
      const attention = attentionOf({
        link,
        mode: state?.mode ?? "dry_run",
        health: state?.health ?? "unknown",
        hasSession: (state?.sessionId ?? null) !== null,
        isPaired: robot.paired !== null,
        pending: state?.pending,
        brokenRules: state?.brokenRules,
        pairingLeftMs: (pairingOf.get(robot.id) ?? now) - now,
      });
      return { robot, state, link, ...attention };
    })
    .sort((a, b) => a.rank - b.rank || compareNames(a.robot.name, b.robot.name));
}

/** Whether two rows look the same: rows are made anew at every draw, their facts are not. */
export const sameRow = (a: FleetRow, b: FleetRow): boolean =>
  a.robot === b.robot && a.state === b.state && a.link === b.link && a.reason === b.reason;

export const isApplying = ({ state }: { state: (Pick<RobotState, "mode"> & { sessionId: string | null }) | null }): boolean =>
  state !== null && state.mode === "apply_actions" && state.sessionId !== null;

export function passes(row: FleetRow, filter: FleetFilter): boolean {
  switch (filter) {
    case "all":
      return true;
    case "attention":
      return row.reason !== null;
    case "applying":
      return isApplying(row);
    case "online":
    case "late":
    case "offline":
    case "never":
      return row.link === filter;
    default:
      return filter satisfies never;
  }
}
