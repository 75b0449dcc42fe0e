import type { Receipt } from "#src/api/receipts.ts";

const isoTime = (at: number) => new Date(at).toISOString();

/** Columns of the CSV export, in a fixed order and with names that are safe to build a sheet on. Times are UTC, ISO 8601. */
export const receiptColumns: readonly { name: string; of: (row: Receipt) => string | number | boolean | null }[] = [
  { name: "sequence", of: (row) => row.sequence },
  { name: "receipt_id", of: (row) => row.id },
  { name: "session_id", of: (row) => row.sessionId },
  { name: "started_at", of: (row) => isoTime(row.startedAt) },
  { name: "timestamp", of: (row) => isoTime(row.timestamp) },
  { name: "robot", of: (row) => row.robotName },
  { name: "robot_id", of: (row) => row.robotId },
  { name: "deployment", of: (row) => row.deploymentName },
  { name: "deployment_id", of: (row) => row.deploymentId },
  { name: "model_id", of: (row) => row.modelId },
  { name: "actions_applied", of: (row) => row.applied },
  { name: "steps", of: (row) => row.steps },
  { name: "applied_steps", of: (row) => row.appliedSteps },
  { name: "safe_stops", of: (row) => row.safeStops },
  { name: "errors", of: (row) => row.errorCount },
  { name: "longest_gap_ms", of: (row) => row.longestGapMs },
  { name: "latency_p95_ms", of: (row) => row.latencyP95Ms },
  { name: "close_reason", of: (row) => row.closeReason },
  { name: "verdict", of: (row) => row.review?.verdict ?? null },
  { name: "note", of: (row) => row.review?.note ?? null },
  { name: "reviewed_by", of: (row) => row.review?.reviewedBy.name ?? null },
  { name: "reviewed_at", of: (row) => (row.review === null ? null : isoTime(row.review.reviewedAt)) },
  { name: "previous_hash", of: (row) => row.previousHash },
  { name: "hash", of: (row) => row.hash },
];
