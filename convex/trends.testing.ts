import type { Doc, Id } from "./_generated/dataModel";
import type { T } from "./fixtures.testing";
import type { Point } from "./model/trends/shapes";

// The same numbers counted anew from the receipts and reviews themselves, one by one, by other code than what keeps the sums.

export type Asked = {
  from: number;
  to: number;
  per: "day" | "week" | "month";
  groupBy: "nothing" | "robot" | "deployment" | "model";
  robotId?: Id<"robots">;
  deploymentId?: Id<"deployments">;
  modelId?: string;
  applied?: boolean;
  verdict?: "good" | "needs_attention" | "bad" | "none";
};

type Timeline = { at: number; mode: string }[];
type Body = { faults: number; stops: unknown[]; timeline: Timeline; endedAt: number | null };
type Counted = { receipt: Doc<"receipts">; verdict: Doc<"reviews">["verdict"] };

function bucketOf(at: number, per: Asked["per"]): number {
  const date = new Date(at);
  const [year, month, day] = [date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()];
  if (per === "month") return Date.UTC(year, month);
  return Date.UTC(year, month, per === "week" ? day - ((date.getUTCDay() + 6) % 7) : day);
}

function appliedMs({ timeline, endedAt }: Body, timestamp: number): number {
  const end = endedAt ?? timestamp;
  return timeline.reduce((sum, { at, mode }, index) => sum + (mode === "apply_actions" ? (timeline[index + 1]?.at ?? end) - at : 0), 0);
}

const sumOf = (rows: readonly Counted[], of: (receipt: Doc<"receipts">, body: Body) => number): number =>
  rows.reduce((sum, { receipt }) => sum + of(receipt, JSON.parse(receipt.body) as Body), 0);

const us = (ms: number | null) => (ms === null ? 0 : Math.round(ms * 1_000));
const p95s = (rows: readonly Counted[]) => rows.flatMap(({ receipt }) => (receipt.latencyP95Ms === null ? [] : [us(receipt.latencyP95Ms)]));
const ordinary = ["operator_closed", "sdk_closed", "completed", "task_done", "done"];

function pointOf(rows: readonly Counted[], bucket: number, group: string | null, asked: Asked): Point {
  const latencies = p95s(rows);
  const withVerdict = (verdict: string) => rows.filter((row) => row.verdict === verdict).length;
  const worst = {
    gapMs: Math.max(...rows.map(({ receipt }) => receipt.longestGapMs)),
    p95Us: latencies.length === 0 ? null : Math.max(...latencies),
  };
  return {
    bucket,
    group,
    sums: {
      runs: rows.length,
      problems: rows.filter(
        ({ receipt: { safeStops, errorCount, closeReason } }) => safeStops + errorCount > 0 || !ordinary.includes(closeReason),
      ).length,
      runMs: sumOf(rows, ({ timestamp, startedAt }) => timestamp - startedAt),
      appliedMs: sumOf(rows, ({ timestamp }, body) => appliedMs(body, timestamp)),
      steps: sumOf(rows, ({ steps }) => steps),
      appliedSteps: sumOf(rows, ({ appliedSteps }) => appliedSteps),
      safeStops: sumOf(rows, ({ safeStops }) => safeStops),
      stops: sumOf(rows, (_, { stops }) => stops.length),
      faults: sumOf(rows, (_, { faults }) => faults),
      errors: sumOf(rows, ({ errorCount }) => errorCount),
      gapsMs: sumOf(rows, ({ longestGapMs }) => longestGapMs),
      p95Runs: latencies.length,
      p95Us: latencies.reduce((sum, each) => sum + each, 0),
    },
    verdicts: { good: withVerdict("good"), needs_attention: withVerdict("needs_attention"), bad: withVerdict("bad") },
    worst: asked.verdict === undefined ? worst : null,
  };
}

const groupOf = ({ robotId, deploymentId, modelId }: Doc<"receipts">, groupBy: Asked["groupBy"]) =>
  groupBy === "robot" ? robotId : groupBy === "deployment" ? deploymentId : groupBy === "model" ? modelId : null;

/** What the answer to a question must be. */
export async function recount(t: T, organizationId: Id<"organizations">, asked: Asked): Promise<Point[]> {
  const all = await t.run(async (ctx): Promise<Counted[]> => {
    const [receipts, reviews] = [await ctx.db.query("receipts").take(1_000), await ctx.db.query("reviews").take(1_000)];
    return receipts.map((receipt) => ({ receipt, verdict: reviews.find(({ receiptId }) => receiptId === receipt._id)?.verdict ?? null }));
  });
  const wanted = all.filter(
    ({ receipt, verdict }) =>
      receipt.organizationId === organizationId &&
      receipt.timestamp >= asked.from &&
      receipt.timestamp < asked.to &&
      (asked.robotId === undefined || asked.robotId === receipt.robotId) &&
      (asked.deploymentId === undefined || asked.deploymentId === receipt.deploymentId) &&
      (asked.modelId === undefined || asked.modelId === receipt.modelId) &&
      (asked.applied === undefined || asked.applied === receipt.applied) &&
      (asked.verdict === undefined || asked.verdict === (verdict ?? "none")),
  );
  const keyOf = ({ receipt }: Counted) => `${bucketOf(receipt.timestamp, asked.per)} ${groupOf(receipt, asked.groupBy)}`;
  return [...new Set(wanted.map(keyOf))].flatMap((key) => {
    const rows = wanted.filter((row) => keyOf(row) === key);
    const [first] = rows;
    if (first === undefined) return [];
    return [pointOf(rows, bucketOf(first.receipt.timestamp, asked.per), groupOf(first.receipt, asked.groupBy), asked)];
  });
}

export const inOrder = (points: readonly Point[]): Point[] =>
  points.toSorted((a, b) => a.bucket - b.bucket || (String(a.group) < String(b.group) ? -1 : 1));
