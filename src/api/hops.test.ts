import { expect, test } from "vitest";

import { goodFacts, goodRobot, noTrial, now } from "#convex/model/sessions/facts.testing.ts";
import { unmetPromoteConditions } from "#convex/model/sessions/promoteConditions.ts";
import type { Connection } from "#src/api/connection.ts";
import { type HopInput, isApplying, refusalsOf } from "#src/api/hops.ts";
import type { RobotStatus } from "#src/api/robots.ts";

const lost = (why: Extract<Connection, { kind: "lost" }>["why"]): Connection => ({ kind: "lost", since: now - 5_000, why });
const connections: Connection[] = [
  { kind: "connected" },
  { kind: "connecting" },
  ...(["browser_offline", "socket_closed", "server_silent", "socket_stuck"] as const).map(lost),
];
const heard = { link: "online", ...goodRobot, message: null } as unknown as RobotStatus;
const silences = [200, 1_501, 3_001];
const statuses: (RobotStatus | null)[] = [
  null,
  { ...heard, link: "never", lastSeenAt: null },
  { ...heard, link: "offline" },
  ...silences.flatMap((silence) =>
    (["unknown", "ok", "warning", "fault", "safe_stop"] as const).flatMap((health) =>
      (["dry_run", "apply_actions"] as const).flatMap((mode) =>
        [1_000, 2_001].flatMap((intervalMs) =>
          [null, 10, -500].flatMap((clockSkewMs) =>
            [null, "s", "other"].map(
              (sessionId): RobotStatus =>
                ({ ...heard, lastSeenAt: now - silence, health, mode, intervalMs, clockSkewMs, sessionId }) as RobotStatus,
            ),
          ),
        ),
      ),
    ),
  ),
];
const stop = (acknowledgedAt: number | null, motionZeroAt: number | null) =>
  ({ acknowledgedAt, motionZeroAt }) as NonNullable<NonNullable<HopInput["session"]>["stop"]>;
const stops = [null, stop(null, null), stop(1, null), stop(null, 1), stop(1, 1)];
const sessions = (["authorized", "active"] as const).flatMap((status) =>
  (["dry_run", "apply_actions"] as const).flatMap((mode) =>
    stops.map((each) => ({ id: "s", status, mode, stop: each }) as unknown as NonNullable<HopInput["session"]>),
  ),
);

/** What the server's promote would say of this session if all else spoke for it. */
function guardOf({ session, status, isRetired }: HopInput): string[] {
  if (session === null || status === null) throw new Error("of a session and a robot only");
  const { stop: newest } = session;
  return unmetPromoteConditions({
    ...goodFacts,
    now,
    session,
    robot: {
      retired: isRetired,
      lastSeenAt: status.lastSeenAt,
      saidGoodbye: status.link === "offline",
      ...{ intervalMs: status.intervalMs, sessionId: status.sessionId, mode: status.mode },
      ...{ health: status.health, clockSkewMs: status.clockSkewMs },
    },
    trial: noTrial,
    stopPending: newest !== null && (newest.acknowledgedAt === null || newest.motionZeroAt === null),
  }).map(({ code, message }) => `${code}: ${message}`);
}

test("while the page is live, the hops name exactly what the promote would be refused for, in every state of a robot", () => {
  let count = 0;
  for (const status of statuses) {
    for (const session of sessions) {
      const input: HopInput = { connection: { kind: "connected" }, status, isRetired: false, session, now };
      const { server, agent, arm } = refusalsOf(input);
      expect(server).toEqual([]);
      count += 1;
      if (isApplying(input) || status === null) {
        expect([agent, arm]).toEqual([[], []]);
        continue;
      }
      expect(new Set([...agent, ...arm].map(({ code, message }) => `${code}: ${message}`))).toEqual(new Set(guardOf(input)));
    }
  }
  expect(count).toBeGreaterThan(10_000);
});

test("nothing is named when all is well, and nothing while the arm moves as it should", () => {
  const dry = { id: "s", status: "active", mode: "dry_run", stop: null } as unknown as HopInput["session"];
  const nothing = { server: [], agent: [], arm: [] };
  const well: HopInput = { connection: { kind: "connected" }, status: heard, isRetired: false, session: dry, now };
  expect(refusalsOf(well)).toEqual(nothing);
  expect(refusalsOf({ ...well, session: null, status: { ...heard, sessionId: null } })).toEqual(nothing);
  const moving = { ...heard, mode: "apply_actions" } as RobotStatus;
  expect(refusalsOf({ ...well, session: { ...dry, mode: "apply_actions" } as HopInput["session"], status: moving })).toEqual(nothing);
  expect(refusalsOf({ ...well, session: null, status: moving })).toEqual(nothing);
});

test("a page that is cut off names what it may not do, and claims nothing of the hops behind the server", () => {
  for (const connection of connections.slice(1)) {
    for (const status of statuses) {
      const { server, agent, arm } = refusalsOf({ connection, status, isRetired: false, session: sessions[0] ?? null, now });
      expect([agent, arm]).toEqual([[], []]);
      expect(server).toEqual(["start", "promote", "extend", "approve", "mark", "close", "pair"]);
    }
  }
});
