import type { Transaction } from "../engine/types.ts";
import type { Outcome } from "../calls/call.ts";

// Records of finished mutations, by which one happens once however often its client sends it.

/** Names a mutation of a client for ever. */
export interface OnceKey {
  readonly sessionId: string;
  readonly requestId: number;
  /** False where the client cannot have sent it before, which saves the look-up. */
  readonly mayRepeat: boolean;
}

/** What is kept of a finished mutation; failed ones run again when they are sent again. */
export interface OnceRecord {
  readonly outcome: Outcome;
  readonly ts: bigint;
}

/** What the keys of all records begin with. */
export const RECORDS = "once/";
/** Records live for two to three periods: at least as long as the official server keeps them. */
const PERIOD_MS = 7 * 24 * 3_600_000;
const KEPT_PERIODS = 3;
/** Only just after a period began can a record be in the one before; one that is missed is collected later. */
const OVERLAP_MS = 3_600_000;

const periodOf = (ms: number) => Math.floor(ms / PERIOD_MS);
// Escaped, because the session's name comes from the client.
const recordKey = (period: number, sessionId: string, requestId: number) =>
  `${RECORDS}${period}/${encodeURIComponent(sessionId)}/${requestId}`;

/** The keys that the record of a mutation may have which was answered a short while before `now`. */
export function recordKeys(sessionId: string, requestId: number, now: number): readonly string[] {
  const period = periodOf(now);
  const key = recordKey(period, sessionId, requestId);
  return now - period * PERIOD_MS < OVERLAP_MS ? [key, recordKey(period - 1, sessionId, requestId)] : [key];
}

/** Whether a record is older than any client may need it. */
export const isRecordOld = (key: string, now: number): boolean => Number(key.split("/")[1]) <= periodOf(now) - KEPT_PERIODS;

/** What is kept of a mutation; null when it was not made. */
export function readRecord(tx: Transaction, { sessionId, requestId }: OnceKey): OnceRecord | null {
  const now = periodOf(Date.now());
  for (let period = now; period > now - KEPT_PERIODS; period -= 1) {
    const text = tx.getMeta(recordKey(period, sessionId, requestId));
    if (text === null) continue;
    const [ts, value, logLines] = JSON.parse(text);
    return { outcome: { ok: true, value, logLines }, ts: BigInt(ts) };
  }
  return null;
}

/** Keeps that a mutation was made, in its own transaction. */
export function writeRecord(tx: Transaction, { sessionId, requestId }: OnceKey, { outcome, ts }: OnceRecord): void {
  if (!outcome.ok) return;
  tx.putMeta(recordKey(periodOf(Date.now()), sessionId, requestId), JSON.stringify([String(ts), outcome.value, outcome.logLines]));
}
