import { applyingSpans, type Span } from "./applying.ts";
import type { Entry } from "./black-box.ts";
import { judgeClaims } from "./claims.ts";
import { answeredSteps, licenses, takenHeartbeats, type Act } from "./license.ts";
import { slackMs, type Broken, type Rule } from "./rules.ts";
import { judgeStops } from "./stops.ts";
import type { Evidence } from "./evidence.ts";

/** An intent's life and the dashboard's deadline (product.md section 3): the latest that an unknown promote can be accepted. */
const latestUnknownMs = 10_000 + 4_000;

/** How long a lease lasts, ms (product.md section 3). */
const leaseOf = (heartbeatMs: number): number => Math.min(6_000, Math.max(1_500, 3 * heartbeatMs));
/** A host that was stopped or killed looks at every session again within this, ms. */
const hostRecoveryMs = 1_000;

/** Judges a run from what the arms did, what operators were told and what the server wrote down; trusts none of the three. */
export function observe(evidence: Evidence): Broken[] {
  const broken: Broken[] = [];
  const say = (rule: Rule, detail: string): void => void broken.push({ rule, detail });
  const spans = applyingSpans(evidence);
  judgePromotes(evidence, say);
  judgeRequests(evidence, say);
  judgeSignIns(evidence, say);
  judgeVersions(evidence, say);
  judgeSpans(spans, say);
  for (const arm of evidence.arms) {
    const { robotId, entries } = arm;
    const acts = licenses(entries);
    judgeSilence(evidence, arm, spans, say);
    for (const act of acts)
      judgeAct(
        act,
        spans.filter((span) => span.robotId === robotId),
        evidence.heartbeatMs,
        say,
      );
    judgeBounds(evidence, acts, say);
    judgeMotion(robotId, entries, say);
    judgeCounts(evidence, arm, acts, say);
  }
  judgeStops(evidence, spans, say);
  judgeClaims(evidence, say);
  judgeReceipts(evidence, say);
  return broken;
}

type Say = (rule: Rule, detail: string) => void;

/** Every command to the motors had a lease, and the server had that session applying, or had just ended it unheard. */
function judgeAct({ at, license }: Act, spans: readonly Span[], heartbeatMs: number, say: Say): void {
  if (license === null) return say("motion_without_lease", `a command at ${at.toFixed(0)} without a session that applies`);
  if (at > license.until)
    say(
      "motion_without_lease",
      `a command ${(at - license.until).toFixed(0)} ms after the lease of ${license.sessionId} v${license.version}`,
    );
  const own = spans.filter(({ sessionId }) => sessionId === license.sessionId);
  const inside = own.find(({ from, until }) => at >= from - slackMs && at <= until);
  if (inside !== undefined) return;
  const before = own.findLast(({ until }) => until < at);
  if (before === undefined)
    return say("motion_outside_promote", `a command of ${license.sessionId} at ${at.toFixed(0)}, which no promote allowed`);
  // An arm that cannot hear of the end goes on for the lease it holds, never longer.
  if (at - before.until > leaseOf(heartbeatMs) + slackMs)
    say("motion_after_end", `a command ${(at - before.until).toFixed(0)} ms after ${license.sessionId} ended (${before.endedBy})`);
}

/** A promotion lets through as many actions as whoever promoted chose, whatever became of the answer; its version is the next after the one seen. */
function judgeBounds({ deeds }: Evidence, acts: readonly Act[], say: Say): void {
  for (const deed of deeds) {
    if (deed.kind !== "promote" || deed.bounds.actions === null || deed.seenVersion === null) continue;
    const version = deed.version ?? deed.seenVersion + 1;
    const { length } = acts.filter(({ license }) => license?.sessionId === deed.sessionId && license.version === version);
    if (length > deed.bounds.actions)
      say("too_many_actions", `${length} commands of ${deed.sessionId} v${version}, which was promoted for ${deed.bounds.actions}`);
  }
}

