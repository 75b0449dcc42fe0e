import type { Doc, Id } from "../../_generated/dataModel";
import type { MutationCtx } from "../../_generated/server";
import { siblingCount, type Measures } from "./outliers";

// What the newest receipts of a deployment are compared by: all in one row, so that a close reads and writes one however many
// there are. Column by column, because a name in front of every number would be most of the row.

type Write = Pick<MutationCtx, "db">;
type Row = Doc<"deploymentMeasures">;
export type Siblings = { row: Row | null; newest: Measures[] };

const fromColumns = (columns: Row["columns"]): Measures[] =>
  columns.steps.map((steps, at) => ({
    steps,
    durationMs: columns.durationMs[at] ?? 0,
    longestGapMs: columns.longestGapMs[at] ?? 0,
    latencyP95Ms: columns.latencyP95Ms[at] ?? null,
    safeStops: columns.safeStops[at] ?? 0,
    errorCount: columns.errorCount[at] ?? 0,
  }));

const toColumns = (all: Measures[]): Row["columns"] => ({
  steps: all.map(({ steps }) => steps),
  durationMs: all.map(({ durationMs }) => durationMs),
  longestGapMs: all.map(({ longestGapMs }) => longestGapMs),
  latencyP95Ms: all.map(({ latencyP95Ms }) => latencyP95Ms),
  safeStops: all.map(({ safeStops }) => safeStops),
  errorCount: all.map(({ errorCount }) => errorCount),
});

/** The deployment's newest receipts, newest first, at most 200. */
export async function siblingsOf(ctx: Write, deploymentId: Id<"deployments">): Promise<Siblings> {
  const row = await ctx.db
    .query("deploymentMeasures")
    .withIndex("by_deploymentId", (q) => q.eq("deploymentId", deploymentId))
    .unique();
  if (row !== null) return { row, newest: fromColumns(row.columns) };
  const before = await ctx.db
    .query("receiptMeasures")
    .withIndex("by_deploymentId_and_sequence", (q) => q.eq("deploymentId", deploymentId))
    .order("desc")
    .take(siblingCount);
  return { row: null, newest: before.map(({ measures }) => measures) };
}

/** Puts a receipt in front of its siblings; the oldest falls out. */
export async function addSibling(ctx: Write, deploymentId: Id<"deployments">, { row, newest }: Siblings, added: Measures): Promise<void> {
  const columns = toColumns([added, ...newest].slice(0, siblingCount));
  if (row === null) await ctx.db.insert("deploymentMeasures", { deploymentId, columns });
  else await ctx.db.patch("deploymentMeasures", row._id, { columns });
}
