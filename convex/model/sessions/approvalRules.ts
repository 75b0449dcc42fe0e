// Pure: a second operator's word on one promote. It holds for exactly what was looked at, for ten minutes, for nobody's own
// promote, and for no more actions than it names.

export const approvalLifeMs = 600_000;

/** Everything an approval is bound to. Any difference dissolves it. */
export type Bound = {
  sessionId: string;
  sessionVersion: number;
  robotId: string | null;
  robotSchemaId: string | null;
  robotSchemaHash: string | null;
  calibrationId: string | null;
  deploymentId: string | null;
  specHash: string | null;
  policy: string;
  doctorReportId: string | null;
  /**
   * The evidence: which dry run, and what went wrong in it. Its steps only grow and its latency moves with every
   * heartbeat; both are conditions of the promote itself and judged anew there.
   */
  evidence: { since: number; safeStops: number; faults: number };
};

export type Approval = {
  /** Hash of `Bound` when it was asked for. */
  binding: string;
  requestedBy: string;
  expiresAt: number;
  decision: null | { by: string; approved: boolean };
};

export type ApprovalState =
  | "not_needed"
  | "given"
  | "none"
  | "waiting"
  | "declined"
  | "expired"
  | "dissolved"
  | "own"
  | "limited"
  | "fewer_actions";

/** An approval of some actions is none of more, nor of any number; `null` is any number. */
export const coveredBy = (state: ApprovalState, approvedActions: number | null, actionBudget: number | null): ApprovalState =>
  state === "given" && approvedActions !== null && (actionBudget === null || actionBudget > approvedActions) ? "fewer_actions" : state;

/** The fewer of two bounds; `null` is none. */
export const fewerActions = (one: number | null, other: number | null): number | null =>
  one === null || other === null ? (one ?? other) : Math.min(one, other);

/** People are told apart by user id, also behind their API keys: `promoter` is the person behind the promote. */
export function approvalState(
  approval: Approval | null,
  binding: string,
  promoter: string,
  now: number,
): Exclude<ApprovalState, "not_needed" | "fewer_actions"> {
  if (approval === null) return "none";
  if (approval.binding !== binding) return "dissolved";
  if (approval.decision?.approved === false) return "declined";
  if (now >= approval.expiresAt) return "expired";
  if (approval.decision === null) return "waiting";
  const { by } = approval.decision;
  return by === promoter || by === approval.requestedBy ? "own" : "given";
}

export type DecisionProblem = "own_request" | "decided" | "expired" | "dissolved" | "not_what_you_saw";

/** Why `decider` may not decide; `null` when they may. Declining is never refused for being too late or outdated. */
export function decisionProblem(
  approval: Approval,
  asked: { approve: boolean; decider: string; seenBinding: string },
  binding: string,
  now: number,
): DecisionProblem | null {
  if (approval.decision?.approved === false) return "decided";
  if (!asked.approve) return null;
  if (approval.decision !== null) return "decided";
  if (asked.decider === approval.requestedBy) return "own_request";
  if (asked.seenBinding !== approval.binding) return "not_what_you_saw";
  if (approval.binding !== binding) return "dissolved";
  return now >= approval.expiresAt ? "expired" : null;
}

/** What a refused decision says. */
export const decisionRefusals: Record<DecisionProblem, string> = {
  own_request: "Nobody approves their own request.",
  decided: "This request was decided already.",
  expired: "This request is older than ten minutes.",
  dissolved: "Something changed since the request. Ask for a new one.",
  not_what_you_saw: "This is not the request that you saw. Look again.",
};

const messages: Record<Exclude<ApprovalState, "not_needed" | "given" | "fewer_actions">, [message: string, fix: string]> = {
  none: ["A second operator must approve this promote.", "Ask for an approval."],
  waiting: ["The approval was asked for and not given yet.", "Wait for a second operator to decide."],
  declined: ["A second operator declined this promote.", "Talk to them, then ask again."],
  expired: ["The approval is older than ten minutes.", "Ask for a new approval."],
  dissolved: ["Something changed since the approval.", "Ask for a new approval."],
  limited: ["Who approved may not act on this robot or deployment any more.", "Ask for a new approval."],
  own: ["Nobody approves their own promote.", "Let another operator promote or approve."],
};

/** What a refused promote says, `null` when an approval is there or not needed. */
export function approvalMessage(state: ApprovalState, approvedActions: number | null): { message: string; fix: string } | null {
  if (state === "not_needed" || state === "given") return null;
  if (state === "fewer_actions")
    return {
      message: `The approval is for at most ${approvedActions} actions.`,
      fix: `Promote with at most ${approvedActions} actions, or ask for a new approval.`,
    };
  const [message, fix] = messages[state];
  return { message, fix };
}
