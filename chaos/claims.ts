import { applyingSpans } from "./applying.ts";
import type { Claim, Evidence } from "./evidence.ts";
import { slackMs, type Rule } from "./rules.ts";
import { starvedMs } from "./starvation.ts";

type Say = (rule: Rule, detail: string) => void;

/** Within this an old value is shown as old (product.md section 8), ms. */
const oldWithinMs = 3_000;
/** Without an acknowledgement for so long a stop is NOT CONFIRMED, ms. */
const confirmWithinMs = 1_000;
/** How late a browser may draw, and its sampler look, where three processes of it share two cores with all others, ms. */
const pageSlackMs = 1_500;

/** What is late because nobody gave it a processor is not said to be a fault of what shows it: a machine for all of this has to be tried on one that is free. */
const allowed = ({ starved }: Evidence, claim: Claim, from: number, until: number): number =>
  pageSlackMs + starvedMs(starved, claim, from, until);

/** What a page claims is true, or was so recently that it need not know better yet. Times of claims are epoch ms of the machine. */
export function judgeClaims(evidence: Evidence, say: Say): void {
  for (const claim of evidence.claims) {
    judgeMode(evidence, claim, say);
    judgeStopClaim(evidence, claim, say);
    judgeSignInPage(evidence, claim, say);
  }
}

/** Where a page is left that showed an arm applying, nobody may take it for an arm at rest. */
function judgeSignInPage(evidence: Evidence, claim: Claim, say: Say): void {
  const { who, warns, at, until } = claim;
  if (warns !== false) return;
  const { claims, wallOffsetMs } = evidence;
  const seen = new Set(
    claims.flatMap((claim) => (claim.who === who && claim.mode === "apply_actions" && claim.at < at ? [claim.sessionId] : [])),
  );
  for (const { sessionId, from, until: end } of applyingSpans(evidence)) {
    const since = Math.max(from + wallOffsetMs, at);
    const forgottenMs = Math.min(end + wallOffsetMs, until) - since;
    if (seen.has(sessionId) && forgottenMs > allowed(evidence, claim, since, until))
      say(
        "page_forgets_moving",
        `${who} showed the sign-in page for ${forgottenMs.toFixed(0)} ms without a word of ${sessionId}, which applied`,
      );
  }
}

function judgeMode(evidence: Evidence, claim: Claim, say: Say): void {
  const { who, sessionId, mode, isOld, at, until } = claim;
  if (sessionId === null || mode === null || isOld) return;
  for (const other of timesOfOther(evidence.records, sessionId, mode)) {
    const end = Math.min(other.until, until);
    if (end - Math.max(other.from, at) <= slackMs) continue;
    if (end - other.from > oldWithinMs + allowed(evidence, claim, other.from, end))
      say("page_claims_too_much", `${who} showed ${sessionId} as ${mode} until ${(end - other.from).toFixed(0)} ms after it was that`);
  }
}

/** When a session was in another mode than this one. */
function timesOfOther({ audit }: Evidence["records"], sessionId: string, mode: string): { from: number; until: number }[] {
  const spans: { from: number; until: number }[] = [];
  // A session begins as a dry run; its first entry may already be the change that follows.
  let open: number | null = mode === "dry_run" ? null : -Infinity;
  for (const { at, targetId, after } of audit) {
    if (targetId !== sessionId || after?.mode === undefined) continue;
    const now = after.status === "closed" ? "closed" : after.mode;
    if (now === mode && open !== null) {
      spans.push({ from: open, until: at });
      open = null;
    } else if (now !== mode) open ??= at;
  }
  return open === null ? spans : [...spans, { from: open, until: Infinity }];
}

function judgeStopClaim(evidence: Evidence, claim: Claim, say: Say): void {
  const { arms, deeds, records, wallOffsetMs } = evidence;
  const { who, sessionId, stop, at, until } = claim;
  if (stop === null) return;
  const presses = deeds.flatMap((deed) =>
    deed.kind === "stopPressed" &&
    deed.who === who &&
    (sessionId === null || deed.sessionId === sessionId) &&
    deed.pressedAt + wallOffsetMs < until
      ? [deed.pressedAt + wallOffsetMs]
      : [],
  );
  const pressedAt = Math.max(at, ...presses);
  if (stop.startsWith("Stopping") && until - pressedAt > confirmWithinMs + allowed(evidence, claim, pressedAt, until)) {
    say("page_hides_unconfirmed", `${who} showed no NOT CONFIRMED for ${(until - pressedAt).toFixed(0)} ms`);
  }
  if (sessionId === null || !/^(Robot acknowledged|Stopped)/.test(stop)) return;
  const robots = new Set(records.sessions.filter(({ id }) => id === sessionId).map(({ robotId }) => robotId));
  const acknowledged = arms.some(
    ({ robotId, entries }) =>
      robots.has(robotId) &&
      entries.some((entry) => entry.kind === "sent" && entry.ack !== null && entry.at + wallOffsetMs <= at + slackMs),
  );
  if (!acknowledged) say("stop_claims_too_much", `${who} showed "${stop}" for ${sessionId}; its arm had acknowledged nothing`);
}
