import { expect, test } from "vitest";

import type { Robot, RobotState } from "#src/api/robots.ts";

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
const state = (name: string, overrides: Partial<RobotState> = {}): RobotState => ({
  robotId: name as RobotState["robotId"],
  link: "online",
  linkSince: 0,
  mode: "dry_run",
  modeSince: 0,
  health: "ok",
  healthSince: 0,
  message: null,
  sessionId: null,
  ...overrides,
});
const session = "session" as NonNullable<RobotState["sessionId"]>;

test("trouble comes first, then what moves, then by name as people count", () => {
  const rows = fleetRows(
    [robot("arm-10"), robot("arm-2"), robot("moving"), robot("silent"), robot("faulty")],
    [
      state("arm-10"),
      state("arm-2"),
      state("moving", { mode: "apply_actions", sessionId: session }),
      state("silent", { link: "offline", mode: "apply_actions", sessionId: session }),
      state("faulty", { health: "fault" }),
    ],
    10_500,
  );
  expect(rows.map((row) => row.robot.name)).toEqual(["silent", "faulty", "moving", "arm-2", "arm-10"]);
});

test("a robot without a state was never heard", () => {
  const [row] = fleetRows([robot("arm-1", { paired: null })], [], 0);
  expect(row?.link).toBe("never");
  expect(row?.reason).toBe("Not paired");
  if (row) expect(passes(row, "never")).toBe(true);
});

test("applying needs a session, whatever the last heartbeat claims", () => {
  const rows = fleetRows(
    [robot("a"), robot("b")],
    [state("a", { mode: "apply_actions", sessionId: session }), state("b", { mode: "apply_actions" })],
    10_000,
  );
  expect(rows.filter(isApplying).map((row) => row.robot.name)).toEqual(["a"]);
  expect(rows.filter((row) => passes(row, "applying"))).toHaveLength(1);
});
