import { approvalMessage, type ApprovalState, coveredBy } from "./approvalRules";
import { type Condition, unmet } from "./condition";
import { type RobotFacts, unmetOfRobot, unmetOfStop } from "./hopConditions";
import type { Limit } from "../people/limitRules";
import { unmetOfTrial, type TrialFacts } from "./actionBudget";

// Pure: no database, no clock. Everything the decision rests on is an argument and is kept with the promotion.

/** Unless the deployment's policy says otherwise. */
export const fewestDryRunSteps = 100;
export const doctorLifeMs = 30 * 60_000;

export type PromoteFacts = {
  now: number;
  session: { id: string; status: "authorized" | "active" | "closed"; mode: "dry_run" | "apply_actions" };
  callerMayPromote: boolean;
  /** What of the session an admin has kept this caller from acting on, `null` for nothing. */
  callerLimit: Limit | null;
  /** The name of another person who holds the robot, `null` for none. */
  heldByOther: string | null;
  /** `null`: the session has no robot. */
  robot: RobotFacts | null;
  /** `null`: never run for this deployment. */
  doctor: null | { passed: boolean; checkedAt: number; outdated: boolean };
  /** Name of the explicit safe stop of the schema, `null` when there is none. */
  safeStop: string | null;
  evidence: { steps: number; safeStops: number; faults: number; latencyP95Ms: number | null };
  /** How far each joint would go at once, in the schema's units; `null`: the robot does not say. */
  firstMove: readonly number[] | null;
  /** By the deployment's policy. */
  minDryRunSteps: number;
  /** By the deployment's policy; `null`: any distance. */
  maxFirstMove: number | null;
  approval: ApprovalState;
  /** The most actions that the approval lets through; `null`: it does not bound them. */
  approvedActions: number | null;
  /** Whether the caller typed the code that the robot showed, where the deployment's policy asks for it. */
  presence: "not_needed" | "proven" | "missing";
  trial: TrialFacts;
  controlPeriodMs: number | null;
  otherSessionApplying: boolean;
  /** A software stop that the robot has not acknowledged, or not yet followed by a report that nothing moves. */
  stopPending: boolean;
};

type Check = (facts: PromoteFacts) => Condition | readonly Condition[] | null;

/** All unmet conditions, never only the first: a person fixes them in one go. Empty means: may be promoted. */
export function unmetPromoteConditions(facts: PromoteFacts): Condition[] {
  return checks.flatMap((check) => check(facts) ?? []);
}

const limitedTexts: Record<Limit, string> = { robot: "You may not act on this robot.", deployment: "You may not act on this deployment." };

