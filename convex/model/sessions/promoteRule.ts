import { change, refuse } from "./changes";
import type { Event, Intent, Step } from "./events";
import type { Condition } from "./condition";
import { unmetPromoteConditions } from "./promoteConditions";
import { clampBudget, isStopPending, leaseMs, type Session } from "./state";

type Shown = Intent | "missing" | null;

/** The caller's own permission; another's is as good as none. */
const ownOf = (intent: Shown): Intent | null => (intent !== null && intent !== "missing" && intent.ofCaller ? intent : null);

function isFresh(shown: Shown, session: Session, now: number): boolean {
  if (shown === null) return true;
  const intent = ownOf(shown);
  if (intent === null || intent.used) return false;
  return intent.sessionVersion === session.version && now >= intent.issuedAt && now < intent.expiresAt;
}

const stale: Condition = {
  code: "stale_intent",
  message: "The permission to promote is missing, used, too old, or the session changed since.",
  fix: "Look at the session again and confirm again.",
};
const doubled: Condition = {
  code: "promoted_already",
  message: "This promote arrived twice, and the first one promoted the session.",
  fix: "The arm may move: look at the session.",
};

/** From a dry run to applying, with a permission that is fresh and when nothing at all speaks against it. */
export function promote(session: Session, event: Extract<Event, { kind: "promote" }>): Step {
  const { now, facts } = event;
  const { sessionId, robotStopPending, trialNeeded, ...rest } = facts;
  const { actionBudget, appliedSteps } = event;
  const unmet = unmetPromoteConditions({
    ...rest,
    now,
    session: { id: sessionId, status: session.status, mode: session.mode },
    trial: { needed: trialNeeded, passed: session.trialActions, actionBudget },
    stopPending: isStopPending(session) || robotStopPending,
  });
  const sawThis = event.seenVersion === null || event.seenVersion === session.version;
  if (!sawThis || !isFresh(event.intent, session, now)) {
    const isDoubled = ownOf(event.intent)?.hasPromoted === true;
    return refuse(session, "stale_intent", [isDoubled ? doubled : stale, ...unmet]);
  }
  if (unmet.length > 0) return refuse(session, "not_ready", unmet);
  return change(
    session,
    "session.promote",
    {
      mode: "apply_actions",
      modeSince: now,
      leaseExpiresAt: now + leaseMs(event.intervalMs),
      budgetEndsAt: now + clampBudget(event.budgetMs),
      actions: actionBudget === null ? null : { budget: actionBudget, from: appliedSteps },
    },
    null,
  );
}
