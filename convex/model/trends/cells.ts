import type { Doc, Id } from "../../_generated/dataModel";
import type { QueryCtx } from "../../_generated/server";
import { appError } from "../../errors";
import { mapInBatches } from "../batches";
import { bucketOf, dayMs } from "./buckets";
import type { Cell, GroupBy, Per, Point, WorstCell } from "./shapes";
import { noSums, plus, worseOf } from "./sums";

type Read = Pick<QueryCtx, "db">;
type Row = Doc<"trendDays">;

/** A leap year. */
export const mostDays = 366;
/** Rows of days that one answer reads; a row has at most eight cells, some 2 KB. */
export const mostRows = 1_000;

export type Question = {
  /** The first day and the day after the last, epoch ms of midnight UTC. */
  from: number;
  to: number;
  per: Per;
  groupBy: GroupBy;
  robotId?: Id<"robots">;
  deploymentId?: Id<"deployments">;
  modelId?: string;
  applied?: boolean;
  verdict?: "good" | "needs_attention" | "bad" | "none";
};

const invalid = (path: string, message: string) => appError({ code: "invalid", path, message });

function check({ from, to }: Question): void {
  for (const [path, value] of [
    ["$.from", from],
    ["$.to", to],
  ] as const) {
    if (!Number.isSafeInteger(value) || value % dayMs !== 0)
      throw invalid(path, "Give the midnight (UTC) at which a day begins, in epoch ms.");
  }
  if (to <= from) throw invalid("$.to", "Give a day after the first one.");
  if (to - from > mostDays * dayMs)
    throw invalid("$.to", `Ask for at most ${mostDays} days. Choose a later first day or an earlier last one.`);
}

/** By the narrowest filter that has an index; the newest day first. */
function rowsOf(ctx: Read, organizationId: Id<"organizations">, { from, to, robotId, deploymentId, modelId }: Question) {
  const rows = ctx.db.query("trendDays");
  if (deploymentId !== undefined) {
    return rows
      .withIndex("by_organizationId_and_deploymentId", (q) =>
        q.eq("organizationId", organizationId).eq("deploymentId", deploymentId).gte("day", from).lt("day", to),
      )
      .order("desc");
  }
  if (robotId !== undefined) {
    return rows
      .withIndex("by_organizationId_and_robotId", (q) =>
        q.eq("organizationId", organizationId).eq("robotId", robotId).gte("day", from).lt("day", to),
      )
      .order("desc");
  }
  if (modelId !== undefined) {
    return rows
      .withIndex("by_organizationId_and_modelId", (q) =>
        q.eq("organizationId", organizationId).eq("modelId", modelId).gte("day", from).lt("day", to),
      )
      .order("desc");
  }
  return rows
    .withIndex("by_organizationId_and_day", (q) => q.eq("organizationId", organizationId).gte("day", from).lt("day", to))
    .order("desc");
}

const groupOf = ({ robotId, deploymentId, modelId }: Row, groupBy: GroupBy): string | null =>
  ({ nothing: null, robot: robotId, deployment: deploymentId, model: modelId })[groupBy];

const isWanted = ({ robotId, modelId }: Row, asked: Question): boolean =>
  (asked.robotId === undefined || robotId === asked.robotId) && (asked.modelId === undefined || modelId === asked.modelId);

const isOfMode = ({ applied }: { applied: boolean }, asked: Question): boolean => asked.applied === undefined || applied === asked.applied;

const isOfVerdict = ({ verdict }: Cell, asked: Question): boolean => asked.verdict === undefined || (verdict ?? "none") === asked.verdict;

const add = (point: Point, cell: Cell): Point => ({
  ...point,
  sums: plus(point.sums, cell),
  verdicts: cell.verdict === null ? point.verdicts : { ...point.verdicts, [cell.verdict]: point.verdicts[cell.verdict] + cell.runs },
});

const withWorst = (point: Point, { gapMs, p95Us }: WorstCell): Point => ({
  ...point,
  worst: point.worst === null ? { gapMs, p95Us } : worseOf(point.worst, { gapMs, p95Us }),
});

/** Adds rows up to the points of a question, in the order in which they come. */
export function pointsOf(rows: readonly Row[], asked: Question): Point[] {
  const points = new Map<string, Point>();
  for (const row of rows) {
    const cells = isWanted(row, asked) ? row.cells.filter((cell) => isOfMode(cell, asked) && isOfVerdict(cell, asked)) : [];
    if (cells.length === 0) continue;
    const [bucket, group] = [bucketOf(row.day, asked.per), groupOf(row, asked.groupBy)];
    const key = `${bucket} ${group ?? ""}`;
    const before = points.get(key) ?? { bucket, group, sums: noSums, verdicts: { good: 0, needs_attention: 0, bad: 0 }, worst: null };
    const worst = asked.verdict === undefined ? row.worst.filter((cell) => isOfMode(cell, asked)) : [];
    points.set(key, worst.reduce(withWorst, cells.reduce(add, before)));
  }
  return [...points.values()].map(({ sums, ...point }) => ({ ...point, sums: plus(noSums, sums) }));
}

async function namesOf(ctx: Read, organizationId: Id<"organizations">, points: readonly Point[], groupBy: GroupBy) {
  if (groupBy !== "robot" && groupBy !== "deployment") return [];
  const groups = [...new Set(points.map(({ group }) => group).filter((group) => group !== null))];
  const table = groupBy === "robot" ? "robots" : "deployments";
  const rows = await mapInBatches(groups, async (group) => {
    const id = ctx.db.normalizeId(table, group);
    return id === null ? null : await ctx.db.get(table, id);
  });
  return rows.flatMap((row) => (row === null || row.organizationId !== organizationId ? [] : [{ group: row._id, name: row.name }]));
}

/** Part of an answer: the sums of at most `mostRows` rows, the newest days first. Parts of one question are added up by bucket and group. */
export async function part(ctx: Read, organizationId: Id<"organizations">, asked: Question, cursor: string | null) {
  check(asked);
  const { page, isDone, continueCursor } = await rowsOf(ctx, organizationId, asked).paginate({ cursor, numItems: mostRows });
  const points = pointsOf(page, asked);
  const waiting = await ctx.db
    .query("reviews")
    .withIndex("by_isCounted", (q) => q.eq("isCounted", undefined).eq("organizationId", organizationId))
    .first();
  const names = await namesOf(ctx, organizationId, points, asked.groupBy);
  return { points, names, isCounting: waiting !== null, isDone, continueCursor };
}
