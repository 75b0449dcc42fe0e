import { expect, test } from "vitest";

import type { Robot, RobotStatus } from "#src/api/robots.ts";

import { fleetRows, isApplying, passes } from "./fleet-rows.ts";

const robot = (name: string, overrides: Partial<Robot> = {}): Robot => ({
  id: name as Robot["id"], // ids are text here
  name,
  robotSchemaId: "schema" as Robot["robotSchemaId"],
  robotSchemaName: "so101",
  robotSchemaVersion: 1,
  robotKind: null,
  calibrationId: null,
  emergencyStopLocation: "bench A",
  createdBy: { kind: "operator", id: "ada", name: "Ada" },
  createdAt: 0,
  retiredAt: null,
  paired: { hostname: "host", agentVersion: "1", prefix: "rbt_1", at: 0 },
  ...overrides,
});
const status = (name: string, overrides: Partial<RobotStatus> = {}): RobotStatus => ({
  robotId: name as RobotStatus["robotId"],
  link: "online",
  linkSince: 0,
  mode: "dry_run",
  modeSince: 0,
  health: "ok",
  healthSince: 0,
  state: "idle",
  message: null,
  lastSeenAt: 10_000,
  intervalMs: 1_000,
  seq: 1,
  sessionId: null,
  deploymentId: null,
  clockSkewMs: 0,
  duplicates: 0,
  outOfOrder: 0,
  ...overrides,
});
const session = "session" as NonNullable<RobotStatus["sessionId"]>;

test("trouble comes first, then what moves, then by name as people count", () => {
  const rows = fleetRows(
    [robot("arm-10"), robot("arm-2"), robot("moving"), robot("silent"), robot("faulty")],
    [
      status("arm-10"),
      status("arm-2"),
      status("moving", { mode: "apply_actions", sessionId: session }),
      status("silent", { lastSeenAt: 1_000, mode: "apply_actions", sessionId: session }),
      status("faulty", { health: "fault" }),
    ],
    10_500,
  );
  expect(rows.map((row) => row.robot.name)).toEqual(["silent", "faulty", "moving", "arm-2", "arm-10"]);
});

test("a robot ages in the browser although the server has not swept yet", () => {
  const [row] = fleetRows([robot("arm-1")], [status("arm-1")], 13_500);
  expect(row?.link).toBe("offline");
  expect(row?.reason).toBe("Offline");
});

test("a robot without a live row was never heard", () => {
  const [row] = fleetRows([robot("arm-1", { paired: null })], [], 0);
  expect(row?.link).toBe("never");
  expect(row?.reason).toBe("Not paired");
  if (row) expect(passes(row, "never")).toBe(true);
});

test("applying needs a session, whatever the last heartbeat claims", () => {
  const rows = fleetRows([robot("a"), robot("b")], [status("a", { mode: "apply_actions", sessionId: session }), status("b", { mode: "apply_actions" })], 10_000);
  expect(rows.filter(isApplying).map((row) => row.robot.name)).toEqual(["a"]);
  expect(rows.filter((row) => passes(row, "applying"))).toHaveLength(1);
});
