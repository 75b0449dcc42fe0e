import { verifyChain, type Link } from "../convex/model/receipts/chain.ts";
import * as reflex from "../sdk/src/index.ts";
import { rpc } from "./template.ts";

/** One entry of the audit log; `at` is the host's wall clock, epoch ms. */
export type AuditEntry = { at: number; action: string; targetId: string; actor: { name: string }; before: Seen | null; after: Seen | null; reason: string | null };
/** What the log keeps of a session's state. */
export type Seen = { status?: string; mode?: string; version?: number };

export type SessionRecord = { id: string; robotId: string | null; status: string; closeReason: string | null };
export type ReceiptRecord = { sessionId: string; sequence: number; appliedSteps: number; steps: number };

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

type Reader = { apiKey: string; token: string };
type AuditPage = { page: (Omit<AuditEntry, "before" | "after"> & { before: string | null; after: string | null })[]; isDone: boolean; continueCursor: string };

export async function readRecords(url: string, { apiKey, token }: Reader): Promise<Records> {
  const as = { apiKey, convexUrl: url };
  const rows = (await reflex.listSessions(as)).sessions;
  const sessions = rows.map(({ _id, robotId, status, closeReason }) => ({ id: _id, robotId: (robotId as string | null) ?? null, status, closeReason: closeReason ?? null }));
  const links: Link[] = [];
  const publicKeys: Record<string, string> = {};
  const receipts: ReceiptRecord[] = [];
  for (const { id } of (await reflex.listReceipts({ limit: 200, ...as })).receipts.toReversed()) {
    const { receipt, publicKey } = (await reflex.getReceipt(id, as)) as unknown as { receipt: Link; publicKey: string };
    links.push(receipt);
    publicKeys[receipt.keyId] = publicKey;
    const { sessionId, appliedSteps, steps } = JSON.parse(receipt.body) as Omit<ReceiptRecord, "sequence">;
    receipts.push({ sessionId, sequence: receipt.sequence, appliedSteps, steps });
  }
  const verdict = verifyChain(links, publicKeys);
  return { audit: await readAudit(url, token), sessions, receipts, chainProblem: verdict.ok ? null : JSON.stringify(verdict) };
}

async function readAudit(url: string, token: string): Promise<AuditEntry[]> {
  const entries: AuditEntry[] = [];
  let cursor: string | null = null;
  for (;;) {
    const paginationOpts: { numItems: number; cursor: string | null } = { numItems: 200, cursor };
    const { page, isDone, continueCursor }: AuditPage = await rpc<AuditPage>(url, "query", "audit:list", { paginationOpts }, { authorization: `Bearer ${token}` });
    entries.push(...page.map((entry) => ({ ...entry, before: parsed(entry.before), after: parsed(entry.after) })));
    if (isDone) return entries.toReversed();
    cursor = continueCursor;
  }
}

const parsed = (text: string | null): Seen | null => (text === null ? null : (JSON.parse(text) as Seen));
