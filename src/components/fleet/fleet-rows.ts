import type { Robot, RobotStatus } from "#src/api/robots.ts";
import { attentionOf } from "#src/lib/attention.ts";
import { type Link, linkAt } from "#src/lib/link.ts";

/** A pairing code that waits for its machine; `expiresAt` server time, epoch ms. */
export type OpenPairing = { robotId: Robot["id"]; expiresAt: number };

/** A robot with what it said last, and what a person should know of it first. */
export type FleetRow = { robot: Robot; status: RobotStatus | null; link: Link; rank: number; reason: string | null };

export const fleetFilters = ["all", "attention", "applying", "online", "late", "offline", "never"] as const;
export type FleetFilter = (typeof fleetFilters)[number];

/** One for all comparisons: `localeCompare` with options builds a new one each time. */
const byName = new Intl.Collator(undefined, { numeric: true });

/** Joins static and live facts, aged to `now` (server time, ms), the most urgent first and by name within. */
export function fleetRows(robots: readonly Robot[], statuses: readonly RobotStatus[], now: number, pairings: readonly OpenPairing[] = []): FleetRow[] {
  const pairingOf = new Map(pairings.map(({ robotId, expiresAt }) => [robotId, expiresAt]));
  const byRobot = new Map(statuses.map((status) => [status.robotId, status]));
  return robots
    .map((robot) => {
      const status = byRobot.get(robot.id) ?? null;
      const link: Link = robot.retiredAt !== null ? "retired" : status === null ? "never" : linkAt(status, now);
      const attention = attentionOf({
        link,
        mode: status?.mode ?? "dry_run",
        health: status?.health ?? "unknown",
        hasSession: (status?.sessionId ?? null) !== null,
        isPaired: robot.paired !== null,
        pairingLeftMs: (pairingOf.get(robot.id) ?? now) - now,
      });
      return { robot, status, link, ...attention };
    })
    .sort((a, b) => a.rank - b.rank || byName.compare(a.robot.name, b.robot.name));
}

/** Whether two rows look the same: rows are made anew at every draw, their facts are not. */
export const sameRow = (a: FleetRow, b: FleetRow): boolean => a.robot === b.robot && a.status === b.status && a.link === b.link && a.reason === b.reason;

export const isApplying = ({ status }: FleetRow): boolean => status !== null && status.mode === "apply_actions" && status.sessionId !== null;

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
