import type { Checkpoint } from "./chain";

// Pure, for every verifier: checkpoints as they are published, apart from any receipts.

export const checkpointsKind = "reflex-checkpoints";

/** JSON text of a file of checkpoints, as the dashboard and the command line write it. */
export const checkpointFile = (checkpoints: readonly Checkpoint[]): string =>
  `${JSON.stringify({ kind: checkpointsKind, format: 1, checkpoints: checkpoints.map(({ body, signature, keyId }) => ({ body, signature, keyId })) })}\n`;

/** The checkpoints of such a file, or of a single checkpoint; `null` when it is none. Whether they are genuine, the verification says. */
export function checkpointsIn(text: string): Checkpoint[] | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  if (isCheckpoint(value)) return [value];
  if (!isRecord(value) || value.kind !== checkpointsKind || value.format !== 1 || !Array.isArray(value.checkpoints)) return null;
  return value.checkpoints.every(isCheckpoint) ? value.checkpoints : null;
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null && !Array.isArray(value);
const isCheckpoint = (value: unknown): value is Checkpoint =>
  isRecord(value) && typeof value.body === "string" && typeof value.signature === "string" && typeof value.keyId === "string";
