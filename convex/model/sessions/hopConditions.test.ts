import { expect, test } from "vitest";

import { type HopFacts, type RobotFacts, unmetOfHops } from "./hopConditions";

const now = 1_000_000;
const robot: RobotFacts = {
  retired: false,
  lastSeenAt: now,
  saidGoodbye: false,
  intervalMs: 1_000,
  sessionId: "s",
  mode: "dry_run",
  health: "ok",
  clockSkewMs: 3,
};
const facts = (over: Partial<RobotFacts> = {}, more: Partial<HopFacts> = {}): HopFacts => ({
  now,
  robot: { ...robot, ...over },
  session: { id: "s", status: "active" },
  stopPending: false,
  ...more,
});
const told = (given: HopFacts) => unmetOfHops(given).map(({ hop, condition }) => [hop, condition.code]);

test("nothing is against a robot that reports well, nor against one that is not there", () => {
  expect(told(facts())).toEqual([]);
  expect(told(facts({}, { robot: null }))).toEqual([]);
});

test.each<[string, string, HopFacts]>([
  ["agent", "robot_not_online", facts({ saidGoodbye: true })],
  ["agent", "robot_elsewhere", facts({ sessionId: "other" })],
  ["agent", "robot_elsewhere", facts({}, { session: { id: "s", status: "authorized" } })],
  ["arm", "robot_applying", facts({ mode: "apply_actions" })],
  ["arm", "robot_not_healthy", facts({ health: "safe_stop" })],
  ["agent", "heartbeat_too_slow", facts({ intervalMs: 2_001 })],
  ["agent", "clock_skew", facts({ clockSkewMs: 500 })],
  ["arm", "stop_unconfirmed", facts({}, { stopPending: true })],
])("it lies at the %s when there is %s", (hop, code, given) => {
  expect(told(given)).toEqual([[hop, code]]);
});

test("a stop that is not confirmed is told also of a robot that is not there, and after what the robot said", () => {
  expect(told(facts({}, { robot: null, stopPending: true }))).toEqual([["arm", "stop_unconfirmed"]]);
  expect(told(facts({ health: "fault" }, { stopPending: true }))).toEqual([
    ["arm", "robot_not_healthy"],
    ["arm", "stop_unconfirmed"],
  ]);
});

test("outside a session nobody asks which one the robot is in", () => {
  expect(told(facts({ sessionId: null }, { session: null }))).toEqual([]);
});
