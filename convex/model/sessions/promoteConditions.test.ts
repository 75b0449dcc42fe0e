import { expect, test } from "vitest";

import { unmetPromoteConditions, type PromoteFacts } from "./promoteConditions";
import { goodFacts, goodRobot, noTrial, now } from "./facts.testing";

const good: PromoteFacts = {
  ...goodFacts,
  now,
  session: { id: "s", status: "active", mode: "dry_run" },
  trial: noTrial,
  stopPending: false,
};
const doctor = { passed: true, checkedAt: now, outdated: false };
const evidence = { steps: 200, safeStops: 0, faults: 0, latencyP95Ms: 30 };
const withRobot = (robot: Partial<typeof goodRobot>) => ({ ...good, robot: { ...goodRobot, ...robot } });
const codes = (facts: PromoteFacts) => unmetPromoteConditions(facts).map((condition) => condition.code);

test("nothing is unmet when everything is well", () => {
  expect(codes(good)).toEqual([]);
});

test.each<[string, PromoteFacts]>([
  ["session_closed", { ...good, session: { ...good.session, status: "closed" } }],
  ["robot_elsewhere", { ...good, session: { ...good.session, status: "authorized" } }],
  ["not_dry_run", { ...good, session: { ...good.session, mode: "apply_actions" } }],
  ["caller_forbidden", { ...good, callerMayPromote: false }],
  ["caller_limited", { ...good, callerLimit: "robot" }],
  ["caller_limited", { ...good, callerLimit: "deployment" }],
  ["held_by_other", { ...good, heldByOther: "Ada" }],
  ["trial_missing", { ...good, trial: { needed: 50, passed: 49, actionBudget: null } }],
  ["no_robot", { ...good, robot: null }],
  ["robot_retired", withRobot({ retired: true })],
  ["robot_not_online", withRobot({ lastSeenAt: now - 1_501 })],
  ["robot_not_online", withRobot({ saidGoodbye: true })],
  ["robot_elsewhere", withRobot({ sessionId: "t" })],
  ["robot_applying", { ...good, robot: { ...goodRobot, mode: "apply_actions" } }],
  ["robot_not_healthy", { ...good, robot: { ...goodRobot, health: "fault" } }],
  ["robot_not_healthy", { ...good, robot: { ...goodRobot, health: "safe_stop" } }],
  ["heartbeat_too_slow", withRobot({ intervalMs: 2_001 })],
  ["clock_skew", withRobot({ clockSkewMs: 500 })],
  ["clock_skew", withRobot({ clockSkewMs: -500 })],
  ["clock_skew", { ...good, robot: { ...goodRobot, clockSkewMs: null } }],
  ["doctor_missing", { ...good, doctor: null }],
  ["doctor_failed", { ...good, doctor: { ...doctor, passed: false } }],
  ["doctor_stale", { ...good, doctor: { ...doctor, outdated: true } }],
  ["doctor_stale", { ...good, doctor: { ...doctor, checkedAt: now - 30 * 60_000 } }],
  ["no_safe_stop", { ...good, safeStop: null }],
  ["not_enough_steps", { ...good, evidence: { ...evidence, steps: 99 } }],
  ["dry_run_safe_stop", { ...good, evidence: { ...evidence, safeStops: 1 } }],
  ["dry_run_fault", { ...good, evidence: { ...evidence, faults: 1 } }],
  ["latency_unknown", { ...good, evidence: { ...evidence, latencyP95Ms: null } }],
  ["latency_too_high", { ...good, evidence: { ...evidence, latencyP95Ms: 41 } }],
  ["control_rate_unknown", { ...good, controlPeriodMs: null }],
  ["presence_missing", { ...good, presence: "missing" }],
  ["first_move_unknown", { ...good, firstMove: null, maxFirstMove: 0.3 }],
  ["first_move_too_far", { ...good, firstMove: [0.1, -0.301], maxFirstMove: 0.3 }],
  ["first_move_too_far", { ...good, firstMove: [0.301, 0], maxFirstMove: 0.3 }],
  ["other_session_applying", { ...good, otherSessionApplying: true }],
  ["stop_unconfirmed", { ...good, stopPending: true }],
  ["not_enough_steps", { ...good, minDryRunSteps: 201 }],
  ...(["none", "waiting", "declined", "expired", "dissolved", "own"] as const).map((approval): [string, PromoteFacts] => [
    "approval_missing",
    { ...good, approval },
  ]),
])("%s alone is told alone, with a fix", (code, facts) => {
  const unmet = unmetPromoteConditions(facts);
  expect(unmet.map((condition) => condition.code)).toEqual([code]);
  expect(unmet[0]?.message).toMatch(/\.$/);
  expect(unmet[0]?.fix).toMatch(/\.$/);
});

test.each<[string, PromoteFacts]>([
  ["You may not act on this robot.", { ...good, callerLimit: "robot" }],
  ["You may not act on this deployment.", { ...good, callerLimit: "deployment" }],
  ["The robot's clock is not known.", { ...good, robot: { ...goodRobot, clockSkewMs: null } }],
  ["The robot's clock is 501 ms ahead.", withRobot({ clockSkewMs: 500.6 })],
  ["The robot's clock is 501 ms behind, or its heartbeats take that long.", withRobot({ clockSkewMs: -500.6 })],
])("it says: %s", (message, facts) => {
  expect(unmetPromoteConditions(facts).map((condition) => condition.message)).toEqual([message]);
});

test("the limits themselves are still fine", () => {
  expect(codes(withRobot({ intervalMs: 2_000 }))).toEqual([]);
  expect(codes(withRobot({ lastSeenAt: now - 1_500, clockSkewMs: 499, intervalMs: 1_000 }))).toEqual([]);
  expect(codes({ ...good, evidence: { ...evidence, steps: 100, latencyP95Ms: 40 } })).toEqual([]);
  expect(codes({ ...good, doctor: { ...doctor, checkedAt: now - 30 * 60_000 + 1 } })).toEqual([]);
});

test("everything wrong at once is told at once", () => {
  const bad: PromoteFacts = {
    ...good,
    session: { id: "s", status: "closed", mode: "apply_actions" },
    callerMayPromote: false,
    robot: {
      ...{ retired: true, lastSeenAt: null, saidGoodbye: true, intervalMs: 9_000, sessionId: null },
      ...{ mode: "apply_actions", health: "fault", clockSkewMs: null },
    },
    doctor: null,
    safeStop: null,
    evidence: { steps: 0, safeStops: 2, faults: 1, latencyP95Ms: null },
    controlPeriodMs: 40,
    otherSessionApplying: true,
    stopPending: true,
  };
  expect(codes(bad)).toHaveLength(18);
});

test("any distance is allowed where the policy names none, also one that is not known, and what is just as far as it allows", () => {
  for (const firstMove of [null, [99]]) expect(codes({ ...good, firstMove, maxFirstMove: null })).toEqual([]);
  expect(codes({ ...good, firstMove: [0.3, -0.3], maxFirstMove: 0.3 })).toEqual([]);
});

test("how far is too far is told in thousandths, rounded up", () => {
  const [unmet] = unmetPromoteConditions({ ...good, firstMove: [0, -0.3001], maxFirstMove: 0.3 });
  expect(unmet?.message).toBe("A joint would move 0.301 at once; the promote policy allows 0.3.");
});
