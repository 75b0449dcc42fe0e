import type { Doc, Id } from "../../_generated/dataModel";
import type { MutationCtx } from "../../_generated/server";
import { judgeRun } from "./judge";
import { mostAtOnce, signLifeMs } from "./limits";
import type { Sign } from "./window";

type Write = Pick<MutationCtx, "db" | "scheduler">;
type Run = Pick<Doc<"receipts">, "organizationId" | "sessionId" | "deploymentId" | "robotId"> & { receiptId: Id<"receipts"> };

type Facts = { isStopped: boolean; faults: number; safeStops: number; errors: number; reasons: readonly (string | null)[] };

/** Pure: what of a run's end its rules count. */
export function signsOf({ isStopped, faults, safeStops, errors, reasons }: Facts): Sign[] {
  const signs: [Sign, boolean][] = [
    ["stopped", isStopped],
    ["fault", faults + safeStops + errors > 0],
    ["lease", reasons.includes("lease_expired")],
  ];
  return signs.flatMap(([sign, holds]) => (holds ? [sign] : []));
}

/** Notes what of a run counts, and holds it to the rules. Nothing of this may keep a session from being closed: a failure is logged. */
export async function noteRun(ctx: Write, run: Run, signs: readonly Sign[], now: number): Promise<void> {
  try {
    for (const sign of signs) await ctx.db.insert("runSigns", { ...run, sign, at: now });
    if (signs.length > 0) await judgeRun(ctx, run, now);
  } catch (error) {
    console.error(`receipt ${run.receiptId} could not be held to the rules about runs`, error);
  }
}

/** A review flags a run from when it is said, and no longer once it says otherwise. */
export async function noteVerdict(ctx: Write, receipt: Doc<"receipts">, verdict: Doc<"reviews">["verdict"], now: number): Promise<void> {
  const { _id: receiptId, organizationId, sessionId, deploymentId, robotId } = receipt;
  const run = { receiptId, organizationId, sessionId, deploymentId, robotId };
  const row = await ctx.db
    .query("runSigns")
    .withIndex("by_receiptId", (q) => q.eq("receiptId", receiptId).eq("sign", "flagged"))
    .first();
  const isFlagged = verdict === "bad" || verdict === "needs_attention";
  if (isFlagged === (row !== null)) return;
  if (row === null) return await noteRun(ctx, run, ["flagged"], now);
  await ctx.db.delete("runSigns", row._id);
  await judgeRun(ctx, run, now);
}

/** Deletes what no window and no look back reaches any more; answers how many. */
export async function prune(ctx: Pick<MutationCtx, "db">, now: number): Promise<number> {
  const past = await ctx.db
    .query("runSigns")
    .withIndex("by_at", (q) => q.lt("at", now - signLifeMs))
    .take(mostAtOnce);
  for (const row of past) await ctx.db.delete("runSigns", row._id);
  return past.length;
}
