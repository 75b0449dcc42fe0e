import type { Span } from "./applying.ts";
import { slackMs, type Rule } from "./rules.ts";
import { starvedMs } from "./starvation.ts";
import type { Evidence, Outage } from "./evidence.ts";

type Say = (rule: Rule, detail: string) => void;

/** How long an accepted stop may take to end motion on an arm that can be reached (product.md section 3). */
const stopWithinMs = 1_000;

/** In a session that is over the state cannot change, so the log has the request alone. */
const isStop = (action: string): boolean => action === "session.stop" || action === "session.stop.requested";

/** A stop ends motion in time, and its four facts never say more than the arm's own box. */
export function judgeStops(evidence: Evidence, spans: readonly Span[], say: Say): void {
  const { records, arms, wallOffsetMs } = evidence;
  const robots = new Map(records.sessions.map(({ id, robotId }) => [id, robotId]));
  for (const { action, targetId, at } of records.audit) {
    if (!isStop(action)) continue;
    const index = arms.findIndex(({ robotId }) => robotId === robots.get(targetId));
    const acceptedAt = at - wallOffsetMs;
    const again = spans.find(({ sessionId, from }) => sessionId === targetId && from > acceptedAt)?.from ?? Infinity;
    const limit = acceptedAt + stopWithinMs + slackMs;
    const late = arms[index]?.entries.find(
      (entry) =>
        entry.kind === "act" && entry.at < again && entry.at > limit && entry.at > limit + starvedOf(evidence, index, acceptedAt, entry.at),
    );
    // Another session of the same arm may move it; that one is judged by its own lease.
    const isOther =
      late !== undefined &&
      spans.some(
        ({ sessionId, robotId, from, until }) =>
          robotId === arms[index]?.robotId && sessionId !== targetId && late.at >= from - slackMs && late.at <= until + stopWithinMs,
      );
    if (late !== undefined && !isOther && isReachable(evidence.outages, index, acceptedAt, acceptedAt + stopWithinMs)) {
      say(
        "stop_too_slow",
        `a command ${(late.at - acceptedAt).toFixed(0)} ms after the stop of ${targetId} was accepted, with the arm in reach`,
      );
    }
  }
  judgePresses(evidence, say);
  for (const deed of evidence.deeds)
    if (deed.kind === "stop" || deed.kind === "stopSeen") judgeFacts(evidence, deed, spans, robots.get(deed.sessionId) ?? "", say);
}

/** How long the host and an arm had no processor: that is no way of theirs to answer for. */
function starvedOf({ starved, arms, wallOffsetMs }: Evidence, arm: number, from: number, until: number): number {
  const of = [
    { by: "host", who: "" },
    { by: "arm", who: arms[arm]?.robotId ?? "" },
  ] as const;
  return of.reduce((sum, one) => sum + starvedMs(starved, one, from + wallOffsetMs, until + wallOffsetMs), 0);
}

/** A stop is asked for again until the server has accepted it; a run ends with every way open, so each press comes to that. */
function judgePresses({ deeds }: Evidence, say: Say): void {
  for (const { kind, who, sessionId, pressedAt } of deeds) {
    if (kind !== "stopPressed") continue;
    const isAccepted = deeds.some(
      (deed) =>
        deed.kind === "stop" &&
        deed.who === who &&
        deed.sessionId === sessionId &&
        deed.pressedAt >= pressedAt - slackMs &&
        deed.facts.acceptedAt !== null,
    );
    if (!isAccepted) say("stop_given_up", `${who} pressed stop for ${sessionId} at ${pressedAt.toFixed(0)}; no request of it was accepted`);
  }
}

/** Nothing kept the arm from hearing: neither its way, its process nor the host was out between the two times, or just before. */
function isReachable(outages: readonly Outage[], arm: number, from: number, until: number): boolean {
  // A connection that a fault broke takes the agent a heartbeat and its pause after failures to make again.
  const recoveryMs = 5_000;
  return !outages.some(
    (outage) =>
      (outage.of === "host" || (outage.of.kind === "arm" && outage.of.index === arm)) &&
      outage.from < until &&
      outage.until + recoveryMs > from,
  );
}

type StopDeed = Extract<Evidence["deeds"][number], { kind: "stop" | "stopSeen" }>;

function judgeFacts(
  { arms, records, wallOffsetMs }: Evidence,
  { facts, sessionId, who, toldAt }: StopDeed,
  spans: readonly Span[],
  robotId: string,
  say: Say,
): void {
  const entries = arms.find((arm) => arm.robotId === robotId)?.entries ?? [];
  if (facts.acceptedAt !== null && !records.audit.some(({ action, targetId }) => isStop(action) && targetId === sessionId)) {
    say("stop_claims_too_much", `${who} was told that the stop of ${sessionId} is accepted; the log has none`);
  }
  if (facts.acknowledgedAt === null) return;
  const acknowledgement = entries.find((entry) => entry.kind === "sent" && entry.ack === facts.stopId);
  if (acknowledgement === undefined)
    return say("stop_claims_too_much", `${who} was told that the arm acknowledged ${facts.stopId}; the arm never did`);
  if (acknowledgement.at > toldAt)
    say("stop_claims_too_much", `${who} was told of the acknowledgement of ${facts.stopId} before the arm sent it`);
  const zeroAt = facts.motionZeroAt === null ? null : facts.motionZeroAt - wallOffsetMs;
  const next = spans.find((span) => span.robotId === robotId && span.from > acknowledgement.at)?.from ?? Infinity;
  const act = entries.find((entry) => entry.kind === "act" && entry.at > acknowledgement.at && entry.at < Math.min(next, toldAt));
  if (act !== undefined)
    say("stop_claims_too_much", `a command ${(act.at - acknowledgement.at).toFixed(0)} ms after the arm acknowledged ${facts.stopId}`);
  const moved =
    zeroAt === null
      ? undefined
      : entries.find((entry) => entry.kind === "moved" && entry.at > zeroAt + slackMs && entry.at < Math.min(next, toldAt));
  if (moved !== undefined && zeroAt !== null)
    say("stop_claims_too_much", `the arm moved ${(moved.at - zeroAt).toFixed(0)} ms after "motion zero" of ${facts.stopId}`);
}
