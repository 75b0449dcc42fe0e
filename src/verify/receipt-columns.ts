import type { Link } from "../../convex/model/receipts/chain.ts";

/** What of a receipt's row in a list, the dashboard's or the wire's, stands in a table. */
export type ExportedRow = {
  id: string;
  sequence: number;
  sessionId: string;
  startedAt: number;
  timestamp: number;
  robotName: string | null;
  robotId: string | null;
  deploymentName: string | null;
  deploymentId: string | null;
  modelId: string;
  applied: boolean;
  steps: number;
  appliedSteps: number;
  safeStops: number;
  errorCount: number;
  longestGapMs: number;
  latencyP95Ms: number | null;
  closeReason: string;
  review: { verdict: string | null; note: string; reviewedBy: { name: string }; reviewedAt: number } | null;
};

/** A receipt as lists show it, and as it is signed. */
export type Exported = { row: ExportedRow; link: Link };
export type Cell = string | number | boolean | null;
export type Column<Of = Exported> = { name: string; type: "text" | "whole" | "number" | "flag" | "time"; of: (row: Of) => Cell };

/** Where the first line of the JSONL stands in a Parquet file's own metadata. */
export const manifestKey = "reflex-receipts";

/**
 * The columns of every table that is exported, CSV and Parquet, in a fixed order and with names that are safe to build a sheet on. Times
 * are epoch ms here; each format writes them in its own way. The last six are what is signed.
 */
export const receiptColumns: readonly Column[] = [
  { name: "sequence", type: "whole", of: ({ link }) => link.sequence },
  { name: "receipt_id", type: "text", of: ({ row }) => row.id },
  { name: "session_id", type: "text", of: ({ row }) => row.sessionId },
  { name: "started_at", type: "time", of: ({ row }) => row.startedAt },
  { name: "timestamp", type: "time", of: ({ row }) => row.timestamp },
  { name: "robot", type: "text", of: ({ row }) => row.robotName },
  { name: "robot_id", type: "text", of: ({ row }) => row.robotId },
  { name: "deployment", type: "text", of: ({ row }) => row.deploymentName },
  { name: "deployment_id", type: "text", of: ({ row }) => row.deploymentId },
  { name: "model_id", type: "text", of: ({ row }) => row.modelId },
  { name: "actions_applied", type: "flag", of: ({ row }) => row.applied },
  { name: "steps", type: "whole", of: ({ row }) => row.steps },
  { name: "applied_steps", type: "whole", of: ({ row }) => row.appliedSteps },
  { name: "safe_stops", type: "whole", of: ({ row }) => row.safeStops },
  { name: "errors", type: "whole", of: ({ row }) => row.errorCount },
  { name: "longest_gap_ms", type: "number", of: ({ row }) => row.longestGapMs },
  { name: "latency_p95_ms", type: "number", of: ({ row }) => row.latencyP95Ms },
  { name: "close_reason", type: "text", of: ({ row }) => row.closeReason },
  { name: "verdict", type: "text", of: ({ row }) => row.review?.verdict ?? null },
  { name: "note", type: "text", of: ({ row }) => row.review?.note ?? null },
  { name: "reviewed_by", type: "text", of: ({ row }) => row.review?.reviewedBy.name ?? null },
  { name: "reviewed_at", type: "time", of: ({ row }) => row.review?.reviewedAt ?? null },
  { name: "previous_hash", type: "text", of: ({ link }) => link.previousHash },
  { name: "hash", type: "text", of: ({ link }) => link.hash },
  { name: "signature", type: "text", of: ({ link }) => link.signature },
  { name: "key_id", type: "text", of: ({ link }) => link.keyId },
  { name: "body", type: "text", of: ({ link }) => link.body },
];