const checks: Check[] = [
  ({ session }) => (session.status === "closed" ? unmet("session_closed", "The session is closed.", "Start a new session.") : null),
  ({ session }) => (session.mode === "apply_actions" ? unmet("not_dry_run", "Actions are applied already.", "Nothing to do.") : null),
  ({ callerMayPromote }) =>
    callerMayPromote ? null : unmet("caller_forbidden", "You may not promote.", "Ask an operator or an admin of the organization."),
  ({ callerLimit }) =>
    callerLimit === null ? null : unmet("caller_limited", limitedTexts[callerLimit], "Ask an admin of the organization."),
  ({ heldByOther }) =>
    heldByOther === null
      ? null
      : unmet("held_by_other", `${heldByOther} holds this robot.`, "Ask them to hand it over, or take it with a reason."),
  ({ robot }) => (robot === null ? unmet("no_robot", "The session has no robot.", "Authorize a session that names a robot.") : null),
  ({ robot }) => (robot?.retired === true ? unmet("robot_retired", "The robot is retired.", "Use another robot.") : null),
  (facts) => unmetOfRobot(facts).map(({ condition }) => condition),
  checkDoctor,
  ({ safeStop }) =>
    safeStop === null
      ? unmet(
          "no_safe_stop",
          "The robot schema has no explicit safe stop.",
          "Register a version with actions.action.safe_stop and bind the robot to it.",
        )
      : null,
  ({ evidence, minDryRunSteps }) =>
    evidence.steps >= minDryRunSteps
      ? null
      : unmet("not_enough_steps", `The dry run has ${evidence.steps} of ${minDryRunSteps} steps.`, "Let the dry run go on."),
  ({ evidence }) =>
    evidence.safeStops > 0
      ? unmet("dry_run_safe_stop", `Safe stops in the dry run: ${evidence.safeStops}.`, "Find the cause, then start a new session.")
      : null,
  ({ evidence }) =>
    evidence.faults > 0
      ? unmet("dry_run_fault", `Faults in the dry run: ${evidence.faults}.`, "Find the cause, then start a new session.")
      : null,
  checkLatency,
  checkFirstMove,
  ({ trial }) => unmetOfTrial(trial),
  ({ otherSessionApplying }) =>
    otherSessionApplying
      ? unmet("other_session_applying", "Another session applies actions on this robot.", "Demote or close it first.")
      : null,
  (facts) => unmetOfStop(facts).map(({ condition }) => condition),
  ({ presence }) =>
    presence === "missing"
      ? unmet("presence_missing", "Nothing shows yet that you stand at the robot.", "Let the robot show a code, and type it.")
      : null,
  ({ approval, approvedActions, trial }) => {
    const missing = approvalMessage(coveredBy(approval, approvedActions, trial.actionBudget), approvedActions);
    return missing === null ? null : unmet("approval_missing", missing.message, missing.fix);
  },
];

function checkDoctor({ doctor, now }: PromoteFacts): Condition | null {
  const fix = "Run the doctor for this deployment.";
  if (doctor === null) return unmet("doctor_missing", "The doctor was not run for this deployment.", fix);
  if (!doctor.passed) return unmet("doctor_failed", "The doctor found a problem.", "Fix what it names, run it again.");
  if (doctor.outdated) return unmet("doctor_stale", "Deployment, schema or robot changed since the doctor ran.", fix);
  if (now - doctor.checkedAt >= doctorLifeMs) return unmet("doctor_stale", "The doctor ran too long ago.", fix);
  return null;
}

function checkLatency({ evidence, controlPeriodMs }: PromoteFacts): Condition | null {
  if (controlPeriodMs === null) {
    return unmet("control_rate_unknown", "The control rate is not known.", "Name control_hz in the robot schema, or report controlHz.");
  }
  if (evidence.latencyP95Ms === null) {
    return unmet("latency_unknown", "The dry run reported no latency.", "Report inferenceMs with the heartbeats.");
  }
  if (evidence.latencyP95Ms <= controlPeriodMs) return null;
  return unmet(
    "latency_too_high",
    `The latency (95th percentile ${evidence.latencyP95Ms} ms) exceeds the control period of ${controlPeriodMs} ms.`,
    "Use a nearer worker or a smaller model, or play more actions per chunk.",
  );
}

/** An arm that was moved by hand, or a policy that begins elsewhere, would leap: the first action goes to where the policy wants the arm. */
function checkFirstMove({ firstMove, maxFirstMove }: PromoteFacts): Condition | null {
  if (maxFirstMove === null) return null;
  if (firstMove === null) {
    return unmet(
      "first_move_unknown",
      "The robot does not say how far it would move at once.",
      "Let its driver answer moveOf, and report firstMove.",
    );
  }
  const farthest = Math.max(0, ...firstMove.map(Math.abs));
  if (farthest <= maxFirstMove) return null;
  return unmet(
    "first_move_too_far",
    `A joint would move ${toThousandths(farthest)} at once; the promote policy allows ${maxFirstMove}.`,
    "Bring the arm to where the policy begins, or wait until the policy is near the arm.",
  );
}

/** Rounded up, so that what is too far never reads as what is allowed. */
const toThousandths = (value: number): number => Math.ceil(value * 1_000) / 1_000;
