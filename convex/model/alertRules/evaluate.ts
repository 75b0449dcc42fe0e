import type { Doc } from "../../_generated/dataModel";
import type { Numbers } from "../heartbeats/check";
import { linkAt, offlineFactor } from "../heartbeats/link";
import type { Rule } from "./compiled";
import { valueLifeMs, withValue } from "./episode";

// Pure: all rules of a robot with one more heartbeat.

export type Standing = NonNullable<Doc<"robotStatus">["rules"]>[number];

/** A value that robots report now and then is not told as missing between two reports. */
export const missingAfterMs = 30_000;

/** What comes back so soon goes on with the incident that has just ended. */
export const sameWithinMs = 60_000;

export type Turn = { rule: Rule; value: number; standing: Standing };
type Heard = Pick<Doc<"robotStatus">, "lastSeenAt" | "intervalMs">;

/** How old the last value may be to go on with it, ms. A robot that was silent meanwhile begins anew. */
function lifeOf({ lastSeenAt, intervalMs }: Heard, now: number): number {
  return linkAt(lastSeenAt, intervalMs, now) === "offline" ? -1 : Math.max(valueLifeMs, offlineFactor * intervalMs);
}

/**
 * How the robot stands with each rule that is for it, and which of them turned. A value that this heartbeat does not carry decides
 * nothing; since when it is missing is kept. What is kept of a rule that has another revision, or is gone, is dropped: its incident ended with the change.
 */
export function evaluate(
  rules: readonly Rule[],
  before: readonly Standing[],
  numbers: Numbers,
  heard: Heard,
  now: number,
): { after: Standing[]; turns: Turn[] } {
  const after: Standing[] = [];
  const turns: Turn[] = [];
  const lifeMs = lifeOf(heard, now);
  for (const rule of rules) {
    const known = before.find(({ ruleId, revision }) => ruleId === rule.id && revision === rule.revision);
    const value = numbers[rule.measure];
    if (value === undefined) {
      after.push(withoutValue(rule, known, heard, now));
      continue;
    }
    const { after: episode, turned } = withValue(rule, known, { value, at: now, lifeMs });
    const kept = { ruleId: rule.id, revision: rule.revision, incidentId: known?.incidentId ?? null, endedAt: known?.endedAt ?? null };
    const standing: Standing = { ...kept, ...episode };
    if (turned) turns.push({ rule, value, standing });
    if (turned || !isForgotten(standing, now)) after.push(standing);
  }
  return { after, turns };
}

/** Nothing is kept of a rule that is not broken, once its last incident is over for good. */
const isForgotten = ({ isOpen, turning, endedAt }: Standing, now: number): boolean =>
  !isOpen && turning === null && (endedAt === null || now - endedAt >= sameWithinMs);

function withoutValue({ id, revision }: Rule, known: Standing | undefined, { intervalMs }: Heard, now: number): Standing {
  const { since } = known?.missing ?? { since: now };
  const isTold = now - since >= Math.max(missingAfterMs, offlineFactor * intervalMs);
  const begun = { ruleId: id, revision, isOpen: false, turning: null, seenAt: now, incidentId: null, endedAt: null };
  return { ...(known ?? begun), missing: { since, isTold } };
}

/** The rules that can say nothing of the robot for so long that it is told. */
export const withoutData = (standings: readonly Standing[]) =>
  standings.flatMap(({ ruleId: id, missing }) => (missing?.isTold === true ? [{ id, since: missing.since }] : []));
