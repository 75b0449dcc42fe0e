import type * as Rules from "./events";

export const now = 1_000_000_000;
export const second = 1_000;

export const goodRobot = {
  ...{ retired: false, lastSeenAt: now - 200, saidGoodbye: false, intervalMs: second, sessionId: "s" },
  ...{ mode: "dry_run" as const, health: "ok" as const, clockSkewMs: 10 },
};

export const noTrial = { needed: null, passed: 0, actionBudget: null };

export const goodFacts: Extract<Rules.Event, { kind: "promote" }>["facts"] = {
  sessionId: "s",
  callerMayPromote: true,
  callerLimit: null,
  heldByOther: null,
  robot: goodRobot,
  doctor: { passed: true, checkedAt: now - second, outdated: false },
  safeStop: "hold",
  evidence: { steps: 200, safeStops: 0, faults: 0, latencyP95Ms: 30 },
  firstMove: [0.1, -0.2],
  minDryRunSteps: 100,
  maxFirstMove: null,
  approval: "not_needed" as const,
  approvedActions: null,
  presence: "not_needed" as const,
  trialNeeded: null,
  controlPeriodMs: 40,
  otherSessionApplying: false,
  robotStopPending: false,
};
