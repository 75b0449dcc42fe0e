import type { Receipt, ReceiptId } from "#src/api/receipts.ts";

// Pure: what of a file's line a list shows. Nothing here is believed: whether it is genuine, the verification says.

type Fields = Record<string, unknown>;
const objectIn = (value: unknown): Fields | null =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : null;
const text = (value: unknown): string | null => (typeof value === "string" ? value : null);
/** As far as a date reaches: a time beyond it cannot be shown. */
const mostMs = 8.64e15;
const number = (value: unknown): number => (typeof value === "number" && Math.abs(value) <= mostMs ? value : 0);

/** The row of a signed receipt's line, in the shape of the console's own; `null` where it is none. Its ids are of no use to this server. */
export function importedRow(line: string): Receipt | null {
  const link = parsed(line);
  const body = link === null ? null : parsed(text(link.body) ?? "");
  if (link === null || body === null || typeof link.sequence !== "number") return null;
  const [robot, deployment, heartbeats] = [objectIn(body.robot), objectIn(body.deployment), objectIn(body.heartbeats)];
  const timeline = Array.isArray(body.timeline) ? body.timeline : [];
  const latency = objectIn(heartbeats?.latencyMs)?.p95;
  const row = {
    ...{
      id: `imported-${link.sequence}`,
      sequence: link.sequence,
      sessionId: text(body.sessionId) ?? "",
      previousHash: text(link.previousHash) ?? "",
      hash: text(link.hash) ?? "",
    },
    ...{
      robotId: text(robot?.id),
      robotName: text(robot?.name),
      deploymentId: text(deployment?.id),
      deploymentName: text(deployment?.name),
      modelId: text(body.model) ?? "",
    },
    ...{
      timestamp: number(body.timestamp),
      startedAt: number(body.startedAt),
      steps: number(body.steps),
      appliedSteps: number(body.appliedSteps),
      safeStops: number(body.safeStops),
    },
    ...{
      errorCount: Array.isArray(body.errors) ? body.errors.length : 0,
      longestGapMs: number(heartbeats?.longestGapMs),
      latencyP95Ms: typeof latency === "number" ? latency : null,
    },
    ...{
      applied: timeline.some((event) => objectIn(event)?.mode === "apply_actions"),
      closeReason: text(body.closeReason) ?? "",
      review: null,
    },
  };
  return { ...row, id: row.id as ReceiptId } as unknown as Receipt; // never given to the server
}

/** Whether every number of a text can be shown as a time, should it stand where one is expected. */
export function isShowable(json: string): boolean {
  let isFine = true;
  try {
    JSON.parse(json, (_, value: unknown) => {
      if (typeof value === "number" && Math.abs(value) > mostMs) isFine = false;
      return value;
    });
  } catch {
    return false;
  }
  return isFine;
}

function parsed(json: string): Fields | null {
  try {
    return objectIn(JSON.parse(json));
  } catch {
    return null;
  }
}
