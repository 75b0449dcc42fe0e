import { verifyChain, type Checkpoint, type KeyTimes, type Link } from "../convex/model/receipts/chain.ts";
import * as reflex from "../sdk/src/index.ts";
import { rpc } from "./template.ts";

/** One entry of the audit log; `at` is the host's wall clock, epoch ms. */
export type AuditEntry = {
  at: number;
  action: string;
  targetId: string;
  actor: { name: string };
  before: Seen | null;
  after: Seen | null;
  reason: string | null;
};
/** What the log keeps of a session's state. */
export type Seen = { status?: string; mode?: string; version?: number };

export type SessionRecord = { id: string; robotId: string | null; status: string; closeReason: string | null };
export type ReceiptRecord = { sessionId: string; sequence: number; appliedSteps: number; steps: number; heartbeats: number };

/** Of a receipt's body, what is judged here. */
type Body = Omit<ReceiptRecord, "sequence" | "heartbeats"> & { heartbeats: { count: number } };

/** What the server says of a run afterwards, read through its public ways. */
export type Records = {
  /** Oldest first. */
  audit: AuditEntry[];
  sessions: SessionRecord[];
  /** Oldest first. */
  receipts: ReceiptRecord[];
  /** What is wrong with the chain; null when it verifies. */
  chainProblem: string | null;
};

/** The end of a chain of receipts. */
export type Head = { sequence: number; hash: string };

/** What of the records is read: what came after `sinceMs` (epoch ms of the host) and after the receipt `head`. */
type Reader = { apiKey: string; token: string; sinceMs: number; head: Head | null };
type AuditPage = {
  page: (Omit<AuditEntry, "before" | "after"> & { before: string | null; after: string | null })[];
  isDone: boolean;
  continueCursor: string;
};

/** The records of one world, and the end of the chain that they were verified to. */
export async function readRecords(url: string, { apiKey, token, sinceMs, head }: Reader): Promise<{ records: Records; head: Head | null }> {
  const as = { apiKey, convexUrl: url };
  const rows = (await reflex.listSessions(as)).sessions.filter(({ createdAt }) => createdAt >= sinceMs);
  const sessions = rows.map(({ _id, robotId, status, closeReason }) => ({
    id: _id,
    robotId: (robotId as string | null) ?? null,
    status,
    closeReason: closeReason ?? null,
  }));
  const chain = (await reflex.getReceiptChain({ after: head?.sequence, ...as })) as unknown as Chain;
  const receipts = chain.receipts.map(({ sequence, body }) => {
    const { sessionId, appliedSteps, steps, heartbeats } = JSON.parse(body) as Body;
    return { sessionId, sequence, appliedSteps, steps, heartbeats: heartbeats.count };
  });
  const verdict = verifyChain(chain.receipts, chain.publicKeys, { ...chain, after: head });
  const records = {
    audit: await readAudit(url, token, sinceMs),
    sessions,
    receipts,
    chainProblem: verdict.ok ? null : JSON.stringify(verdict),
  };
  return { records, head: verdict.ok ? verdict.head : head };
}

type Chain = { receipts: Link[]; publicKeys: Record<string, string>; head: Head | null; checkpoint: Checkpoint | null; keyTimes: KeyTimes };

async function readAudit(url: string, token: string, since: number): Promise<AuditEntry[]> {
  const entries: AuditEntry[] = [];
  let cursor: string | null = null;
  for (;;) {
    const paginationOpts: { numItems: number; cursor: string | null } = { numItems: 200, cursor };
    const { page, isDone, continueCursor }: AuditPage = await rpc<AuditPage>(
      url,
      "query",
      "audit:list",
      { paginationOpts, since },
      { authorization: `Bearer ${token}` },
    );
    entries.push(...page.map((entry) => ({ ...entry, before: parsed(entry.before), after: parsed(entry.after) })));
    if (isDone) return entries.toReversed();
    cursor = continueCursor;
  }
}

const parsed = (text: string | null): Seen | null => (text === null ? null : (JSON.parse(text) as Seen));