/** Servos follow a command for well under a second; an arm that moves later moves by itself. */
function judgeMotion(robotId: string, entries: readonly Entry[], say: Say): void {
  let lastAct = -Infinity;
  for (const entry of entries) {
    if (entry.kind === "act" || entry.kind === "acted") lastAct = entry.at;
    // A frozen process sees all motion of the meantime in its first sample.
    if (entry.kind === "moved" && entry.at - lastAct > 1_000 && entry.at - entry.since < 200) {
      say("moved_without_command", `${robotId} moved ${(entry.at - lastAct).toFixed(0)} ms after its last command`);
    }
  }
}

/** At no instant are two sessions of one arm applied. */
function judgeSpans(spans: readonly Span[], say: Say): void {
  for (const a of spans) {
    for (const b of spans) {
      if (a.robotId !== b.robotId || a.sessionId >= b.sessionId) continue;
      if (a.from < b.until && b.from < a.until) say("two_sessions_one_arm", `${a.sessionId} and ${b.sessionId} applied at once`);
    }
  }
}

/** One press is one request at most: a promote is never sent again by itself. */
function judgeRequests({ deeds, promotesSent }: Evidence, say: Say): void {
  for (const { who, count } of promotesSent) {
    const presses = deeds.filter((deed) => deed.kind === "promote" && deed.who === who).length;
    if (count > presses) say("promote_sent_again", `${who} pressed ${presses} times, and ${count} promotes left`);
  }
}

/** Whose sign-in is over does nothing with it: whatever was asked and answered in that time was refused. */
function judgeSignIns({ deeds, signedOut }: Evidence, say: Say): void {
  for (const { who, from, until } of signedOut) {
    for (const deed of deeds) {
      if (deed.who !== who || deed.pressedAt < from || deed.toldAt > until) continue;
      const isDone = "facts" in deed || ("told" in deed && deed.told === "accepted");
      if (isDone)
        say(
          "acted_without_sign_in",
          `${who} was answered a ${deed.kind} of ${deed.sessionId} ${(deed.pressedAt - from).toFixed(0)} ms after the sign-in was over`,
        );
    }
  }
}

/** Every change of a session has a version of its own, by which a confirmation or an answer of before is known to be old. */
function judgeVersions({ records }: Evidence, say: Say): void {
  const versions = new Map<string, number>();
  const sessions = new Set(records.sessions.map(({ id }) => id));
  for (const { action, targetId, before, after } of records.audit) {
    if (!sessions.has(targetId) || before?.version === undefined || after?.version === undefined) continue;
    const known = versions.get(targetId) ?? before.version;
    if (before.version !== known || after.version !== known + 1)
      say("version_not_raised", `${action} of ${targetId} went from v${before.version} to v${after.version}, after v${known}`);
    versions.set(targetId, after.version);
  }
}

/** A session whose arm has not sent anything for longer than its lease, while the host was up, is not said to apply. */
function judgeSilence(
  { outages, heartbeatMs }: Evidence,
  { robotId, entries }: Evidence["arms"][number],
  spans: readonly Span[],
  say: Say,
): void {
  const sent = entries.flatMap(({ kind, at }) => (kind === "sent" ? [at] : []));
  for (const { sessionId, from, until } of spans.filter((span) => span.robotId === robotId)) {
    const times = [from, ...sent.filter((at) => at > from && at < until), until];
    for (const [index, at] of times.entries()) {
      const silenceMs = (times[index + 1] ?? at) - at;
      const isHostUp = !outages.some(
        (outage) => outage.of === "host" && outage.from < at + silenceMs && outage.until + hostRecoveryMs > at,
      );
      // What was sent before may have been under way until it was about to lose its right to renew the lease.
      if (isHostUp && silenceMs > 2 * leaseOf(heartbeatMs) + hostRecoveryMs)
        say("applies_in_silence", `${sessionId} applied for ${silenceMs.toFixed(0)} ms after its arm had said its last`);
    }
  }
}

