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

/** It broke a rule, or does so no longer: `standing.isOpen` says which. */
export type Turn = { rule: Rule; value: number; standing: Standing };
/** Its value has been missing for so long that an incident opens. */
export type Missed = { rule: Rule; standing: Standing };
type Heard = Pick<Doc<"robotStatus">, "lastSeenAt" | "intervalMs" | "link">;

/** How old the last value may be to go on with it, ms. A robot that was silent meanwhile begins anew. */
function lifeOf({ lastSeenAt, intervalMs }: Omit<Heard, "link">, now: number): number {
  return linkAt(lastSeenAt, intervalMs, now) === "offline" ? -1 : Math.max(valueLifeMs, offlineFactor * intervalMs);
}

/**
 * How the robot stands with each rule that is for it, which of them turned, whose value went missing for too long (`missed`) and whose came back (`found`). A value that this heartbeat does not carry decides
 * nothing; since when it is missing is kept. What is kept of a rule that has another revision, or is gone, is dropped: its incident ended with the change.
 */
export function evaluate(
  rules: readonly Rule[],
  before: readonly Standing[],
  numbers: Numbers,
  heard: Heard,
  now: number,
): { after: Standing[]; turns: Turn[]; missed: Missed[]; found: Standing[] } {
  const after: Standing[] = [];
  const turns: Turn[] = [];
  const missed: Missed[] = [];
  const found: Standing[] = [];
  const lifeMs = lifeOf(heard, now);
  for (const rule of rules) {
    const known = before.find(({ ruleId, revision }) => ruleId === rule.id && revision === rule.revision);
    const value = numbers[rule.measure];
    if (value === undefined) {
      const standing = withoutValue(rule, known, heard, now);
      after.push(standing);
      if (isMissed(rule, standing, now)) missed.push({ rule, standing });
      continue;
    }
    if (known?.missing?.incidentId != null) found.push(known);
    const { after: episode, turned } = withValue(rule, known, { value, at: now, lifeMs });
    const kept = { ruleId: rule.id, revision: rule.revision, incidentId: known?.incidentId ?? null, endedAt: known?.endedAt ?? null };
    const standing: Standing = { ...kept, ...episode };
    if (turned) turns.push({ rule, value, standing });
    if (turned || !isForgotten(standing, now)) after.push(standing);
  }
  return { after, turns, missed, found };
}

/** Nothing is kept of a rule that is not broken, once its last incident is over for good. */
const isForgotten = ({ isOpen, turning, endedAt }: Standing, now: number): boolean =>
  !isOpen && turning === null && (endedAt === null || now - endedAt >= sameWithinMs);

/** One incident of a rule and a robot at a time: none opens beside the one that its last value opened. */
const isMissed = ({ noDataMs }: Rule, { isOpen, missing }: Standing, now: number): boolean =>
  noDataMs !== undefined && !isOpen && missing?.incidentId === undefined && now - (missing?.heardSince ?? now) >= noDataMs;

function withoutValue({ id, revision }: Rule, known: Standing | undefined, heard: Heard, now: number): Standing {
  const { lastSeenAt, intervalMs, link } = heard;
  const { missing } = known ?? {};
  const since = missing?.since ?? now;
  // While it was silent, its silence was the cause: what it does not report is counted from its return.
  const wasSilent = link === "offline" || linkAt(lastSeenAt, intervalMs, now) === "offline";
  const heardSince = wasSilent ? now : (missing?.heardSince ?? now);
  const isTold = now - since >= Math.max(missingAfterMs, offlineFactor * intervalMs);
  const begun = { ruleId: id, revision, isOpen: false, turning: null, seenAt: now, incidentId: null, endedAt: null };
  const incident =
    missing?.incidentId === undefined || (missing.incidentId === null && wasSilent) ? {} : { incidentId: missing.incidentId };
  return { ...(known ?? begun), missing: { since, isTold, heardSince, ...incident } };
}

/** The rules that can say nothing of the robot for so long that it is told. */
export const withoutData = (standings: readonly Standing[]) =>
  standings.flatMap(({ ruleId: id, missing }) => (missing?.isTold === true ? [{ id, since: missing.since }] : []));