/** What operators were told of promotes is what happened. */
function judgePromotes({ deeds, records, wallOffsetMs }: Evidence, say: Say): void {
  const asked = deeds.filter((deed) => deed.kind === "promote");
  // One that the network delivered twice is refused the second time, and the operator is told that it happened the first time.
  const toldTwice = (why: string): boolean => why.includes("promoted_already");
  const left = new Set(asked.filter(({ told, why }) => told !== "refused" || toldTwice(why)));
  const happened = records.audit.filter(({ action }) => action === "session.promote");
  // Those with an answer first: what is left over may be of somebody who was told nothing.
  for (const pass of ["accepted", "unknown"] as const) {
    for (const entry of [...happened]) {
      const at = entry.at - wallOffsetMs;
      const possible = [...left].filter((deed) => {
        if (
          (deed.told === "accepted" ? "accepted" : "unknown") !== pass ||
          deed.sessionId !== entry.targetId ||
          at < deed.pressedAt - slackMs
        )
          return false;
        return pass === "accepted"
          ? deed.version === entry.after?.version && at <= deed.toldAt + slackMs
          : at <= deed.pressedAt + latestUnknownMs;
      });
      // Of two that were told nothing, it was the one that had seen what was promoted.
      const match = possible.find((deed) => deed.seenVersion === entry.before?.version) ?? possible[0];
      if (match === undefined) continue;
      // Whoever promoted confirmed what they saw; a session that changed since is another question.
      if (match.seenVersion !== entry.before?.version)
        say(
          "promote_of_an_old_view",
          `${match.who} confirmed v${match.seenVersion} of ${match.sessionId}; v${entry.before?.version} was promoted`,
        );
      left.delete(match);
      happened.splice(happened.indexOf(entry), 1);
    }
  }
  for (const { targetId, after } of happened)
    say("refused_promote_happened", `${targetId} was promoted to v${after?.version}, which no operator was told or left without an answer`);
  for (const deed of left)
    if (deed.told === "accepted")
      say(
        "promote_nobody_was_told",
        `${deed.who} was told that ${deed.sessionId} is promoted to v${deed.version}; the log has no such entry`,
      );
}

function judgeReceipts({ records }: Evidence, say: Say): void {
  if (records.chainProblem !== null) say("chain", records.chainProblem);
  for (const { id, status } of records.sessions) {
    const count = records.receipts.filter(({ sessionId }) => sessionId === id).length;
    if (status !== "closed") say("receipts", `${id} is ${status} after everything was closed`);
    if (count !== 1) say("receipts", `${id} has ${count} receipts`);
  }
}

/** A receipt counts no command that the arm did not get, and every heartbeat, step and command that the arm told and had answered before the close. */
function judgeCounts(
  { records, wallOffsetMs }: Evidence,
  { robotId, entries }: Evidence["arms"][number],
  acts: readonly Act[],
  say: Say,
): void {
  for (const { id } of records.sessions.filter((session) => session.robotId === robotId)) {
    const receipt = records.receipts.find(({ sessionId }) => sessionId === id);
    if (receipt === undefined) continue;
    const done = acts.filter(({ license }) => license?.sessionId === id).length;
    if (receipt.appliedSteps > done)
      say("counts", `the receipt of ${id} has ${receipt.appliedSteps} applied steps, the arm had ${done} commands`);
    const closedAt =
      (records.audit.find(({ action, targetId }) => action === "session.close" && targetId === id)?.at ?? Infinity) - wallOffsetMs;
    for (const which of ["steps", "appliedSteps"] as const) {
      const told = answeredSteps(entries, which, id, closedAt - slackMs);
      if (receipt[which] < told)
        say("counts", `the receipt of ${id} has ${receipt[which]} ${which}, but the server had answered for ${told}`);
    }
    // What a host has answered for is on disk: one that dies right after loses none.
    const taken = takenHeartbeats(entries, id, closedAt - slackMs);
    if (receipt.heartbeats < taken)
      say("counts", `the receipt of ${id} has ${receipt.heartbeats} heartbeats, but the server had taken ${taken}`);
  }
}
